import { parse } from "yaml";

import type { TableRefresh } from "./table-refresh.ts";

/**
 * From README.md and charts/aws-vpc-cni/values.yaml of github.com/aws/amazon-vpc-cni-k8s. The manifests and the add-on set
 * what the chart does, which is not always what the CNI does by itself.
 */
export const cniVariables: TableRefresh = {
  file: "cni-variable-table.ts",
  constant: "CNI_VARIABLE",
  title: "VPC CNI variables",
  lineFormat: "A line a variable: `name [default]`.",
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

/** The README writes values as code, and none in three ways. */
function defaultOf(value: string): string {
  const text = value.replaceAll("`", "").trim();
  return ["None", "empty", '""'].includes(text) ? "" : text;
}
