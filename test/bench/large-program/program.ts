// As many resources as RESOURCES says: a cluster with node groups, and workloads.
import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";

const count = Number(process.env["RESOURCES"]);
const subnetIds = ["a", "b"].map(
  (zone, index) =>
    new aws.ec2.Subnet(zone, {
      vpcId: "vpc-1",
      cidrBlock: `10.0.${64 * index}.0/18`,
      availabilityZone: `eu-west-1${zone}`,
    }).id,
);
const cluster = new aws.eks.Cluster("large", {
  roleArn: "arn:aws:iam::123456789012:role/large",
  vpcConfig: { subnetIds },
});
const provider = new k8s.Provider("large", { kubeconfig: cluster.endpoint });
for (let index = 4; index < count; index += 1) {
  const name = `resource-${index}`;
  if (index % 10 === 0) {
    new aws.eks.NodeGroup(name, {
      clusterName: cluster.name,
      nodeRoleArn: "arn:aws:iam::123456789012:role/nodes",
      subnetIds,
      scalingConfig: { minSize: 1, maxSize: 3, desiredSize: 1 },
    });
    continue;
  }
  new k8s.apps.v1.Deployment(
    name,
    {
      metadata: { name, namespace: `team-${index % 50}` },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { labels: { app: name } },
          spec: { containers: [{ name: "app", image: `registry.example.com/shop/${name}:1` }] },
        },
      },
    },
    { provider },
  );
}
