import assert from "node:assert/strict";

import { UNKNOWN, type PropertyObject } from "../../../../../policies/src/rule/property-value.ts";
import { addonModel } from "../../../../../policies/src/sources/program/components/eks/separate-addon.ts";
import { vpcCniAddonModel } from "../../../../../policies/src/sources/program/components/eks/separate-vpc-cni-addon.ts";
import { expand } from "../in-memory-component.ts";

/** The add-ons and their children are in `recordings.test.ts`. */
describe("models of separate add-ons", () => {
  const inputs: PropertyObject = { clusterName: "shop", addonVersion: "v1.20.1-eksbuild.3" };

  it("takes everything that the program may not know yet", async () => {
    const { children } = await expand(addonModel, {
      name: "a",
      inputs: { addonName: UNKNOWN, cluster: UNKNOWN, configurationValues: UNKNOWN },
      from: { cluster: ["urn:cluster"] },
    });
    const [addon] = children;
    assert.deepEqual(addon?.props, {
      addonName: UNKNOWN,
      clusterName: UNKNOWN,
      configurationValues: UNKNOWN,
    });
    assert.deepEqual(addon.propertyDependencies, { clusterName: ["urn:cluster"] });
  });

  it("requires what determines the version of the VPC CNI", () =>
    assert.rejects(
      expand(vpcCniAddonModel, { name: "cni", inputs: { clusterName: "shop" } }),
      /addonVersion or clusterVersion is required/,
    ));

  it("rejects two options for the same variable", () =>
    assert.rejects(
      expand(vpcCniAddonModel, {
        name: "cni",
        inputs: { ...inputs, externalSnat: true, cniExternalSnat: true },
      }),
      /only one of/,
    ));

  it("lists the options that it ignores", () => {
    assert.deepEqual(addonModel.notModeled?.({ addonName: "coredns", cluster: { name: "shop" }, wait: 1 }), [
      "wait",
      "cluster (given as data)",
    ]);
    assert.deepEqual(vpcCniAddonModel.notModeled?.({ ...inputs, wait: 1 }), ["wait"]);
  });
});
