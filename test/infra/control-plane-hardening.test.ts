import assert from "node:assert/strict";

import { hardenControlPlane } from "../../infra/cluster/control-plane-hardening.ts";

describe("hardenControlPlane", () => {
  const transform = hardenControlPlane("arn:aws:kms:eu-west-1:123456789012:key/1");
  const call = (type: string, props: Record<string, unknown>) =>
    transform({ custom: true, type, name: "n", props, opts: { protect: true } });

  it("adds what the component can't, and keeps the rest of the cluster and its options", async () => {
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
      opts: { protect: true },
    });
  });

  it("leaves every other child alone", async () => {
    assert.equal(await call("aws:iam/role:Role", {}), undefined);
  });
});
