import assert from "node:assert/strict";

import { hardenControlPlane } from "../../infra/cluster/control-plane-hardening.ts";
import { clusterSettings } from "../../infra/settings/cluster-settings.ts";

const KEY = "arn:aws:kms:eu-west-1:123456789012:key/1";

describe("hardenControlPlane", () => {
  const call = (
    type: string,
    props: Record<string, unknown>,
    settings: Record<string, unknown> = {},
    partition = "aws",
  ) =>
    hardenControlPlane({
      settings: clusterSettings.parse({ name: "platform", version: "1.36", ...settings }),
      ipFamily: "ipv4",
      keyArn: KEY,
      partition,
    })({
      custom: true,
      type,
      name: "n",
      props,
      opts: { version: "7.25.0" },
    });
  const hardened = {
    encryptionConfig: { provider: { keyArn: KEY }, resources: ["secrets"] },
    kubernetesNetworkConfig: { ipFamily: "ipv4", serviceIpv4Cidr: "172.20.0.0/16" },
    zonalShiftConfig: { enabled: true },
  };

  it("adds what the component can't set, protects the cluster, and keeps its other properties and options", async () => {
    const props = {
      version: "1.36",
      accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: true },
    };
    assert.deepEqual(await call("aws:eks/cluster:Cluster", props), {
      props: {
        version: "1.36",
        accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
        ...hardened,
      },
      opts: { version: "7.25.0", protect: true },
    });
  });

  it("passes on the control plane settings of the stack's file", async () => {
    const settings = {
      serviceCidr: "192.168.0.0/20",
      controlPlaneTier: "tier-xl",
      eventTtlMinutes: 15,
      deletionProtection: false,
    };
    assert.deepEqual(await call("aws:eks/cluster:Cluster", {}, settings), {
      props: {
        accessConfig: { bootstrapClusterCreatorAdminPermissions: false },
        ...hardened,
        kubernetesNetworkConfig: { ipFamily: "ipv4", serviceIpv4Cidr: "192.168.0.0/20" },
        controlPlaneScalingConfig: { tier: "tier-xl" },
        kubeApiServerConfig: { eventTtl: "15m" },
      },
      opts: { version: "7.25.0", protect: false },
    });
  });

  it("leaves every other child alone", async () => {
    assert.equal(await call("aws:iam/role:Role", {}), undefined);
  });

  it("enables zonal shift where AWS lists it, or as the settings say", async () => {
    const config = async (partition: string, settings = {}) => {
      const result = await call("aws:eks/cluster:Cluster", {}, settings, partition);
      return result?.props["zonalShiftConfig"] as unknown;
    };
    assert.deepEqual(await config("aws-cn"), { enabled: true });
    assert.equal(await config("aws-us-gov"), undefined);
    assert.deepEqual(await config("aws-us-gov", { zonalShift: true }), { enabled: true });
    assert.deepEqual(await config("aws", { zonalShift: false }), { enabled: false });
  });
});
