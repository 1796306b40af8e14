import { CNI_VARIABLE_TABLE } from "./cni-variable-table.ts";

/** Every variable that the VPC CNI documents, with its value where nothing sets it; undefined where it then has none. */
export const CNI_VARIABLES: ReadonlyMap<string, string | undefined> = new Map(
  CNI_VARIABLE_TABLE.trim()
    .split("\n")
    .map((line) => {
      const [name = "", ...value] = line.split(" ");
      return [name, value.length === 0 ? undefined : value.join(" ")];
    }),
);
