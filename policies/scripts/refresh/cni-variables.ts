import { parse } from "yaml";

import type { TableRefresh } from "./table-refresh.ts";

/**
 * The inputs are README.md and charts/aws-vpc-cni/values.yaml of github.com/aws/amazon-vpc-cni-k8s. The manifests and the add-on
 * set the same values as the chart, which are not always the CNI's own defaults.
 */
export const cniVariables: TableRefresh = {
  file: "cni-variable-table.ts",
  constant: "CNI_VARIABLE",
  title: "VPC CNI variables",
  lineFormat: "One line per variable: `name [default]`.",
  goodForMonths: 6,
  lines([readme = "", values = ""]) {
    const { env = {} } = (parse(values) ?? {}) as { env?: Record<string, string> };
    const documented = readme.split(/^#### /m).flatMap((section) => {
      const [, name] = /^`([A-Za-z0-9_]+)`/.exec(section) ?? [];
      const [, value] = /^Default: (.*)$/m.exec(section) ?? [];
      return name === undefined ? [] : [[name, value ?? ""] as const];
    });
    const inChart = Object.entries(env).filter(([name]) => name !== "VPC_CNI_VERSION");
    return [...new Map([...documented, ...inChart])]
      .map(([name, value]) => `${name} ${defaultOf(value)}`.trimEnd())
      .sort();
  },
};

/** The README formats values as code, and writes an empty default in three ways. */
function defaultOf(value: string): string {
  const text = value.replaceAll("`", "").trim();
  return ["None", "empty", '""'].includes(text) ? "" : text;
}
