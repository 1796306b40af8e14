import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

import {
  addonSchema,
  CNI_VARIABLES,
  describeFactSource,
  FACT_SOURCES,
  isPastBestBefore,
  ZONE_IDS_WITHOUT_EKS,
} from "productionproof-eks-policies/facts";

import { refreshes } from "../../policies/scripts/refresh/index.ts";

const FACTS = fileURLToPath(new URL("../../policies/src/facts/", import.meta.url));

describe("tables of facts", () => {
  it("each have a source, a refresh and a file, and there are no others", () => {
    const files = readdirSync(FACTS).filter((file) => file.endsWith("-table.ts"));
    const byTable = [...refreshes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, refresh]) => refresh);
    assert.deepEqual(
      byTable.map(({ file }) => file),
      files.sort(),
    );
    assert.deepEqual(
      FACT_SOURCES.map(({ title }) => title),
      byTable.map(({ title }) => title),
    );
  });

  it("state their date, and when they should be refreshed", () => {
    const source = { title: "instance types", source: "", date: "2026-08-20", bestBefore: "2027-02-20" };
    assert.equal(describeFactSource(source), "instance types: data from 2026-08-20, best before 2027-02-20");
    assert.equal(isPastBestBefore(source, new Date("2027-02-19T23:59:59Z")), false);
    assert.equal(isPastBestBefore(source, new Date("2027-02-20")), true);
  });

  for (const source of FACT_SOURCES) {
    it(`${source.title} have dates`, () => {
      assert.match(source.date, /^2\d{3}-\d\d-\d\d$/);
      assert.ok(source.bestBefore > source.date);
      assert.notEqual(source.source, "");
    });
  }
});

describe("facts of the VPC CNI", () => {
  it("use the defaults of its manifest if its README differs", () => {
    assert.equal(CNI_VARIABLES.get("WARM_PREFIX_TARGET"), "1");
    assert.equal(CNI_VARIABLES.get("IP_COOLDOWN_PERIOD"), "30");
    assert.equal(CNI_VARIABLES.get("WARM_IP_TARGET"), undefined);
    assert.ok(CNI_VARIABLES.has("WARM_IP_TARGET"));
  });
});

describe("add-on schemas", () => {
  it("have the keys of an object, and those that were added later", () => {
    assert.deepEqual(addonSchema("vpc-cni", "init.env"), {
      version: "v1.15.1-eksbuild.1",
      isClosed: true,
      isOutdated: true,
      keys: ["DISABLE_TCP_EARLY_DEMUX", "ENABLE_V6_EGRESS"],
    });
    assert.ok(addonSchema("vpc-cni", "env")?.keys.includes("ENABLE_SUBNET_DISCOVERY"));
    assert.ok(addonSchema("vpc-cni")?.keys.includes("extraEnv"));
    assert.ok(addonSchema("coredns", "autoScaling")?.keys.includes("minReplicas"));
    assert.deepEqual(addonSchema("eks-node-monitoring-agent")?.keys, [
      "dcgmAgent",
      "extraObjects",
      "global",
      "nodeAgent",
    ]);
  });

  it("don't exist for objects that may contain anything, or for add-ons that were not read", () => {
    assert.equal(addonSchema("coredns", "nodeSelector"), undefined);
    assert.equal(addonSchema("kube-proxy"), undefined);
  });

  it("name variables that the CNI documents", () => {
    const unknown = addonSchema("vpc-cni", "env")?.keys.filter((key) => !CNI_VARIABLES.has(key));
    assert.deepEqual(unknown, []);
  });
});

describe("Availability Zones without EKS", () => {
  it("are three", () => {
    assert.deepEqual(ZONE_IDS_WITHOUT_EKS, ["use1-az3", "usw1-az2", "cac1-az3"]);
  });
});
