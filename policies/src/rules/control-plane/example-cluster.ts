import { CLUSTER } from "../../cluster/aws-types.ts";
import type { TestResource } from "../../rule/example.ts";

/** The cluster in the examples, with its control plane in one subnet. */
export function clusterIn(subnetId: string): TestResource {
  return {
    type: CLUSTER,
    name: "shop",
    props: {
      name: "shop",
      roleArn: "arn:aws:iam::123456789012:role/shop-cluster",
      vpcConfig: { subnetIds: [subnetId] },
    },
  };
}
