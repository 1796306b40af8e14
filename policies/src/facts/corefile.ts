/** A plugin in a server block: the arguments after its name, and the lines of its own block. */
export interface CorefilePlugin {
  readonly name: string;
  readonly options: readonly string[];
}

/** A server block: the zones that it serves, and its plugins. */
export interface ServerBlock {
  readonly zones: readonly string[];
  readonly plugins: readonly CorefilePlugin[];
}

/**
 * The server blocks of a Corefile, or undefined if CoreDNS doesn't start with it because braces don't match or a block is on one
 * line: whatever follows on a line is an argument, even the brace that ends the block (RemainingArgs in caddyfile/dispenser.go of
 * github.com/coredns/caddy v1.1.4, read 2026-11-28). Snippets, whose names are in parentheses, are blocks too: a block that uses
 * them has the plugin `import`.
 *
 * Source: https://coredns.io/2017/07/23/corefile-explained/
 */
export function parseCorefile(text: string): readonly ServerBlock[] | undefined {
  const blocks: { zones: readonly string[]; plugins: { name: string; options: string[] }[] }[] = [];
  let depth = 0;
  for (const line of text.split("\n")) {
    const words = line
      .replace(/"[^"]*"/g, '""')
      .replace(/(^|\s)#.*$/, "")
      // An empty block may be on one line.
      .replace(/\s\{\s+\}\s*$/, "")
      .split(/\s+/)
      .filter((word) => word !== "");
    const opens = words.at(-1) === "{";
    const [name = "", ...rest] = opens ? words.slice(0, -1) : words;
    if (name !== "}" && [name, ...rest].some((word) => word === "{" || word === "}")) return undefined;
    if (name === "}" && rest.length === 0) {
      depth -= 1;
      if (depth < 0) return undefined;
    } else if (name !== "") {
      const block = blocks.at(-1);
      if (depth === 0)
        blocks.push({
          zones: [name, ...rest].flatMap((zone) => zone.split(",")).filter((zone) => zone !== ""),
          plugins: [],
        });
      else if (depth === 1) block?.plugins.push({ name, options: rest });
      else block?.plugins.at(-1)?.options.push([name, ...rest].join(" "));
    }
    if (opens) depth += 1;
  }
  return depth === 0 ? blocks : undefined;
}

/** True for a block that serves all names on the DNS port. */
export function isRootBlock({ zones }: ServerBlock): boolean {
  return zones.some((zone) => /^(dns:\/\/)?\.(:53)?$/.test(zone));
}
