import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";

const cluster = new eks.Cluster("shop", {
  name: "shop",
  version: "1.36",
  subnetIds: ["subnet-0123456789abcdef0"],
  vpcId: "vpc-0123456789abcdef0",
  authenticationMode: eks.AuthenticationMode.Api,
  skipDefaultNodeGroup: true,
  skipDefaultSecurityGroups: true,
  corednsAddonOptions: { enabled: false },
  kubeProxyAddonOptions: { enabled: false },
  useDefaultVpcCni: true,
});
const nodeGroup = new aws.eks.NodeGroup(
  "workers",
  {
    clusterName: "shop",
    nodeRoleArn: "arn:aws:iam::123456789012:role/nodes",
    subnetIds: ["subnet-0123456789abcdef0"],
    scalingConfig: { minSize: 1, desiredSize: 1, maxSize: 3 },
  },
  { dependsOn: [cluster] },
);
// As a child of the cluster it is among what `dependsOn: [cluster]` waits for.
new aws.eks.Addon(
  "coredns",
  {
    clusterName: "shop",
    addonName: "coredns",
    configurationValues: JSON.stringify({ replicaCount: 3 }),
  },
  { parent: cluster, dependsOn: [nodeGroup] },
);
