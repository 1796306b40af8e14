import { isAddon } from "../../cluster/addon.ts";
import { ADDON, SUBNET, VPC } from "../../cluster/aws-types.ts";
import { defaultRoute, routeTableOf } from "../../cluster/network/default-route.ts";
import { serviceEndpoints, type Service } from "../../cluster/network/service-endpoints.ts";
import { nodeGroups, type NodeGroup } from "../../cluster/nodes/node-groups.ts";
import { subnetUseOf } from "../../cluster/nodes/node-subnets.ts";
import { reference, settled } from "../../cluster/references.ts";
import { groupBy } from "../../facts/group-by.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { joined, text } from "../../rule/text.ts";
import type { View } from "../../rule/view.ts";

export default defineRule({
  id: "private-nodes-endpoints",
  title: "Nodes without a way out of the VPC have endpoints for the AWS services that they need",
  severity: "critical",
  tags: ["vpc-endpoints", "private-cluster"],
  frameworks: { "aws-fsbp": ["EC2.10", "EC2.55", "EC2.56"] },
  why: "Before a node joins its cluster, it asks EC2 about itself and pulls images from ECR, whose layers are in S3. Without a NAT gateway, a public address or VPC endpoints, it reaches none of them: the node group stays in CREATING for half an hour and fails with NodeCreationFailure.",
  fix: "Create interface endpoints with privateDnsEnabled: true for ec2, ecr.api and ecr.dkr, and a gateway endpoint for s3 in the nodes' route tables; for the CNI's own role, also eks-auth (EKS Pod Identity) or sts (IAM roles for service accounts). Or route the node subnets to a NAT gateway. In a public subnet, set mapPublicIpOnLaunch: true.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html",
    "https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html",
  ],
  findings: {
    missing: "Nodes in a subnet without a way out of the VPC lack the endpoint of a service that they need.",
    "no-private-dns":
      "The endpoint of such a service doesn't take over the service's name, so nodes look for it on the internet.",
    "no-public-address":
      "Nodes in a public subnet get no public address, so the route to the internet gateway is of no use to them, and they lack an endpoint.",
  },
  presets: {
    // Private hosted zones, which may be anywhere, can take over the names too.
    baseline: { level: "mandatory", advisory: ["no-private-dns"] },
    strict: { level: "mandatory" },
  },
  options: {},
  checkStack(stack, _, report) {
    for (const [subnet, nodes] of groupBy(strandedNodes(stack), (one) => one.subnet)) {
      const vpc = reference(stack, subnet, "vpcId", [VPC]);
      if (!vpc) {
        subnet.at("vpcId").undetermined("its VPC, which may have endpoints, is not in the stack");
        continue;
      }
      const [hidden] = stack.componentsThatHide();
      if (hidden) {
        subnet.undetermined(text`the endpoints of its VPC may be among those that ${hidden} creates`);
        continue;
      }
      const needed = neededServices(stack).map((service) => ({
        service,
        ...serviceEndpoints(stack, vpc, routeTableOf(stack, subnet), service),
      }));
      const absent = needed.filter(({ usable }) => usable.length === 0);
      // Those whose names are not known yet may be the ones that are missing.
      if (absent.some(({ mayHaveMore }) => mayHaveMore)) continue;
      for (const { service, withoutDns } of absent) {
        for (const endpoint of withoutDns) {
          report("no-private-dns", endpoint.at("privateDnsEnabled"), {
            found: text`nodes look for ${service} under its usual name, which doesn't lead to this endpoint`,
            passes: text`set privateDnsEnabled to true`,
          });
        }
      }
      const missing = absent.filter(({ withoutDns }) => withoutDns.length === 0);
      if (missing.length === 0) continue;
      const groups = joined(
        nodes.map(({ group }) => text`${group.resource}`),
        ", ",
      );
      const services = joined(
        missing.map(({ service }) => service),
        ", ",
      );
      if (nodes.some(({ isPublic }) => isPublic)) {
        report("no-public-address", subnet.at("mapPublicIpOnLaunch"), {
          found: text`the nodes of ${groups} get no public address here, and the VPC has no endpoint for ${services}: they can't join`,
          passes: text`set mapPublicIpOnLaunch to true, or use subnets behind a NAT gateway`,
        });
      } else {
        report("missing", subnet, {
          found: text`the nodes of ${groups} have no way out of the VPC here, and no endpoint for ${services}: they can't join`,
          passes: text`create VPC endpoints for ${services}, or route the subnet to a NAT gateway`,
        });
      }
    }
  },
  examples: {
    good: [
      {
        title: "Endpoints for nodes without a NAT gateway",
        type: SUBNET,
        props: { id: "subnet-a", vpcId: "vpc-1" },
        beside: [
          ...isolatedNodes(),
          ...["ec2", "ecr.api", "ecr.dkr"].map(interfaceEndpoint),
          gatewayEndpoint(),
        ],
      },
    ],
    bad: [
      {
        title: "No NAT gateway, and an endpoint for S3 only",
        type: SUBNET,
        props: { id: "subnet-a", vpcId: "vpc-1" },
        beside: [...isolatedNodes(), gatewayEndpoint()],
      },
    ],
  },
});

/** Nodes in a subnet from which they can't reach the internet. */
interface StrandedNodes {
  readonly group: NodeGroup;
  readonly subnet: ResourceView;
  /** True if the subnet has a route to an internet gateway, for which the nodes lack an address. */
  readonly isPublic: boolean;
}

/** The nodes of a stack that certainly can't reach the internet; what the stack doesn't show is recorded. */
function strandedNodes(stack: StackView): readonly StrandedNodes[] {
  return nodeGroups(stack).flatMap((group) => {
    const use = subnetUseOf(stack, group.resource);
    if (!use) return [];
    const { resources, gap } = settled(use, (subnet) => defaultRoute(stack, subnet).kind);
    if (gap !== undefined) use.subnetIds.undetermined(gap);
    return resources.flatMap((subnet): readonly StrandedNodes[] => {
      const route = defaultRoute(stack, subnet);
      switch (route.kind) {
        case "private":
          return [];
        case "undetermined":
          route.place.undetermined(route.reason);
          return [];
        case "none":
          if (route.leadsElsewhere) subnet.undetermined("its routes may lead to a network with endpoints");
          return route.leadsElsewhere ? [] : [{ group, subnet, isPublic: false }];
        case "public":
          return hasPublicAddresses(group, subnet) ? [] : [{ group, subnet, isPublic: true }];
      }
    });
  });
}

/** True if nodes get public addresses in a subnet, or may get them, which is then recorded. */
function hasPublicAddresses({ resource, launchTemplate }: NodeGroup, subnet: ResourceView): boolean {
  const isGiven = [
    subnet.at("mapPublicIpOnLaunch"),
    ...interfacesOf(launchTemplate).map((one) => one.at("associatePublicIpAddress")),
  ].some((place) => {
    const given = place.scalar();
    return given.kind === "undetermined" || (given.kind === "known" && given.value === "true");
  });
  if (isGiven || launchTemplate) return isGiven;
  const elsewhere = ["launchTemplate", "mixedInstancesPolicy", "launchConfiguration"].find((path) =>
    resource.isSet(path),
  );
  if (elsewhere !== undefined) resource.at(elsewhere).undetermined("may give nodes public addresses");
  return elsewhere !== undefined;
}

function interfacesOf(launchTemplate: ResourceView | undefined): readonly View[] {
  const interfaces = launchTemplate?.list("networkInterfaces");
  if (interfaces?.kind === "undetermined" && launchTemplate) return [launchTemplate.at("networkInterfaces")];
  return interfaces?.kind === "known" ? interfaces.value : [];
}

/** What nodes need before they are ready. Source: Amazon EKS user guide, "Deploy private clusters", read 2026-11-28. */
function neededServices(stack: StackView): readonly Service[] {
  const cnis = stack.ofType([ADDON]).filter((addon) => isAddon(addon, "vpc-cni"));
  const haveAll = (path: string): boolean => cnis.length > 0 && cnis.every((addon) => addon.isSet(path));
  return [
    "ec2",
    "ecr.api",
    "ecr.dkr",
    "s3",
    ...(haveAll("podIdentityAssociations[0]") ? (["eks-auth"] as const) : []),
    ...(haveAll("serviceAccountRoleArn") ? (["sts"] as const) : []),
  ];
}

/** A VPC with a node group in a subnet that has no default route. */
function isolatedNodes() {
  return [
    { type: VPC, name: "shop", props: { id: "vpc-1", cidrBlock: "10.0.0.0/16" } },
    { type: "aws:ec2/routeTable:RouteTable", name: "nodes", props: { id: "rtb-1", vpcId: "vpc-1" } },
    {
      type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
      name: "nodes",
      props: { subnetId: "subnet-a", routeTableId: "rtb-1" },
    },
    {
      type: "aws:eks/nodeGroup:NodeGroup",
      name: "apps",
      props: { clusterName: "shop", subnetIds: ["subnet-a"] },
    },
  ];
}

function interfaceEndpoint(service: string) {
  return {
    type: "aws:ec2/vpcEndpoint:VpcEndpoint",
    name: service,
    props: {
      vpcId: "vpc-1",
      vpcEndpointType: "Interface",
      serviceName: `com.amazonaws.eu-west-1.${service}`,
      subnetIds: ["subnet-a"],
      privateDnsEnabled: true,
    },
  };
}

function gatewayEndpoint() {
  return {
    type: "aws:ec2/vpcEndpoint:VpcEndpoint",
    name: "s3",
    props: { vpcId: "vpc-1", serviceName: "com.amazonaws.eu-west-1.s3", routeTableIds: ["rtb-1"] },
  };
}
