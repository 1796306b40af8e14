import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import dnsBetweenNodeGroups from "../../../policies/src/rules/network/dns-between-node-groups.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

type Origins = Readonly<Record<string, readonly string[]>>;

const resource = (type: string, name: string, props: PropertyObject, from: Origins = {}): TestResource => ({
  type: `aws:${type}`,
  name,
  props,
  from,
});
const cluster = (name = "prod"): TestResource => resource("eks/cluster:Cluster", name, { name });
const PROD = cluster();
const group = (name: string, props: PropertyObject = {}): TestResource =>
  resource("eks/nodeGroup:NodeGroup", name, { clusterName: "prod", ...props });
const template = (name: string, props: PropertyObject, from: Origins = {}): TestResource =>
  resource("ec2/launchTemplate:LaunchTemplate", `${name}-template`, { id: `lt-${name}`, ...props }, from);
/** A node group whose nodes have these security groups. */
const groupIn = (
  name: string,
  securityGroups: readonly string[],
  props: PropertyObject = {},
): TestResource[] => [
  template(
    name,
    { vpcSecurityGroupIds: securityGroups.map(() => UNKNOWN) },
    { vpcSecurityGroupIds: securityGroups },
  ),
  group(name, { launchTemplate: { id: `lt-${name}` }, ...props }),
];
const securityGroup = (name: string, ingress?: PropertyObject, from: readonly string[] = []): TestResource =>
  resource("ec2/securityGroup:SecurityGroup", name, ingress ? { ingress: [ingress] } : {}, { ingress: from });
const ALL = { protocol: "-1", fromPort: 0, toPort: 0 };
/** A separate rule, into one security group from another. */
const rule = (
  into: string,
  from: string,
  props: PropertyObject,
  name = `${into}-from-${from}`,
): TestResource =>
  resource(
    "ec2/securityGroupRule:SecurityGroupRule",
    name,
    { type: "ingress", securityGroupId: UNKNOWN, sourceSecurityGroupId: UNKNOWN, ...props },
    { securityGroupId: [into], sourceSecurityGroupId: [from] },
  );
const ingressRule = (into: string, from: string, props: PropertyObject, name: string): TestResource =>
  resource(
    "vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    name,
    { securityGroupId: UNKNOWN, referencedSecurityGroupId: UNKNOWN, ...props },
    { securityGroupId: [into], referencedSecurityGroupId: [from] },
  );

/** Two groups of nodes, each with its own security group. */
const APART = [PROD, ...groupIn("apps", ["sg-apps"]), ...groupIn("batch", ["sg-batch"])];
const bothWays = (props: PropertyObject) => [
  securityGroup("sg-apps"),
  securityGroup("sg-batch"),
  rule("sg-apps", "sg-batch", props),
  rule("sg-batch", "sg-apps", props),
];
const strict = { preset: "strict" } as const;
const closed = (name: string, others: string) => ({
  key: "closed" as const,
  level: "advisory" as const,
  name,
  path: "",
  message: `port 53 is closed to the nodes of ${others}, so their pods get no answer from DNS pods here; allow 53/udp and 53/tcp from their security groups, or give both one in common`,
});

ruleTester(dnsBetweenNodeGroups, {
  valid: [
    {
      name: "groups with the cluster's security group",
      ...strict,
      stack: [PROD, group("apps"), group("batch")],
    },
    {
      name: "a launch template without security groups, whose nodes have the cluster's",
      ...strict,
      stack: [
        PROD,
        group("apps"),
        template("batch", {}),
        group("batch", { launchTemplate: { id: "lt-batch" } }),
      ],
    },
    {
      name: "the cluster's security group in addition to its own",
      ...strict,
      stack: [PROD, securityGroup("sg-batch"), group("apps"), ...groupIn("batch", ["prod", "sg-batch"])],
    },
    {
      name: "one security group in common",
      ...strict,
      stack: [PROD, securityGroup("sg"), ...groupIn("apps", ["sg"]), ...groupIn("batch", ["sg"])],
    },
    { name: "rules for everything, both ways", ...strict, stack: [...APART, ...bothWays(ALL)] },
    {
      name: "rules for port 53, one for each protocol",
      ...strict,
      stack: [
        ...APART,
        ...bothWays({ protocol: "udp", fromPort: 53, toPort: 53 }),
        ingressRule("sg-apps", "sg-batch", { ipProtocol: "6", fromPort: 53, toPort: 53 }, "apps-tcp"),
        ingressRule("sg-batch", "sg-apps", { ipProtocol: "TCP", fromPort: 1, toPort: 65535 }, "batch-tcp"),
      ],
    },
    {
      name: "the security groups' own rules, for the blocks of the VPC",
      ...strict,
      stack: [
        ...APART,
        securityGroup("sg-apps", { ...ALL, cidrBlocks: ["10.0.0.0/16"] }),
        securityGroup("sg-batch", { ...ALL, prefixListIds: [UNKNOWN] }),
      ],
    },
    {
      name: "nodes whose taint DNS pods don't tolerate, and that can query the others",
      ...strict,
      stack: [
        PROD,
        group("apps"),
        ...groupIn("gpu", ["sg-gpu"], { taints: [{ key: "gpu", effect: "NO_SCHEDULE" }] }),
        securityGroup("sg-gpu"),
        rule("prod", "sg-gpu", ALL),
      ],
    },
    {
      name: "groups of two clusters",
      ...strict,
      stack: [PROD, cluster("other"), group("apps"), group("others", { clusterName: "other" })],
    },
    {
      name: "a single group",
      ...strict,
      stack: [PROD, ...groupIn("apps", ["sg-apps"]), securityGroup("sg-apps")],
    },
    {
      name: "closed, under baseline",
      stack: [...APART, securityGroup("sg-apps"), securityGroup("sg-batch")],
    },
    {
      name: "a closed group that runs Windows, where no DNS pod is",
      stack: [
        PROD,
        ...groupIn("apps", ["sg-apps"]),
        ...groupIn("windows", ["sg-windows"], { amiType: "WINDOWS_CORE_2022_x86_64" }),
        securityGroup("sg-windows"),
        securityGroup("sg-apps"),
        rule("sg-apps", "sg-windows", ALL),
      ],
      ...strict,
    },
  ],
  invalid: [
    {
      name: "groups whose security groups have no rules",
      ...strict,
      stack: [...APART, securityGroup("sg-apps"), securityGroup("sg-batch")],
      findings: [closed("apps", '"batch"'), closed("batch", '"apps"')],
    },
    {
      name: "a group with its own security group, next to one with the cluster's",
      ...strict,
      stack: [
        PROD,
        group("apps"),
        ...groupIn("batch", ["sg-batch"]),
        securityGroup("sg-batch", { ...ALL, securityGroups: [UNKNOWN] }, ["prod"]),
      ],
      findings: [closed("apps", '"batch"')],
    },
    {
      name: "rules for UDP only",
      ...strict,
      stack: [...APART, ...bothWays({ protocol: "17", fromPort: 53, toPort: 53 })],
      findings: [closed("apps", '"batch"'), closed("batch", '"apps"')],
    },
    {
      name: "ports on both sides of 53, and egress",
      ...strict,
      stack: [
        ...APART,
        ...bothWays({ protocol: "tcp", fromPort: 54, toPort: 65535 }),
        rule("sg-apps", "sg-batch", { protocol: "udp", fromPort: 1, toPort: 52 }, "below"),
        rule("sg-apps", "sg-batch", { ...ALL, type: "egress" }, "out"),
      ],
      findings: [closed("apps", '"batch"'), closed("batch", '"apps"')],
    },
    {
      name: "a security group that allows only itself",
      ...strict,
      stack: [
        PROD,
        group("apps", { taints: [{ key: "apps", effect: "NO_EXECUTE" }] }),
        ...groupIn("batch", ["sg-batch"], { taints: [{ key: "batch", effect: "PREFER_NO_SCHEDULE" }] }),
        securityGroup("sg-batch", { ...ALL, self: true }),
      ],
      findings: [closed("batch", '"apps"')],
    },
    {
      name: "security groups of network interfaces, by their IDs",
      ...strict,
      stack: [
        PROD,
        resource("ec2/securityGroup:SecurityGroup", "sg-batch", { id: "sg-1", ingress: [] }),
        template("batch", { networkInterfaces: [{ securityGroups: ["sg-1"] }] }),
        group("batch", { launchTemplate: { id: "lt-batch" } }),
        group("apps", { taints: [{ key: "CriticalAddonsOnly", effect: "NO_SCHEDULE" }] }),
        group("web", { taints: [{ key: "node-role.kubernetes.io/control-plane", effect: "NO_SCHEDULE" }] }),
      ],
      findings: [closed("apps", '"batch"'), closed("batch", '"apps" and "web"'), closed("web", '"batch"')],
    },
  ],
  unknown: [
    {
      name: "security groups in another stack",
      ...strict,
      stack: [
        PROD,
        group("apps"),
        template("batch", { vpcSecurityGroupIds: ["sg-9"] }),
        group("batch", { launchTemplate: { id: "lt-batch" } }),
      ],
      undetermined: ["vpcSecurityGroupIds: names something that is not in the stack"],
    },
    {
      name: "a launch template in another stack",
      ...strict,
      stack: [PROD, group("apps"), group("batch", { launchTemplate: { id: "lt-9" } })],
      undetermined: [": its launch template is not in the stack"],
    },
    {
      name: "a cluster in another stack",
      ...strict,
      stack: [group("apps"), group("batch")],
      undetermined: [
        ": the stack does not show its security groups",
        ": the stack does not show its security groups",
      ],
    },
    {
      name: "a rule whose source is not known yet",
      ...strict,
      stack: [
        PROD,
        group("apps", { taints: [{ key: "apps", effect: "NO_EXECUTE" }] }),
        ...groupIn("batch", ["sg-batch"]),
        securityGroup("sg-batch"),
        resource(
          "ec2/securityGroupRule:SecurityGroupRule",
          "rule",
          { type: "ingress", ...ALL, securityGroupId: UNKNOWN, sourceSecurityGroupId: UNKNOWN },
          { securityGroupId: ["sg-batch"] },
        ),
      ],
      undetermined: [": may allow DNS queries"],
    },
    {
      name: "a rule whose ports are not known yet",
      ...strict,
      stack: [
        ...APART,
        ...bothWays({ protocol: "-1" }).slice(0, 3),
        rule("sg-batch", "sg-apps", { protocol: UNKNOWN }),
      ],
      undetermined: [": may allow DNS queries"],
    },
    {
      name: "pods with the security groups of ENIConfigs",
      ...strict,
      stack: [
        ...APART,
        {
          type: "kubernetes:crd.k8s.amazonaws.com/v1alpha1:ENIConfig",
          name: "zone-a",
          props: { spec: { securityGroups: ["sg-1"] } },
        },
        securityGroup("sg-apps"),
        securityGroup("sg-batch"),
      ],
      undetermined: ["spec.securityGroups: pods have these security groups, not those of their nodes"],
    },
  ],
});
