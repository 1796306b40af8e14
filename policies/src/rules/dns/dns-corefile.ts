import { addonConfiguration, isAddon } from "../../cluster/addon.ts";
import { ADDON } from "../../cluster/aws-types.ts";
import { isInKubeSystem } from "../../cluster/workloads/kube-system.ts";
import { hasUnknownPlugin, isRootBlock, parseCorefile } from "../../facts/corefile.ts";
import { parseDuration } from "../../facts/duration.ts";
import type { Kind } from "../../rule/kinds.ts";
import { CONFIG_MAP } from "../../rule/kubernetes-kinds.ts";
import { integer } from "../../rule/option.ts";
import type { Reading } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import { DNS_NAMES } from "./replicas.ts";

export default defineRule({
  id: "dns-corefile",
  title: "A custom Corefile keeps the plugins that let DNS pods be replaced without failed lookups",
  severity: "medium",
  article: "Single kube-dns pod",
  why: "A custom Corefile replaces the add-on's as a whole. Without ready, pods get lookups before they can answer them; without lameduck, a terminating pod is gone while nodes still send lookups to it; without cache, every lookup is forwarded to the VPC's resolver, which accepts 1024 packets per second from a node; without loop, a CoreDNS that forwards to itself uses all the memory it can get.",
  fix: "Keep health with lameduck, ready, cache and loop in the server block for all names (.:53).",
  references: [
    "https://docs.aws.amazon.com/eks/latest/best-practices/scale-cluster-services.html",
    "https://coredns.io/plugins/ready/",
    "https://coredns.io/plugins/health/",
    "https://coredns.io/plugins/loop/",
  ],
  findings: {
    "no-ready": "The server block for all names has no ready plugin.",
    "no-lameduck": "The server block for all names has no health plugin with lameduck.",
    "short-lameduck": "lameduck is shorter than `minLameduckSeconds`.",
    "no-cache": "The server block for all names has no cache plugin.",
    "no-loop": "The server block for all names has no loop plugin.",
    broken:
      "CoreDNS doesn't start, because braces don't match, a block is on one line or a plugin doesn't exist, or no server block answers for all names.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "advisory" } },
  options: {
    minLameduckSeconds: integer({
      description:
        "Seconds for which a pod keeps answering after it is told to terminate; AWS recommends 30.",
      default: 5,
      min: 0,
      max: 600,
    }),
  },
  targets: [ADDON, ...CONFIG_MAP],
  check(resource, { minLameduckSeconds }, report) {
    const corefile = corefileOf(resource);
    // If unset, the add-on's own Corefile applies, which has all of them.
    if (corefile?.kind !== "known") return;
    if (corefile.value === undefined) {
      report("broken", corefile, {
        found: text`braces that don't match, or a block on one line, with which CoreDNS doesn't start`,
        passes: text`put what follows each { on lines of its own, and each } on another`,
      });
      return;
    }
    if (hasUnknownPlugin(corefile.value)) {
      report("broken", corefile, {
        found: text`a plugin that CoreDNS doesn't have, with which it doesn't start`,
        passes: text`compare the first word of each line with https://coredns.io/plugins`,
      });
      return;
    }
    const root = corefile.value.find(isRootBlock);
    if (!root) {
      report("broken", corefile, {
        found: text`no server block for all names on port 53`,
        passes: text`set a Corefile with a .:53 block`,
      });
      return;
    }
    const plugin = (name: string) => root.plugins.find((one) => one.name === name);
    if (plugin("import")) {
      const place = isAddon(resource, "coredns") ? "configurationValues" : "data.Corefile";
      resource.at(place).undetermined("imports plugins from a snippet or a file");
      return;
    }
    const found = (name: "cache" | "loop" | "ready") => ({
      found: text`no ${name} plugin in the server block for all names`,
      passes: text`add the line ${name} there`,
    });
    if (!plugin("ready")) report("no-ready", corefile, found("ready"));
    if (!plugin("cache")) report("no-cache", corefile, found("cache"));
    if (!plugin("loop")) report("no-loop", corefile, found("loop"));

    const option = plugin("health")?.options.find((each) => each.startsWith("lameduck "));
    const lameduck = option === undefined ? undefined : parseDuration(option.slice("lameduck ".length));
    const passes = text`set there, on three lines: health {, lameduck ${minLameduckSeconds}s or longer, and }`;
    if (lameduck === undefined && minLameduckSeconds > 0) {
      report("no-lameduck", corefile, {
        found: text`no health plugin with lameduck in the server block for all names`,
        passes,
      });
    } else if (lameduck !== undefined && lameduck < minLameduckSeconds) {
      report("short-lameduck", corefile, { found: text`lameduck is ${lameduck} seconds`, passes });
    }
  },
  examples: {
    good: [
      {
        title: "A Corefile with an additional zone for the company",
        type: "kubernetes:core/v1:ConfigMapPatch",
        props: {
          metadata: { name: "coredns", namespace: "kube-system" },
          data: {
            Corefile: `.:53 {
    errors
    health {
        lameduck 30s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa
    prometheus :9153
    forward . /etc/resolv.conf
    cache 30
    loop
    reload
    loadbalance
}
corp.example.com:53 {
    forward . 10.0.0.2
}
`,
          },
        },
      },
    ],
    bad: [
      {
        title: "A Corefile that leaves out plugins",
        type: "aws:eks/addon:Addon",
        props: {
          clusterName: "shop",
          addonName: "coredns",
          configurationValues: JSON.stringify({
            corefile:
              ".:53 {\n    errors\n    health\n    kubernetes cluster.local\n    forward . /etc/resolv.conf\n}\n",
          }),
        },
      },
    ],
  },
});

/** A Corefile, which is never printed; its blocks are undefined if the braces don't match. */
const COREFILE: Kind<{ readonly blocks: ReturnType<typeof parseCorefile> }> = {
  expected: "a Corefile",
  parse: (value) => (typeof value === "string" ? { blocks: parseCorefile(value) } : undefined),
};

/** The server blocks of the Corefile that a resource sets for the cluster's DNS. */
function corefileOf(resource: ResourceView): Reading<ReturnType<typeof parseCorefile>> | undefined {
  const reading = isAddon(resource, "coredns")
    ? addonCorefile(resource)
    : CONFIG_MAP.includes(resource.type) && isInKubeSystem(resource, DNS_NAMES)
      ? resource.value("data.Corefile", COREFILE)
      : undefined;
  return reading?.kind === "known" ? { ...reading, value: reading.value.blocks } : reading;
}

function addonCorefile(addon: ResourceView) {
  const configuration = addonConfiguration(addon);
  return configuration.kind === "known" ? configuration.value.value("corefile", COREFILE) : configuration;
}
