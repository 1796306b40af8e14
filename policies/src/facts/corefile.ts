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
  for (const line of linesOf(text)) {
    // An empty block may be on one line.
    const words = line.at(-2) === "{" && line.at(-1) === "}" ? line.slice(0, -2) : line;
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

/** The words of each line, as caddyfile/lexer.go reads them: a quoted one, here empty quotes, can go over several lines. */
function linesOf(text: string): readonly (readonly string[])[] {
  const lines: string[][] = [[]];
  for (const [word] of text.matchAll(/"(?:\\[^]|[^"\\])*(?:"|$)|#[^\n]*|[^\s]+|\n/g)) {
    if (word === "\n") lines.push([]);
    else if (!word.startsWith("#")) lines.at(-1)?.push(word.startsWith('"') ? '""' : word);
  }
  return lines;
}

/** The plugins of CoreDNS. Source: plugin.cfg of github.com/coredns/coredns v1.15.0, read 2026-11-28; older ones have no others. */
const PLUGINS = new Set(
  `root metadata geoip cancel proxyproto quic grpc_server https https3 timeouts multisocket reload
  nsid bufsize bind debug trace ready health pprof shed prometheus errors log
  dnstap local dns64 siit any chaos loadbalance tsig rewrite autopath acl cache
  header dnssec tls minimal template transfer dynupdate hosts route53 azure clouddns k8s_external
  kubernetes file auto secondary etcd loop forward grpc erratic whoami on sign
  view nomad import`.split(/\s+/),
);

/** True if a block has a plugin that CoreDNS does not have. A snippet's plugins only count where it is imported. */
export function hasUnknownPlugin(blocks: readonly ServerBlock[]): boolean {
  return blocks.some(
    ({ zones, plugins }) => !zones[0]?.startsWith("(") && plugins.some(({ name }) => !PLUGINS.has(name)),
  );
}

/** True for a block that serves all names on the DNS port. */
export function isRootBlock({ zones }: ServerBlock): boolean {
  return zones.some((zone) => /^(dns:\/\/)?\.(:53)?$/.test(zone));
}
