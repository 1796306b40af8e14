import assert from "node:assert/strict";

import { hardenControlPlane } from "../../infra/cluster/control-plane-hardening.ts";

describe("hardenControlPlane", () => {
  const transform = hardenControlPlane({
    keyArn: "arn:aws:kms:eu-west-1:123456789012:key/1",
    protect: true,
  });
  const call = (type: string, props: Record<string, unknown>) =>
    transform({ custom: true, type, name: "n", props, opts: { version: "7.25.0" } });

  it("adds what the component can't, protects the cluster, and keeps the rest of it and of its options", async () => {
    const props = {
      version: "1.36",
      accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: true },
    };
    assert.deepEqual(await call("aws:eks/cluster:Cluster", props), {
      props: {
        version: "1.36",
        accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
        encryptionConfig: {
          provider: { keyArn: "arn:aws:kms:eu-west-1:123456789012:key/1" },
          resources: ["secrets"],
        },
        zonalShiftConfig: { enabled: true },
      },
      opts: { version: "7.25.0", protect: true },
    });
  });

  it("leaves every other child alone", async () => {
    assert.equal(await call("aws:iam/role:Role", {}), undefined);
  });
});
