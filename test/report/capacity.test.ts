import assert from "node:assert/strict";

import { clusterCapacity, findInstanceType, type ClusterPlan } from "productionproof-eks-policies/facts";

import { capacityJson } from "../../policies/src/report/capacity-json.ts";
import { capacitySvg } from "../../policies/src/report/capacity-svg.ts";
import { capacityText } from "../../policies/src/report/capacity-text.ts";

const COOLING = { average: 10, burst: 20, atOnce: 20 };
const HELD = { average: 20.04, most: 40 };

function article(zoneNames: readonly string[] = ["a", "b", "c"]): ClusterPlan {
  const instanceType = findInstanceType("m5.xlarge") ?? assert.fail();
  const cni = { prefixDelegation: false, customNetworking: false };
  return {
    zones: zoneNames.map((name) => ({ name, nodeSubnetPrefixLength: 24 })),
    nodeGroups: [{ name: "m5.xlarge", pool: { instanceType, cni, targets: {}, maxPods: 58 }, maxNodes: 15 }],
    headroomPercent: 20,
    coolingAddresses: COOLING.atOnce,
  };
}

describe("a cluster's capacity", () => {
  it("is a table of nodes, one of zones, and verdicts with values that pass", () => {
    assert.equal(
      capacityText(clusterCapacity(article()), COOLING),
      `Nodes      at most  maxPods  pods with an address  addresses  free at worst
m5.xlarge       15       58                    56         60              0

Zone             subnet  addresses  reserved  held  in an update  zone lost  pods asked  possible
each of a, b, c  /24           256         5   300           420        660         280       224

While a zone is lost, 448 of 840 pods have an address.
CronJobs keep 10 addresses cooling on average, and 20 after their busiest minute.

✗ Addresses: fits at most 672 pods; your node groups can run 840; a /22 in each zone fits.
✗ Cooling addresses of m5.xlarge: each node needs 3 free; maxPods 58 leaves room for 0 cooling addresses; maxPods 55 leaves room for 3; IP targets can't give more at maxPods 58.`,
    );
  });

  it("shows the addresses of CronJobs if it is known how long their pods run", () => {
    const text = capacityText(clusterCapacity(article()), COOLING, HELD);
    assert.match(
      text,
      /busiest minute\.\nRunning and cooling, their pods hold 20 on average, and 40 at most\.\n\n✗/,
    );
  });

  it("doesn't mention CronJobs if there are none, or a lost zone if there is only one zone", () => {
    const quiet = { average: 0, burst: 0, atOnce: 0 };
    const plan = { ...article(["a"]), coolingAddresses: 0 };
    // 14 pods on each of 15 nodes fill an interface: 225 addresses. Each additional pod needs another interface: 13 of them in
    // 26.
    assert.equal(
      capacityText(clusterCapacity(plan), quiet).split("\n").slice(3).join("\n"),
      `Zone  subnet  addresses  reserved  held  in an update  zone lost  pods asked  possible
a     /24           256         5   900          1020          -         840       224

✗ Addresses: fits at most 224 pods; your node groups can run 840; a /21 in each zone fits.`,
    );
  });

  it("does not pass if nodes have addresses for fewer pods than their maxPods, however large the subnets", () => {
    const { nodeGroups, headroomPercent } = article();
    const capacity = clusterCapacity({
      zones: [{ name: "a", nodeSubnetPrefixLength: 19 }],
      nodeGroups: nodeGroups.map((group) => ({ ...group, pool: { ...group.pool, maxPods: 110 } })),
      headroomPercent,
    });
    assert.match(
      capacityText(capacity, COOLING),
      /✗ Addresses: fits at most 840 pods; your node groups can run 1620, more than their network interfaces/,
    );
  });

  it("counts only the addresses of nodes if pods have IPv6", () => {
    const { zones, nodeGroups, headroomPercent } = article();
    const cni = { prefixDelegation: true, customNetworking: false, ipv6: true };
    const groups = nodeGroups.map((group) => ({ ...group, pool: { ...group.pool, cni, maxPods: 110 } }));
    const capacity = clusterCapacity({ zones, nodeGroups: groups, headroomPercent });
    assert.deepEqual(
      capacity.zones.flatMap(({ subnets }) => subnets.map(({ use }) => use)),
      ["nodes", "nodes", "nodes"],
    );
    assert.equal(
      capacityText(capacity, { average: 0, burst: 0, atOnce: 0 }),
      `Nodes      at most  maxPods  pods with an address  addresses  free at worst
m5.xlarge       15      110                   108          1         enough

Zone             subnet  addresses  reserved  held  in an update  zone lost  pods asked  possible
each of a, b, c  /24           256         5     5             7         11         540       540

✓ Addresses: fits all 1620 pods that your node groups can run, and an update while a zone is lost with 20% to spare.`,
    );
  });

  it("has notes on how nodes are counted below the table of nodes", () => {
    const text = capacityText(clusterCapacity(article()), COOLING, undefined, ["jobs: counted as another"]);
    assert.match(text, /\nm5\.xlarge .*\n! jobs: counted as another\.\n\nZone /);
  });

  it("is a JSON document with the verdicts, the zones, and the sources of the facts", () => {
    const document = JSON.parse(
      capacityJson(clusterCapacity(article()), COOLING, HELD, ["a note"]),
    ) as Record<string, unknown>;
    assert.deepEqual(Object.keys(document), [
      "verdicts",
      "notes",
      "zones",
      "nodeGroups",
      "podsPossible",
      "podsAsked",
      "podsPossibleWithZoneLost",
      "headroomPercent",
      "addressesFit",
      "fitting",
      "coolingFits",
      "coolingAddresses",
      "cronJobAddresses",
      "sources",
    ]);
    assert.deepEqual(document["notes"], ["a note"]);
    assert.equal(document["podsPossible"], 672);
    assert.deepEqual(document["fitting"], { nodeSubnet: 22 });
    assert.deepEqual(document["coolingAddresses"], COOLING);
    assert.deepEqual(document["cronJobAddresses"], HELD);
  });
});

describe("the picture of a cluster's capacity", () => {
  const rectangles = (svg: string, style: string) =>
    [
      ...svg.matchAll(
        new RegExp(`class="${style}" x="([\\d.]+)" y="[\\d.]+" width="([\\d.]+)" height="26"`, "g"),
      ),
    ].map(([, x, width]) => ({ x: Number(x), width: Number(width) }));

  it("has one bar per subnet, stacked without gaps up to the worst case, and a line where the subnet ends", () => {
    const svg = capacitySvg(clusterCapacity(article()));
    const [reserved, maximum, update, lost] = ["reserved", "maximum", "update", "lost"].map(
      (style) => rectangles(svg, style)[0] ?? assert.fail(style),
    );
    // 5 + 660 addresses take up the full width: 176 to 700.
    const perAddress = (700 - 176) / 665;
    for (const [part, addresses] of [
      [reserved, 5],
      [maximum, 300],
      [update, 120],
      [lost, 240],
    ] as const) {
      assert.ok(Math.abs((part?.width ?? 0) - addresses * perAddress) < 0.2);
    }
    assert.ok(Math.abs((maximum?.x ?? 0) - 176 - (reserved?.width ?? 0)) < 0.2);
    assert.equal(rectangles(svg, "maximum").length, 3);
    const limits = [...svg.matchAll(/class="limit" x1="([\d.]+)" x2="\1" y1="[\d.]+" y2="[\d.]+"/g)];
    // Three bars, and the legend.
    assert.equal(limits.length, 4);
    assert.ok(Math.abs(Number(limits[1]?.[1]) - 176 - 256 * perAddress) < 0.2);
  });

  it("keeps all text inside the picture without overlap, even with six zones and huge numbers", () => {
    const plan = article(["use1-az1", "use1-az2", "use1-az3", "use1-az4", "use1-az5", "use1-az6"]);
    const huge = { ...plan, nodeGroups: plan.nodeGroups.map((group) => ({ ...group, maxNodes: 100_000 })) };
    const svg = capacitySvg(clusterCapacity(huge));
    const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? assert.fail();
    const texts = [...svg.matchAll(/<text class="([^"]+)" x="(\d+)" y="(\d+)">([^<]*)</g)].map(
      ([, style = "", x, y, text = ""]) => ({
        left: Number(x),
        // In the widest common fonts, a letter is 0.6 of the font size wide on average.
        right: Number(x) + text.length * (style === "heading" ? 20 : 13.5) * 0.56,
        y: Number(y),
      }),
    );
    for (const [index, text] of texts.entries()) {
      assert.ok(text.right <= Number(width) && text.y <= Number(height), JSON.stringify(text));
      for (const other of texts.slice(index + 1)) {
        const isApart =
          other.left >= text.right || other.right <= text.left || Math.abs(other.y - text.y) >= 16;
        assert.ok(isApart, JSON.stringify([text, other]));
      }
    }
  });

  it("starts its bars after the longest name: resource names distinguish a zone's subnets", () => {
    const name = "euw1-az1 platform-prod-jobs-euw1-az1";
    const svg = capacitySvg(clusterCapacity(article([name])));
    assert.ok((rectangles(svg, "reserved")[0]?.x ?? 0) > 32 + name.length * 13.5 * 0.56);
    assert.ok(rectangles(svg, "lost").every(({ x, width }) => x + width <= 700.1));
  });

  it("has notes on how nodes are counted below its verdicts, and moves its bars below them", () => {
    const [without, noted] = [[], ["jobs: counted as another"]].map((notes) =>
      capacitySvg(clusterCapacity(article()), notes),
    );
    assert.match(
      noted ?? "",
      /class="fails"[^\n]*\n<text class="muted" x="32" y="\d+">! jobs: counted as another</,
    );
    const top = (svg = "") => Number(/<rect class="track" x="[\d.]+" y="(\d+)"/.exec(svg)?.[1]);
    assert.equal(top(noted), top(without) + 20);
  });

  it("has a color for the dark scheme for each one that it has for the light scheme", () => {
    const [, light = "", dark = ""] =
      /<style>(.*?)@media \(prefers-color-scheme: dark\) \{(.*?)<\/style>/s.exec(
        capacitySvg(clusterCapacity(article())),
      ) ?? [];
    const coloured = (css: string) =>
      [...css.matchAll(/([.\w]+) \{[^}]*(?:fill|stroke): #/g)].map(([, name]) => name);
    assert.deepEqual(coloured(dark), coloured(light));
  });

  it("is well-formed whatever the name of a zone", () => {
    const svg = capacitySvg(clusterCapacity(article(["a<b&c>"])));
    assert.ok(svg.includes(">a&lt;b&amp;c&gt;<"));
  });
});
