import type { TestResource } from "../../../policies/src/rule/example.ts";
import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import nodesReachEndpoint from "../../../policies/src/rules/network/nodes-reach-endpoint.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

type Origins = Readonly<Record<string, readonly string[]>>;

const resource = (type: string, name: string, props: PropertyObject, from: Origins = {}): TestResource => ({
  type: `aws:${type}`,
  name,
  props,
  from,
});
const cluster = (vpcConfig: PropertyObject, more: PropertyObject = {}): TestResource =>
  resource("eks/cluster:Cluster", "subject", { name: "prod", vpcConfig, ...more });
const OFFICE = "198.51.100.0/24";
const officeOnly = cluster({ publicAccessCidrs: [OFFICE] });
const letting = (...publicAccessCidrs: PropertyValue[]) => cluster({ publicAccessCidrs });

const subnet = (name: string): TestResource => resource("ec2/subnet:Subnet", name, { vpcId: "vpc-1" });
const nodes = (subnets: readonly string[], props: PropertyObject = {}): TestResource =>
  resource(
    "eks/nodeGroup:NodeGroup",
    "apps",
    { clusterName: "prod", subnetIds: subnets.map(() => UNKNOWN), ...props },
    { subnetIds: subnets },
  );
/** Self-managed nodes that join the cluster of this name. */
const selfManaged = (clusterName: string): TestResource =>
  resource(
    "autoscaling/group:Group",
    "workers",
    { vpcZoneIdentifiers: [UNKNOWN], tags: [{ key: `kubernetes.io/cluster/${clusterName}` }] },
    { vpcZoneIdentifiers: ["private"] },
  );
const associated = (name: string): TestResource =>
  resource(
    "ec2/routeTableAssociation:RouteTableAssociation",
    `${name}-association`,
    { subnetId: UNKNOWN, routeTableId: UNKNOWN },
    { subnetId: [name], routeTableId: [`${name}-table`] },
  );
/** A subnet with its own route. */
const routed = (name: string, target: PropertyObject, from: Origins = {}): TestResource[] => [
  subnet(name),
  resource("ec2/routeTable:RouteTable", `${name}-table`, {}),
  resource(
    "ec2/route:Route",
    `${name}-route`,
    { routeTableId: UNKNOWN, destinationCidrBlock: "0.0.0.0/0", ...target },
    { routeTableId: [`${name}-table`], ...from },
  ),
  associated(name),
];
const behind = (gateway: string, name = "private"): TestResource[] =>
  routed(name, { natGatewayId: UNKNOWN }, { natGatewayId: [gateway] });
const nat = (props: PropertyObject, from: Origins = {}, name = "nat"): TestResource =>
  resource("ec2/natGateway:NatGateway", name, { subnetId: "subnet-9", ...props }, from);
const NAT = nat({ publicIp: "203.0.113.7" });
const eip = (name: string, props: PropertyObject): TestResource => resource("ec2/eip:Eip", name, props);

const ISOLATED: readonly TestResource[] = [
  subnet("isolated"),
  resource("ec2/routeTable:RouteTable", "isolated-table", { routes: [] }),
  associated("isolated"),
];

const lockedOut = (addresses: string, blocks: string) => ({
  key: "locked-out" as const,
  level: "mandatory" as const,
  path: "vpcConfig.publicAccessCidrs",
  message: `nodes connect from ${addresses}, which publicAccessCidrs does not include, and the endpoint is not private; set endpointPrivateAccess to true, or add ${blocks}`,
});

ruleTester(nodesReachEndpoint, {
  valid: [
    {
      name: "nodes without a route to the internet, and a private endpoint",
      stack: [cluster({ endpointPrivateAccess: true }), ...ISOLATED, nodes(["isolated"])],
    },
    {
      name: "public nodes, and an endpoint for everyone",
      stack: [cluster({}), ...routed("public", { gatewayId: "igw-1" }), nodes(["public"])],
    },
    {
      name: "a private endpoint in addition to the public one",
      stack: [
        cluster({ endpointPrivateAccess: true, publicAccessCidrs: [OFFICE] }),
        NAT,
        ...behind("nat"),
        nodes(["private"]),
      ],
    },
    {
      name: "a list with the address of the NAT gateway",
      stack: [letting(OFFICE, "203.0.113.7/32"), NAT, ...behind("nat"), nodes(["private"])],
    },
    {
      name: "a list with a block around it, and a block that is not known yet",
      stack: [letting(UNKNOWN, "203.0.113.0/29"), NAT, ...behind("nat"), nodes(["private"])],
    },
    {
      name: "no list, which allows everyone",
      stack: [cluster({}), NAT, ...behind("nat"), nodes(["private"])],
    },
    { name: "an empty list", stack: [letting(), NAT, ...behind("nat"), nodes(["private"])] },
    {
      name: "all addresses in two halves, and nodes in another stack",
      stack: [letting("0.0.0.0/1", "128.0.0.0/1")],
    },
    {
      name: "no public endpoint",
      stack: [
        cluster({ endpointPrivateAccess: true, endpointPublicAccess: false, publicAccessCidrs: [OFFICE] }),
        NAT,
        ...behind("nat"),
        nodes(["private"]),
      ],
    },
    {
      name: "a NAT gateway that no node of the cluster uses",
      stack: [
        letting("203.0.113.7/32"),
        NAT,
        nat({ publicIp: "203.0.113.9" }, {}, "other"),
        ...behind("nat"),
        ...behind("other", "database"),
        nodes(["private"]),
      ],
    },
    {
      name: "nodes of another cluster",
      stack: [
        letting("203.0.113.7/32"),
        resource("eks/cluster:Cluster", "other", { name: "other" }),
        NAT,
        nat({ publicIp: "203.0.113.9" }, {}, "other-nat"),
        ...behind("nat"),
        ...behind("other-nat", "others"),
        nodes(["private"]),
        { ...nodes(["others"], { clusterName: "other" }), name: "others-apps" },
      ],
    },
  ],
  invalid: [
    {
      name: "nodes with their own public addresses, which no list can hold",
      stack: [officeOnly, ...routed("public", { gatewayId: "igw-1" }), nodes(["public"])],
      findings: [
        {
          ...lockedOut("", ""),
          message:
            'nodes in "public" connect from public addresses that AWS chooses, which publicAccessCidrs can\'t list, and the endpoint is not private; set endpointPrivateAccess to true',
        },
      ],
    },
    ...[officeOnly, cluster({})].map((one, index) => ({
      name: `nodes without a route to the internet, ${index === 0 ? "and a list" : "and no list"}`,
      stack: [one, ...ISOLATED, nodes(["isolated"])],
      findings: [
        {
          key: "no-route" as const,
          level: "mandatory" as const,
          name: "isolated",
          path: "",
          message:
            'the subnet of nodes has no default route, and the endpoint of "subject" is not private; set endpointPrivateAccess to true, or add a route to a NAT gateway',
        },
      ],
    })),
    {
      name: "an autoscaling group whose tag names one of two clusters",
      stack: [
        officeOnly,
        resource("eks/cluster:Cluster", "other", { name: "other" }),
        NAT,
        ...behind("nat"),
        nodes(["private"], { clusterName: "other" }),
        selfManaged("prod"),
      ],
      findings: [lockedOut("203.0.113.7", "203.0.113.7/32")],
    },
    {
      name: "an office only",
      stack: [officeOnly, NAT, ...behind("nat"), nodes(["private"])],
      findings: [lockedOut("203.0.113.7", "203.0.113.7/32")],
    },
    {
      name: "the defaults, set explicitly",
      stack: [
        cluster({ endpointPrivateAccess: false, endpointPublicAccess: true, publicAccessCidrs: [OFFICE] }),
        NAT,
        ...behind("nat"),
        nodes(["private"]),
      ],
      findings: [lockedOut("203.0.113.7", "203.0.113.7/32")],
    },
    {
      name: "one of two NAT gateways left out, the address next to a block",
      stack: [
        letting("203.0.113.0/29"),
        NAT,
        nat({ publicIp: "203.0.113.8" }, {}, "nat-b"),
        ...behind("nat"),
        ...behind("nat-b", "private-b"),
        nodes(["private", "private-b"]),
      ],
      findings: [lockedOut("203.0.113.8", "203.0.113.8/32")],
    },
    {
      name: "two NAT gateways that are identified by their Elastic IPs",
      stack: [
        officeOnly,
        eip("eip-a", { publicIp: "203.0.113.7" }),
        eip("eip-b", { id: "eipalloc-b", publicIp: "203.0.113.8" }),
        nat({ allocationId: UNKNOWN, secondaryAllocationIds: ["eipalloc-b"] }, { allocationId: ["eip-a"] }),
        ...behind("nat"),
        nodes(["private"]),
      ],
      findings: [lockedOut("203.0.113.7 and 203.0.113.8", "203.0.113.7/32 and 203.0.113.8/32")],
    },
    {
      name: "an Elastic IP that is requested by its address",
      stack: [
        officeOnly,
        eip("eip-a", { address: "203.0.113.7" }),
        nat({ allocationId: UNKNOWN }, { allocationId: ["eip-a"] }),
        ...behind("nat"),
        nodes(["private"]),
      ],
      findings: [lockedOut("203.0.113.7", "203.0.113.7/32")],
    },
    {
      name: "a NAT gateway in a table's own routes",
      stack: [
        officeOnly,
        NAT,
        subnet("private"),
        resource(
          "ec2/routeTable:RouteTable",
          "private-table",
          { routes: [{ cidrBlock: "0.0.0.0/0", natGatewayId: UNKNOWN }] },
          { routes: ["nat"] },
        ),
        associated("private"),
        nodes(["private"]),
      ],
      findings: [lockedOut("203.0.113.7", "203.0.113.7/32")],
    },
    {
      name: "Fargate pods",
      stack: [
        officeOnly,
        NAT,
        ...behind("nat"),
        resource(
          "eks/fargateProfile:FargateProfile",
          "pods",
          { clusterName: "prod", subnetIds: [UNKNOWN] },
          { subnetIds: ["private"] },
        ),
      ],
      findings: [lockedOut("203.0.113.7", "203.0.113.7/32")],
    },
    {
      name: "nodes of Auto Mode",
      stack: [
        {
          ...cluster(
            { publicAccessCidrs: [OFFICE], subnetIds: [UNKNOWN] },
            { computeConfig: { enabled: true, nodePools: ["general-purpose"] } },
          ),
          from: { vpcConfig: ["private"] },
        },
        NAT,
        ...behind("nat"),
      ],
      findings: [lockedOut("203.0.113.7", "203.0.113.7/32")],
    },
    {
      name: "an autoscaling group of nodes",
      stack: [officeOnly, NAT, ...behind("nat"), selfManaged("prod")],
      findings: [lockedOut("203.0.113.7", "203.0.113.7/32")],
    },
  ],
  unknown: [
    {
      name: "no list, and a subnet whose routes are not in the stack",
      stack: [cluster({}), subnet("main"), nodes(["main"])],
      undetermined: [": no route table association in the stack"],
    },
    {
      name: "an Elastic IP that isn't created yet",
      stack: [
        officeOnly,
        eip("eip-a", {}),
        nat({ allocationId: UNKNOWN }, { allocationId: ["eip-a"] }),
        ...behind("nat"),
        nodes(["private"]),
      ],
      undetermined: ["publicIp: not known before pulumi up"],
    },
    {
      name: "Elastic IPs in another stack",
      stack: [
        officeOnly,
        nat({ allocationId: "eipalloc-9", secondaryAllocationIds: ["eipalloc-8"] }),
        ...behind("nat"),
        nodes(["private"]),
      ],
      undetermined: [
        "publicIp: no Elastic IP in the stack that is certainly its own",
        "secondaryAllocationIds: names something that is not in the stack",
      ],
    },
    {
      name: "a block that is not known yet, which may be the NAT gateway's",
      stack: [letting(OFFICE, UNKNOWN), NAT, ...behind("nat"), nodes(["private"])],
      undetermined: ["vpcConfig.publicAccessCidrs[1]: not known before pulumi up"],
    },
    {
      name: "an endpoint that may be private",
      stack: [
        cluster({ endpointPrivateAccess: UNKNOWN, publicAccessCidrs: [OFFICE] }),
        NAT,
        ...behind("nat"),
        nodes(["private"]),
      ],
      undetermined: ["vpcConfig.endpointPrivateAccess: not known before pulumi up"],
    },
    {
      name: "a NAT gateway in another stack",
      stack: [officeOnly, ...routed("private", { natGatewayId: "nat-9" }), nodes(["private"])],
      undetermined: [": names something that is not in the stack"],
    },
    {
      name: "a transit gateway",
      stack: [officeOnly, ...routed("private", { transitGatewayId: "tgw-1" }), nodes(["private"])],
      undetermined: [": leads to addresses that the stack does not show"],
    },
    {
      name: "nodes with their own public addresses, and a block so large that it may hold them",
      stack: [letting("52.0.0.0/8"), ...routed("public", { gatewayId: "igw-1" }), nodes(["public"])],
      undetermined: [": its nodes have their own public addresses"],
    },
    {
      name: "nodes with their own public addresses, and a block that is not known yet",
      stack: [letting(UNKNOWN), ...routed("public", { gatewayId: "igw-1" }), nodes(["public"])],
      undetermined: [": its nodes have their own public addresses"],
    },
    {
      name: "a subnet whose routes are not in the stack",
      stack: [officeOnly, subnet("main"), nodes(["main"])],
      undetermined: [": no route table association in the stack"],
    },
    {
      name: "subnets in another stack",
      stack: [officeOnly, nodes([], { subnetIds: ["subnet-9"] })],
      undetermined: ["subnetIds: names something that is not in the stack"],
    },
    {
      name: "no nodes in the stack",
      stack: [officeOnly],
      undetermined: [": no nodes in the stack that certainly belong to it"],
    },
    {
      name: "an autoscaling group whose tag names neither of two clusters",
      stack: [
        officeOnly,
        resource("eks/cluster:Cluster", "other", { name: "other" }),
        NAT,
        ...behind("nat"),
        nodes(["private"], { clusterName: "other" }),
        selfManaged("third"),
      ],
      undetermined: [": no nodes in the stack that certainly belong to it"],
    },
  ],
});
