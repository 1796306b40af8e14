import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

const template = {
  spec: {
    restartPolicy: "Never",
    containers: [{ name: "main", image: "registry.example.com/report:1.4" }],
  },
};
const addon = (addonName: string, configuration: object) =>
  new aws.eks.Addon(addonName, {
    clusterName: "shop",
    addonName,
    configurationValues: JSON.stringify(configuration),
  });

/** Each leaves a cluster in the state that one section of the article describes. */
const mistakes: Readonly<Record<string, () => unknown>> = {
  "small-subnet": () =>
    new aws.ec2.Subnet("pods", {
      vpcId: "vpc-0123456789abcdef0",
      cidrBlock: "10.0.0.0/26",
      tags: { "kubernetes.io/cluster/shop": "shared" },
    }),
  "missing-cni-variable": () => {
    addon("vpc-cni", { env: { WARM_ENI_TARGET: "2" } });
    new k8s.apiextensions.CustomResource("pods", {
      apiVersion: "crd.k8s.amazonaws.com/v1alpha1",
      kind: "ENIConfig",
      metadata: { name: "eu-west-1a" },
      spec: { subnet: "subnet-0123456789abcdef0" },
    });
  },
  "snat-behind-nat": () => {
    const vpc = new aws.ec2.Vpc("shop", { cidrBlock: "10.0.0.0/16" });
    const subnet = new aws.ec2.Subnet("nodes", { vpcId: vpc.id, cidrBlock: "10.0.0.0/19" });
    const nat = new aws.ec2.NatGateway("shop", { connectivityType: "private", subnetId: subnet.id });
    const table = new aws.ec2.RouteTable("nodes", { vpcId: vpc.id });
    new aws.ec2.Route("nodes", {
      routeTableId: table.id,
      destinationCidrBlock: "0.0.0.0/0",
      natGatewayId: nat.id,
    });
    new aws.ec2.RouteTableAssociation("nodes", { routeTableId: table.id, subnetId: subnet.id });
    new aws.eks.NodeGroup("workers", {
      clusterName: "shop",
      nodeRoleArn: "arn:aws:iam::123456789012:role/nodes",
      subnetIds: [subnet.id],
      scalingConfig: { minSize: 1, desiredSize: 1, maxSize: 3 },
    });
    addon("vpc-cni", { env: { AWS_VPC_K8S_CNI_EXTERNALSNAT: "false" } });
  },
  "single-dns-pod": () => addon("coredns", { replicaCount: 1 }),
  "job-without-deadline": () => new k8s.batch.v1.Job("migrate", { spec: { backoffLimit: 2, template } }),
  "job-with-many-retries": () =>
    new k8s.batch.v1.Job("migrate", { spec: { backoffLimit: 10, activeDeadlineSeconds: 600, template } }),
  "overlapping-cronjob": () =>
    new k8s.batch.v1.CronJob("report", {
      spec: {
        schedule: "* * * * *",
        jobTemplate: { spec: { backoffLimit: 2, activeDeadlineSeconds: 600, template } },
      },
    }),
  // Known only once the VPC is made.
  "late-subnet": () => {
    const vpc = new aws.ec2.Vpc("shop", { cidrBlock: "10.0.0.0/16" });
    new aws.ec2.Subnet("pods", {
      vpcId: vpc.id,
      cidrBlock: vpc.arn.apply(() => "10.0.0.0/26"),
      tags: { "kubernetes.io/role/cni": "1" },
    });
  },
  // A secret where a rule reads a number, and a value that a rule judges.
  "secret-deadline": () =>
    new k8s.batch.v1.Job("migrate", {
      spec: { backoffLimit: 2, activeDeadlineSeconds: pulumi.secret(7200), template },
    }),
};

const stack = pulumi.getStack();
mistakes[stack]?.();
