import type { TestResource } from "../../../policies/src/rule/example.ts";
import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import externalSnat from "../../../policies/src/rules/cni/external-snat.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { kubernetesOf } from "../capacity/planned-cluster.ts";
import { addon, addonWith, daemonSet, daemonSetPatch, release } from "./cni-resources.ts";

const VARIABLE = "AWS_VPC_K8S_CNI_EXTERNALSNAT";
const external = addonWith({ [VARIABLE]: "true" });

const resource = (
  type: string,
  name: string,
  props: PropertyObject,
  from: Readonly<Record<string, readonly string[]>> = {},
): TestResource => ({ type, name, props, from });

const nodeGroup = (subnets: readonly string[], name = "nodes", more: PropertyObject = {}): TestResource =>
  resource(
    "aws:eks/nodeGroup:NodeGroup",
    name,
    { subnetIds: subnets.map(() => UNKNOWN), ...more },
    { subnetIds: subnets },
  );
const cluster = (props: PropertyObject = {}, name = "prod"): TestResource =>
  resource("aws:eks/cluster:Cluster", name, props);

const of = (clusterName: string, one: TestResource): TestResource => ({
  ...one,
  props: { ...one.props, clusterName: UNKNOWN },
  from: { ...one.from, clusterName: [clusterName] },
});

const gateway = resource("aws:ec2/internetGateway:InternetGateway", "igw", {});
const nat = resource("aws:ec2/natGateway:NatGateway", "nat", {});

/** A subnet with its own route table. */
const subnet = (
  name: string,
  route: PropertyObject,
  from: readonly string[] = [],
  more: PropertyObject = {},
): TestResource[] => [
  resource("aws:ec2/subnet:Subnet", name, { cidrBlock: "10.0.0.0/19", ...more }),
  resource(
    "aws:ec2/routeTable:RouteTable",
    `${name}-table`,
    { routes: [{ cidrBlock: "10.1.0.0/16", vpcPeeringConnectionId: "pcx-1" }, route] },
    { routes: from },
  ),
  associate(name),
];
const associate = (name: string): TestResource =>
  resource(
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    `${name}-association`,
    { subnetId: UNKNOWN, routeTableId: UNKNOWN },
    { subnetId: [name], routeTableId: [`${name}-table`] },
  );
const toInternet = (target: PropertyObject): PropertyObject => ({ cidrBlock: "0.0.0.0/0", ...target });

const privateSubnet = (name = "private"): TestResource[] =>
  subnet(name, toInternet({ natGatewayId: "nat-1" }));
const publicSubnet = (name = "public"): TestResource[] => subnet(name, toInternet({ gatewayId: "igw-1" }));

/** A subnet whose default route is a separate resource. */
const routed = (
  target: PropertyObject,
  from: Readonly<Record<string, readonly string[]>>,
): TestResource[] => [
  resource("aws:ec2/subnet:Subnet", "routed", {}),
  resource("aws:ec2/routeTable:RouteTable", "routed-table", {}),
  associate("routed"),
  resource(
    "aws:ec2/route:Route",
    "route",
    { destinationCidrBlock: "0.0.0.0/0", routeTableId: UNKNOWN, ...target },
    { routeTableId: ["routed-table"], ...from },
  ),
];

const notExternal = (path: string) => ({
  key: "not-external",
  level: "mandatory" as const,
  path,
  message: `all node subnets are private, but pod traffic leaves with the node's address; set ${VARIABLE} to "true"`,
});
const externalInPublic = (name: string) => ({
  key: "external-in-public",
  level: "mandatory" as const,
  path: `configurationValues.env.${VARIABLE}`,
  message: `node subnet "${name}" routes to an internet gateway, so its pods can't reach the internet; set ${VARIABLE} to "false"`,
});
const custom = (env: Readonly<Record<string, PropertyValue>>) =>
  addonWith({ AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "true", ...env });
const eniConfig = (podSubnet: string, more: Partial<TestResource> = {}): TestResource => ({
  ...resource(
    "kubernetes:crd.k8s.amazonaws.com/v1alpha1:ENIConfig",
    `${podSubnet}-config`,
    { spec: { subnet: UNKNOWN } },
    { spec: [podSubnet] },
  ),
  ...more,
});
/** A subnet whose only route stays in the VPC and its peers. */
const isolatedSubnet = (name = "pods", more: PropertyObject = {}): TestResource[] =>
  subnet(name, { cidrBlock: "10.9.0.0/16", transitGatewayId: "tgw-1" }, [], more);
const FOR_PODS = { tags: { "kubernetes.io/role/cni": "1" } };
const noWayOut = {
  key: "no-way-out",
  level: "advisory" as const,
  path: `configurationValues.env.${VARIABLE}`,
  message: `pod subnet "pods" has no default route, so its pods can't leave the VPC; set ${VARIABLE} to "false", with which they leave through their node's subnet`,
};
const podsInPublic = {
  ...externalInPublic("pods"),
  message: `pod subnet "pods" routes to an internet gateway, so its pods can't reach the internet; set ${VARIABLE} to "false"`,
};
const NO_ENI_CONFIGS = ": no ENIConfigs in the stack, whose subnets decide";
const variable = (value: PropertyValue): PropertyValue => [{ name: VARIABLE, value }];
const NO_NODES = ": no node group in the stack; set the option nodeSubnets to where the nodes are";
const SEVERAL = ": the stack has several clusters, and nothing shows which one it is for";

ruleTester(externalSnat, {
  valid: [
    {
      name: "private nodes, translated outside",
      stack: [external, ...privateSubnet(), nodeGroup(["private"])],
    },
    {
      name: "public nodes, translated by the CNI",
      stack: [addon(), ...publicSubnet(), nodeGroup(["public"])],
    },
    {
      name: "public and private nodes, translated by the CNI",
      stack: [addon(), ...publicSubnet(), ...privateSubnet(), nodeGroup(["public", "private"])],
    },
    {
      name: "public nodes next to nodes in another stack, translated by the CNI",
      stack: [
        addon(),
        ...publicSubnet(),
        nodeGroup(["public"]),
        nodeGroup([], "others", { subnetIds: UNKNOWN }),
      ],
    },
    {
      name: "private nodes next to a public subnet without nodes",
      stack: [external, ...publicSubnet(), ...privateSubnet(), nodeGroup(["private"])],
    },
    {
      name: "nodes without internet access",
      stack: [
        addon(),
        ...subnet("isolated", { cidrBlock: "10.9.0.0/16", transitGatewayId: "tgw-1" }),
        nodeGroup(["isolated"]),
      ],
    },
    {
      name: "a Patch that sets it, over the add-on",
      stack: [addon(), daemonSetPatch(variable("true"), "patch"), ...privateSubnet(), nodeGroup(["private"])],
    },
    {
      name: "two clusters, each with its own",
      stack: [
        cluster({}, "blue"),
        of("blue", addon(undefined, "blue-cni")),
        of("blue", nodeGroup(["public"], "blue-nodes")),
        cluster({ name: "green" }, "green"),
        resource("aws:eks/addon:Addon", "green-cni", { ...external.props, clusterName: "green" }),
        nodeGroup(["private"], "green-nodes", { clusterName: "green" }),
        ...publicSubnet(),
        ...privateSubnet(),
      ],
    },
    {
      name: "custom networking and the default, with pods in subnets that lead nowhere",
      stack: [custom({}), ...privateSubnet(), nodeGroup(["private"]), ...isolatedSubnet(), eniConfig("pods")],
    },
    {
      name: "custom networking and the default, with pods behind a NAT gateway too",
      stack: [
        custom({}),
        ...privateSubnet(),
        nodeGroup(["private"]),
        ...privateSubnet("pods"),
        eniConfig("pods"),
      ],
    },
    {
      name: "custom networking, translated outside, with pods behind a NAT gateway",
      stack: [
        custom({ [VARIABLE]: "true" }),
        ...privateSubnet(),
        nodeGroup(["private"]),
        ...privateSubnet("pods"),
        eniConfig("pods"),
      ],
    },
    {
      name: "custom networking without any way out, on purpose",
      stack: [
        custom({ [VARIABLE]: "true" }),
        ...isolatedSubnet("nodes-only"),
        nodeGroup(["nodes-only"]),
        ...isolatedSubnet(),
        eniConfig("pods"),
      ],
    },
    {
      name: "the default, with pods in tagged subnets that lead nowhere",
      stack: [addon(), ...privateSubnet(), nodeGroup(["private"]), ...isolatedSubnet("pods", FOR_PODS)],
    },
    {
      name: "custom networking, with nodes in private subnets by option",
      resource: custom({}),
      options: { nodeSubnets: "private" },
    },
    {
      name: "two clusters, one with custom networking",
      stack: [
        cluster({}, "blue"),
        of("blue", { ...custom({ [VARIABLE]: "true" }), name: "blue-cni" }),
        kubernetesOf("blue"),
        eniConfig("pods", { provider: "blue-k8s" }),
        of("blue", nodeGroup(["private"], "blue-nodes")),
        cluster({ name: "green" }, "green"),
        resource("aws:eks/addon:Addon", "green-cni", { ...external.props, clusterName: "green" }),
        nodeGroup(["private"], "green-nodes", { clusterName: "green" }),
        kubernetesOf("green"),
        eniConfig("others", { provider: "green-k8s" }),
        ...privateSubnet(),
        ...privateSubnet("pods"),
        ...isolatedSubnet("others"),
      ],
    },
    { name: "a node group without subnets", stack: [addon(), nodeGroup([])] },
    { name: "neither nodes nor a CNI", stack: [...privateSubnet()] },
    { name: "public nodes without CNI settings", stack: [...publicSubnet(), nodeGroup(["public"])] },
    { name: "CNI settings on their own, which are judged only with their stack", resource: addon() },
    { name: "private nodes, by option", resource: external, options: { nodeSubnets: "private" } },
    {
      name: "a string that the CNI treats as true",
      resource: daemonSet(variable("T")),
      options: { nodeSubnets: "private" },
    },
    { name: "public nodes, by option", resource: addon(), options: { nodeSubnets: "public" } },
    {
      name: "the default of the chart with public nodes, by option",
      resource: release({}),
      options: { nodeSubnets: "public" },
    },
    {
      name: "a Patch that leaves the variable to its owner, by option",
      resource: daemonSetPatch([]),
      options: { nodeSubnets: "private" },
    },
    {
      name: "private nodes by option, with routes that contradict it",
      stack: [external, ...publicSubnet(), nodeGroup(["public"])],
      options: { nodeSubnets: "private" },
    },
    {
      name: "nodes that run Windows, with the CNI configured elsewhere",
      stack: [
        cluster(),
        ...privateSubnet(),
        nodeGroup(["private"], "nodes", { amiType: "WINDOWS_CORE_2022_x86_64" }),
      ],
    },
    {
      name: "two clusters, each with its own self-managed nodes",
      stack: [
        cluster({ name: "blue" }, "blue"),
        resource("aws:eks/addon:Addon", "blue-cni", { addonName: "vpc-cni", clusterName: "blue" }),
        resource(
          "aws:autoscaling/group:Group",
          "blue-nodes",
          { vpcZoneIdentifiers: [UNKNOWN], tags: [{ key: "kubernetes.io/cluster/blue" }] },
          { vpcZoneIdentifiers: ["public"] },
        ),
        cluster({ name: "green" }, "green"),
        resource("aws:eks/addon:Addon", "green-cni", { ...external.props, clusterName: "green" }),
        resource(
          "aws:autoscaling/group:Group",
          "green-nodes",
          { vpcZoneIdentifiers: [UNKNOWN], tags: [{ key: "kubernetes.io/cluster/green" }] },
          { vpcZoneIdentifiers: ["private"] },
        ),
        ...publicSubnet(),
        ...privateSubnet(),
      ],
    },
  ],
  invalid: [
    {
      name: "nodes behind a NAT gateway, and the add-on's default",
      stack: [addon(), ...privateSubnet(), nodeGroup(["private"])],
      findings: [notExternal("configurationValues")],
    },
    {
      name: "nodes behind a transit gateway, and a DaemonSet that sets false",
      stack: [
        daemonSet(variable("false")),
        ...subnet("private", toInternet({ transitGatewayId: UNKNOWN })),
        nodeGroup(["private"]),
      ],
      findings: [notExternal("spec.template.spec.containers[0].env[0].value")],
    },
    {
      name: "nodes behind a VPN gateway, and the chart's default",
      stack: [release({}), ...subnet("private", toInternet({ gatewayId: "vgw-1" })), nodeGroup(["private"])],
      findings: [notExternal(`values.env.${VARIABLE}`)],
    },
    {
      name: "a string that the CNI can't parse, which it treats as false",
      stack: [addonWith({ [VARIABLE]: "yes" }), ...privateSubnet(), nodeGroup(["private"])],
      findings: [notExternal(`configurationValues.env.${VARIABLE}`)],
    },
    {
      name: "a separate route to a NAT gateway",
      stack: [
        addon(),
        nat,
        ...routed({ natGatewayId: UNKNOWN }, { natGatewayId: ["nat"] }),
        nodeGroup(["routed"]),
      ],
      findings: [notExternal("configurationValues")],
    },
    {
      name: "a separate route to a NAT instance, with empty strings for other targets",
      stack: [
        addon(),
        ...routed({ gatewayId: "", natGatewayId: "", networkInterfaceId: "eni-1" }, {}),
        nodeGroup(["routed"]),
      ],
      findings: [notExternal("configurationValues")],
    },
    {
      name: "a public node subnet",
      stack: [external, ...publicSubnet(), ...privateSubnet(), nodeGroup(["private", "public"])],
      findings: [externalInPublic("public")],
    },
    {
      name: "a public node subnet, whose gateway is not known yet",
      stack: [
        external,
        gateway,
        ...subnet("public", toInternet({ gatewayId: UNKNOWN }), ["igw"]),
        nodeGroup(["public"]),
      ],
      findings: [externalInPublic("public")],
    },
    {
      name: "a separate route to an internet gateway",
      stack: [
        external,
        gateway,
        ...routed({ gatewayId: UNKNOWN }, { gatewayId: ["igw"] }),
        nodeGroup(["routed"]),
      ],
      findings: [externalInPublic("routed")],
    },
    {
      name: "a public Auto Scaling group of EKS nodes",
      stack: [
        external,
        ...publicSubnet(),
        resource(
          "aws:autoscaling/group:Group",
          "workers",
          { vpcZoneIdentifiers: [UNKNOWN], tags: [{ key: "kubernetes.io/cluster/prod" }] },
          { vpcZoneIdentifiers: ["public"] },
        ),
      ],
      findings: [externalInPublic("public")],
    },
    {
      name: "existing resources, with their IDs",
      stack: [
        external,
        resource("aws:ec2/subnet:Subnet", "old", { id: "subnet-1" }),
        resource("aws:ec2/defaultRouteTable:DefaultRouteTable", "table", {
          id: "rtb-1",
          routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: "igw-1", natGatewayId: "" }],
        }),
        resource("aws:ec2/routeTableAssociation:RouteTableAssociation", "association", {
          subnetId: "subnet-1",
          routeTableId: "rtb-1",
        }),
        resource("aws:eks/nodeGroup:NodeGroup", "nodes", { subnetIds: ["subnet-1"] }),
      ],
      findings: [externalInPublic("old")],
    },
    {
      name: "custom networking, translated outside, with pods in subnets that lead nowhere",
      stack: [
        custom({ [VARIABLE]: "true" }),
        ...privateSubnet(),
        nodeGroup(["private"]),
        ...isolatedSubnet(),
        eniConfig("pods"),
      ],
      findings: [noWayOut],
    },
    {
      name: "custom networking, translated outside, with pods in public subnets",
      stack: [
        custom({ [VARIABLE]: "true" }),
        ...privateSubnet(),
        nodeGroup(["private"]),
        ...publicSubnet("pods"),
        eniConfig("pods"),
      ],
      findings: [podsInPublic],
    },
    {
      name: "ENIConfigs of the chart, with pods in public subnets, whatever the option says of nodes",
      stack: [
        addon(
          JSON.stringify({
            env: { AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "true", [VARIABLE]: "true" },
            eniConfig: { create: true, subnets: { "eu-west-1a": { id: "subnet-1" } } },
          }),
        ),
        ...publicSubnet("pods").map((one) =>
          one.name === "pods" ? { ...one, props: { ...one.props, id: "subnet-1" } } : one,
        ),
      ],
      options: { nodeSubnets: "private" },
      findings: [podsInPublic],
    },
    {
      name: "external SNAT, with pods in tagged subnets that lead nowhere",
      stack: [external, ...privateSubnet(), nodeGroup(["private"]), ...isolatedSubnet("pods", FOR_PODS)],
      findings: [noWayOut],
    },
    {
      name: "the default with private nodes, by option",
      resource: addon(),
      options: { nodeSubnets: "private" },
      findings: [
        {
          ...notExternal("configurationValues"),
          message: `pod traffic leaves with the node's address; set ${VARIABLE} to "true"`,
        },
      ],
    },
    {
      name: "external SNAT with public nodes, by option",
      resource: external,
      options: { nodeSubnets: "public" },
      findings: [
        {
          ...externalInPublic(""),
          message: `pods in public subnets can't reach the internet; set ${VARIABLE} to "false"`,
        },
      ],
    },
    {
      name: "two clusters, and a DaemonSet with the provider of one",
      stack: [
        cluster({ name: "blue" }, "blue"),
        cluster({ name: "green" }, "green"),
        kubernetesOf("blue"),
        { ...daemonSet([]), provider: "blue-k8s" },
        ...privateSubnet(),
        nodeGroup(["private"], "nodes", { clusterName: "blue" }),
      ],
      findings: [notExternal("spec.template.spec.containers[0].env")],
    },
  ],
  unknown: [
    {
      name: "a value that is not known yet",
      stack: [addonWith({ [VARIABLE]: UNKNOWN }), ...privateSubnet(), nodeGroup(["private"])],
      undetermined: [`configurationValues.env.${VARIABLE}: not known before pulumi up`],
    },
    {
      name: "a value that is not known yet, by option",
      resource: addon(UNKNOWN),
      options: { nodeSubnets: "private" },
      undetermined: ["configurationValues: not known before pulumi up"],
    },
    {
      name: "a value that is not a scalar",
      stack: [addonWith({ [VARIABLE]: [] }), ...privateSubnet(), nodeGroup(["private"])],
      undetermined: [`configurationValues.env.${VARIABLE}: expected a string, number or boolean`],
    },
    {
      name: "custom networking that is not known yet",
      stack: [
        addonWith({ AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: UNKNOWN }),
        ...privateSubnet(),
        nodeGroup(["private"]),
      ],
      undetermined: [
        "configurationValues.env.AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: not known before pulumi up",
      ],
    },
    {
      name: "custom networking, translated outside, with ENIConfigs elsewhere",
      stack: [custom({ [VARIABLE]: "true" }), ...privateSubnet(), nodeGroup(["private"])],
      undetermined: [NO_ENI_CONFIGS],
    },
    {
      name: "pods in subnets that lead nowhere, and nodes elsewhere",
      stack: [custom({ [VARIABLE]: "true" }), ...isolatedSubnet(), eniConfig("pods")],
      undetermined: [": no node group in the stack"],
    },
    {
      name: "a Patch of a DaemonSet that may turn custom networking on",
      stack: [daemonSetPatch(variable("false")), ...privateSubnet(), nodeGroup(["private"])],
      undetermined: [": what it patches may turn custom networking on"],
    },
    {
      name: "a Patch of a DaemonSet that may turn custom networking on, by option",
      resource: daemonSetPatch(variable("false")),
      options: { nodeSubnets: "private" },
      undetermined: [": what it patches may turn custom networking on"],
    },
    { name: "no nodes in the stack", stack: [addon()], undetermined: [NO_NODES] },
    {
      name: "no node group, but a NodePool",
      stack: [addon(), resource("kubernetes:karpenter.sh/v1:NodePool", "general", {})],
      undetermined: [
        ': its nodes may be those of "general", whose subnets the stack does not show; set the option nodeSubnets to where the nodes are',
      ],
    },
    {
      name: "a cluster without nodes in the stack",
      stack: [cluster(), daemonSet([])],
      undetermined: [NO_NODES],
    },
    {
      name: "node subnets of another stack",
      stack: [addon(), resource("aws:eks/nodeGroup:NodeGroup", "nodes", { subnetIds: ["subnet-1"] })],
      undetermined: ["subnetIds: names something that is not in the stack"],
    },
    {
      name: "a node subnet without an association",
      stack: [addon(), resource("aws:ec2/subnet:Subnet", "main", {}), nodeGroup(["main"])],
      undetermined: [": no route table association in the stack"],
    },
    {
      name: "a route table of another stack",
      stack: [
        addon(),
        resource("aws:ec2/subnet:Subnet", "main", {}),
        resource(
          "aws:ec2/routeTableAssociation:RouteTableAssociation",
          "association",
          { subnetId: UNKNOWN, routeTableId: "rtb-1" },
          { subnetId: ["main"] },
        ),
        nodeGroup(["main"]),
      ],
      undetermined: ["routeTableId: its route table is not in the stack"],
    },
    {
      name: "a route whose CIDR block is not known yet",
      stack: [
        addon(),
        ...subnet("private", { cidrBlock: UNKNOWN, natGatewayId: "nat-1" }),
        nodeGroup(["private"]),
      ],
      undetermined: ["routes[1].cidrBlock: not known before pulumi up"],
    },
    {
      name: "routes that are not known yet",
      stack: [
        addon(),
        resource("aws:ec2/subnet:Subnet", "main", {}),
        resource("aws:ec2/routeTable:RouteTable", "main-table", { routes: UNKNOWN }),
        associate("main"),
        nodeGroup(["main"]),
      ],
      undetermined: ["routes: not known before pulumi up"],
    },
    {
      name: "a gateway of another stack that is not known yet",
      stack: [external, ...subnet("main", toInternet({ gatewayId: UNKNOWN })), nodeGroup(["main"])],
      undetermined: ["routes[1].gatewayId: not known before pulumi up"],
    },
    {
      name: "a default route through a firewall",
      stack: [
        addon(),
        ...subnet("main", toInternet({ gatewayId: "", vpcEndpointId: "vpce-1" })),
        nodeGroup(["main"]),
      ],
      undetermined: ["routes[1].vpcEndpointId: may lead to the internet or to NAT"],
    },
    {
      name: "a default route through an unknown type of target",
      stack: [addon(), ...subnet("main", toInternet({ odbNetworkArn: "arn:aws:odb" })), nodeGroup(["main"])],
      undetermined: ["routes[1]: its target is not one that the pack knows"],
    },
    {
      name: "a cluster that may be IPv6",
      stack: [
        cluster({ kubernetesNetworkConfig: UNKNOWN }),
        addon(),
        ...subnet("private", toInternet({ natGatewayId: "nat-1" }), [], {
          assignIpv6AddressOnCreation: true,
        }),
        nodeGroup(["private"]),
      ],
      undetermined: ["kubernetesNetworkConfig: not known before pulumi up"],
    },
    {
      name: "two clusters, and CNI settings that name neither",
      stack: [
        cluster({}, "blue"),
        cluster({}, "green"),
        daemonSet([]),
        ...privateSubnet(),
        nodeGroup(["private"]),
      ],
      undetermined: [SEVERAL],
    },
    {
      name: "private nodes, and a Patch of the CNI that leaves the variable out",
      stack: [cluster(), daemonSetPatch([]), ...privateSubnet(), nodeGroup(["private"])],
      undetermined: [": the stack does not show what its Patch of the VPC CNI is applied to"],
    },
    {
      name: "private nodes, and the CNI configured elsewhere",
      stack: [cluster(), ...privateSubnet(), nodeGroup(["private"])],
      undetermined: [": no VPC CNI settings in the stack"],
    },
  ],
  notApplicable: [
    {
      name: "an IPv6 cluster",
      stack: [
        cluster({ kubernetesNetworkConfig: { ipFamily: "ipv6" } }),
        addon(),
        ...privateSubnet(),
        nodeGroup(["private"]),
      ],
      because: ["prod: its pods have IPv6 addresses"],
    },
    {
      name: "a cluster in Auto Mode, to whose nodes these settings don't apply",
      stack: [cluster({ computeConfig: { enabled: true, nodePools: [] } }), addon()],
      because: ["prod: EKS Auto Mode creates its nodes"],
    },
    {
      name: "nodes that run Windows, on which SNAT is always on",
      stack: [
        cluster(),
        addon(),
        ...privateSubnet(),
        nodeGroup(["private"], "nodes", { amiType: "WINDOWS_CORE_2022_x86_64" }),
      ],
      because: ["nodes: its nodes run Windows, whose pods get their addresses from EKS itself"],
    },
    {
      name: "another CNI",
      stack: [
        cluster(),
        ...privateSubnet(),
        nodeGroup(["private"]),
        { type: "kubernetes:helm.sh/v3:Release", name: "cilium", props: { chart: "cilium" } },
      ],
      because: ["nodes: another CNI assigns addresses to its pods"],
    },
  ],

  remediate: [
    {
      name: "nodes in private subnets, by option",
      resource: addon(),
      options: { nodeSubnets: "private" },
      props: { addonName: "vpc-cni", configurationValues: `{"env":{"${VARIABLE}":"true"}}` },
    },
    {
      name: "nodes in public subnets, by option",
      resource: addonWith({ [VARIABLE]: "true" }),
      options: { nodeSubnets: "public" },
      props: { addonName: "vpc-cni", configurationValues: `{"env":{"${VARIABLE}":"false"}}` },
    },
  ],
});
