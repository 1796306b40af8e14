import assert from "node:assert/strict";

import { accessEntries } from "../../infra/cluster/access-entries.ts";
import { accessEntry } from "../../infra/settings/access-entry.ts";

const principalArn = "arn:aws-cn:iam::123456789012:role/shop";
const arn = (policy: string) => `arn:aws-cn:eks::aws:cluster-access-policy/${policy}`;

describe("access entries", () => {
  it("give a role several policies, each in its namespaces, and groups", () => {
    const shop = accessEntry.parse({
      principalArn,
      policies: [{ policy: "AmazonEKSViewPolicy" }, { policy: "AmazonEKSEditPolicy", namespaces: ["shop"] }],
      groups: ["shop-operators"],
    });
    assert.deepEqual(accessEntries({ shop }, "aws-cn"), {
      shop: {
        principalArn,
        kubernetesGroups: ["shop-operators"],
        accessPolicies: {
          AmazonEKSViewPolicy: { policyArn: arn("AmazonEKSViewPolicy"), accessScope: { type: "cluster" } },
          AmazonEKSEditPolicy: {
            policyArn: arn("AmazonEKSEditPolicy"),
            accessScope: { type: "namespace", namespaces: ["shop"] },
          },
        },
      },
    });
  });

  it("can give a role groups alone, under a name of its own", () => {
    const shop = accessEntry.parse({ principalArn, groups: ["a"], username: "shop:{{SessionName}}" });
    assert.deepEqual(accessEntries({ shop }, "aws-cn"), {
      shop: { principalArn, kubernetesGroups: ["a"], username: "shop:{{SessionName}}", accessPolicies: {} },
    });
  });
});
