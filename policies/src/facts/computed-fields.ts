import { AWS_COMPUTED_FIELD_TABLE } from "./aws-computed-field-table.ts";
import { groupBy } from "./group-by.ts";

/** The fields inside a block that AWS fills in if the program doesn't set them. */
export interface ComputedFields {
  readonly names: readonly string[];
  /** The same for blocks in the block, by name. */
  readonly blocks: ReadonlyMap<string, ComputedFields>;
}

const NONE: ReadonlyMap<string, ComputedFields> = new Map();
let lines: ReadonlyMap<string, readonly string[]> | undefined;

/** Returns the computed fields of each block of an AWS resource type, such as `aws:eks/cluster:Cluster`. */
export function computedFieldsOf(type: string): ReadonlyMap<string, ComputedFields> {
  lines ??= groupBy(AWS_COMPUTED_FIELD_TABLE.trim().split("\n"), (line) => line.split(" ", 2).join("/"));
  const blocks = lines.get(type.split(":")[1] ?? "") ?? [];
  if (blocks.length === 0) return NONE;
  return new Map(
    blocks.map((line) => {
      const [, , block = "", ...words] = line.match(/[[\]]|[^\s[\]]+/g) ?? [];
      return [block, fieldsIn(words)];
    }),
  );
}

/** Reads the fields up to the end or the closing bracket, and removes them from the words. */
function fieldsIn(words: string[]): ComputedFields {
  const names: string[] = [];
  const blocks = new Map<string, ComputedFields>();
  for (let word = words.shift(); word !== undefined && word !== "]"; word = words.shift()) {
    if (word === "[") blocks.set(words.shift() ?? "", fieldsIn(words));
    else names.push(word);
  }
  return { names, blocks };
}
