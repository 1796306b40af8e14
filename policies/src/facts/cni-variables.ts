import { CNI_VARIABLE_TABLE } from "./cni-variable-table.ts";

/** Every documented variable of the VPC CNI, with its default value; undefined if it has none. */
export const CNI_VARIABLES: ReadonlyMap<string, string | undefined> = new Map(
  CNI_VARIABLE_TABLE.trim()
    .split("\n")
    .map((line) => {
      const [name = "", ...value] = line.split(" ");
      return [name, value.length === 0 ? undefined : value.join(" ")];
    }),
);
