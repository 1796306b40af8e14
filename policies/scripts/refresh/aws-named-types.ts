import type { TableRefresh } from "./table-refresh.ts";

/** The names of users are objects, for which the provider generates nothing useful. */
const NOT_TEXT = "aws:identitystore/user:User";

/**
 * The inputs are the compiled modules of @pulumi/aws, node_modules/@pulumi/aws/<module>/*.js. The provider generates a `name`
 * wherever a resource type has one; as a result, the SDK declares it as optional.
 */
export const awsNamedTypes: TableRefresh = {
  file: "aws-named-type-table.ts",
  constant: "AWS_NAMED_TYPE",
  title: "AWS resource types with a generated name",
  lineFormat: "One line per module: `module type …`; `eks cluster` means `aws:eks/cluster:Cluster`.",
  goodForMonths: 12,
  lines(modules) {
    const byModule = new Map<string, string[]>();
    for (const code of modules) {
      const [, token, module = "", file = ""] = /__pulumiType = '(aws:(\w+)\/(\w+):\w+)'/.exec(code) ?? [];
      const isNamed = code.includes('resourceInputs["name"] = args');
      const isRequired = code.includes("Missing required property 'name'");
      if (token === undefined || !isNamed || isRequired || token === NOT_TEXT) continue;
      byModule.set(module, [...(byModule.get(module) ?? []), file]);
    }
    return [...byModule].map(([module, files]) => `${module} ${files.sort().join(" ")}`).sort();
  },
};
