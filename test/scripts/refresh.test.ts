import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { refreshes, tableModule, type TableRefresh } from "../../policies/scripts/refresh/index.ts";

const SOURCES = new URL("../fixtures/facts/sources/", import.meta.url);

function refresh(table: string): TableRefresh {
  return refreshes.get(table) ?? assert.fail(`${table} has no refresh`);
}

function source(file: string): string {
  return readFileSync(new URL(file, SOURCES), "utf8");
}

describe("refreshing a table of facts from its public source", () => {
  for (const [table, files, lines] of [
    [
      "instance-types",
      ["vpc_ip_resource_limit.go", "instance_types.json", "limits.go"],
      ["c5.metal 15 50 1 107", "m5.large 3 10 1 9 2", "p5.48xlarge 2 50 1 -", "t2.micro 2 2 0 0 1"],
    ],
    [
      "kubernetes-versions",
      ["kubernetes-versions.adoc"],
      ["1.31 2024-09-26 2025-11-26 2026-11-26", "1.9 2018-01-02 2019-03-02 2020-03-02"],
    ],
    [
      "aws-named-types",
      ["role.js", "restApi.js", "policy.js", "record.js", "subnet.js", "index.js"],
      ["apigateway restApi", "iam policy role"],
    ],
    [
      "cni-variables",
      ["README.md", "values.yaml"],
      [
        "AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS",
        "ENI_CONFIG_LABEL_DEF k8s.amazonaws.com/eniConfig",
        "POD_MTU 9001",
        "WARM_PREFIX_TARGET 1",
      ],
    ],
    [
      "addon-schemas",
      ["coredns.json"],
      [
        "coredns v1.11.1-eksbuild.9 . closed autoScaling corefile podLabels resources",
        "coredns v1.11.1-eksbuild.9 autoScaling open enabled",
        "coredns v1.11.1-eksbuild.9 resources closed limits requests",
      ],
    ],
    ["time-zones", ["zoneinfo.txt"], [". UTC", "Africa Abidjan Cairo", "America Argentina/Ushuaia"]],
    ["zones-without-eks", ["network-reqs.adoc"], ["us-east-1 use1-az3", "xx-test-1 xxt1-az1 xxt1-az2"]],
  ] as const) {
    it(`returns the lines of ${table}`, () => {
      assert.deepEqual(refresh(table).lines(files.map(source)), lines);
    });
  }

  it("returns the lines of aws-computed-fields", () => {
    const inputs = `export declare namespace eks {
      interface Config { subnetIds: pulumi.Input<string[]>; vpcId?: pulumi.Input<string>; logs?: pulumi.Input<boolean>;
        volumes?: pulumi.Input<pulumi.Input<inputs.eks.Volume>[]>; }
      interface Volume { size?: pulumi.Input<number>; }
    }`;
    const outputs = `export declare namespace eks {
      interface Config { subnetIds: string[]; vpcId: string; groupId: string; logs?: boolean; volumes?: outputs.eks.Volume[]; }
      interface Volume { id: string; size: number; }
      interface Status { id: string; }
    }`;
    const declaration = `export declare class Cluster extends pulumi.CustomResource {
      readonly config: pulumi.Output<outputs.eks.Config>;
      readonly disks: pulumi.Output<outputs.eks.Volume[] | undefined>;
      readonly name: pulumi.Output<string>;
      readonly status: pulumi.Output<outputs.eks.Status>;
    }
    export interface ClusterArgs {
      config: pulumi.Input<inputs.eks.Config>;
      disks?: pulumi.Input<pulumi.Input<inputs.eks.Volume>[]>;
      name?: pulumi.Input<string>;
    }`;
    const code = "Cluster.__pulumiType = 'aws:eks/cluster:Cluster';";
    assert.deepEqual(refresh("aws-computed-fields").lines([inputs, outputs, declaration, code]), [
      "eks cluster config vpcId groupId [volumes id size]",
      "eks cluster disks id size",
    ]);
  });

  it("returns the complete module, the same each time", () => {
    const from = { source: 'the "guide"', date: "2026-11-30" };
    const text = tableModule(refresh("zones-without-eks"), from, [source("network-reqs.adoc")]);
    assert.equal(
      text,
      `// Written by npm run refresh -- zones-without-eks; don't edit.
import type { FactSource } from "./fact-source.ts";

export const ZONES_WITHOUT_EKS_SOURCE: FactSource = {
  title: "availability zones without EKS",
  source: "the \\"guide\\"",
  date: "2026-11-30",
  bestBefore: "2027-11-30",
};

/** One line per Region: \`region zone-id …\`. */
export const ZONES_WITHOUT_EKS_TABLE = \`
us-east-1 use1-az3
xx-test-1 xxt1-az1 xxt1-az2
\`;
`,
    );
  });

  it("rejects a source in an unexpected format", () => {
    const from = { source: "", date: "2026-11-30" };
    const missing = source("vpc_ip_resource_limit.go").replace(/\t\tIPv4Limit.*\n/, "");
    const instanceTypes = (limits: string, trunks: string) =>
      refresh("instance-types").lines([limits, "{}", trunks]);
    assert.throws(() => instanceTypes(missing, source("limits.go")), /t2\.micro has no IPv4Limit/);
    const limits = source("vpc_ip_resource_limit.go");
    assert.throws(() => instanceTypes(limits, ""), /no instance type found in the trunk source/);
    const renamed = source("limits.go").replaceAll("IsTrunkingCompatible", "IsTrunk");
    assert.throws(() => instanceTypes(limits, renamed), /t2\.micro has no IsTrunkingCompatible/);
    const approximate = source("kubernetes-versions.adoc").replace("November 26, 2026", "November 2026");
    assert.throws(() => refresh("kubernetes-versions").lines([approximate]), /"November 2026" is not a date/);
    for (const table of refreshes.values()) {
      const empty = table.file === "addon-schema-table.ts" ? [] : ["", ""];
      const inputs = table.file === "instance-type-table.ts" ? ["", "{}"] : empty;
      assert.throws(() => tableModule(table, from, inputs), /nothing found in the source/, table.file);
    }
  });

  it("reports missing and invalid arguments", () => {
    const script = fileURLToPath(new URL("../../policies/scripts/refresh.ts", import.meta.url));
    const run = (...args: readonly string[]) =>
      spawnSync(process.execPath, [script, ...args], { encoding: "utf8", input: "" });
    assert.match(
      run("instance-type").stderr,
      /"instance-type" is not a table; the tables are: addon-schemas, /,
    );
    assert.match(run("instance-types").stderr, /--source and --date are required/);
    const from = ["--source", "test", "--date", "2026-11-30"];
    assert.match(run("time-zones", ...from, "nowhere/*.txt").stderr, /no file matches nowhere\/\*\.txt/);
  });
});
