import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import nodeSecurityGroups from "../../../policies/src/rules/network/node-security-groups.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { groupIn, resource } from "./network-resources.ts";

const cluster = (vpcConfig: PropertyObject = { endpointPrivateAccess: true }): TestResource =>
  resource("eks/cluster:Cluster", "prod", { name: "prod", vpcConfig });
const group = (name: string, props: PropertyObject = {}): TestResource =>
  resource("ec2/securityGroup:SecurityGroup", name, { id: `sg-${name}`, ...props });
const template = (ids: readonly string[], from: readonly string[] = []): TestResource =>
  resource(
    "ec2/launchTemplate:LaunchTemplate",
    "subject",
    { id: "lt-1", vpcSecurityGroupIds: [...ids, ...from.map(() => UNKNOWN)] },
    { vpcSecurityGroupIds: from },
  );
const nodes = groupIn([], { launchTemplate: { id: "lt-1" } });
/** A rule that lets a group, or the cluster's group, into another one. */
const rule = (into: string, source: string, port: number, props: PropertyObject = {}): TestResource =>
  resource(
    "vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    `${source}-${into}-${port}`,
    {
      securityGroupId: UNKNOWN,
      referencedSecurityGroupId: UNKNOWN,
      ipProtocol: "tcp",
      fromPort: port,
      toPort: port,
      ...props,
    },
    { securityGroupId: [into], referencedSecurityGroupId: [source] },
  );
const own = [cluster(), group("nodes"), template(["sg-nodes"]), nodes];

const noApi = {
  key: "no-api" as const,
  level: "mandatory" as const,
  path: "vpcSecurityGroupIds",
  message: `the nodes of "apps" can't join: port 443 of cluster "prod" is closed to these security groups; add the cluster's security group, or allow 443/tcp from one of these`,
};
const noKubelet = {
  key: "no-kubelet" as const,
  level: "advisory" as const,
  path: "vpcSecurityGroupIds",
  message: `cluster "prod" can't reach the kubelets of "apps" on port 10250, so logs, exec and metrics fail; add the cluster's security group, or allow 10250/tcp from it into one of these`,
};

ruleTester(nodeSecurityGroups, {
  valid: [
    {
      name: "the cluster's security group too",
      stack: [cluster(), group("nodes"), template(["sg-nodes"], ["prod"]), nodes],
    },
    {
      name: "the cluster's security group by its ID",
      stack: [
        cluster({ endpointPrivateAccess: true, clusterSecurityGroupId: "sg-cluster" }),
        group("nodes"),
        template(["sg-nodes", "sg-cluster"]),
        nodes,
      ],
    },
    {
      name: "rules in both directions",
      stack: [...own, rule("prod", "nodes", 443), rule("nodes", "prod", 10250)],
    },
    {
      name: "rules by way of the cluster's additional group",
      stack: [
        cluster({ endpointPrivateAccess: true, securityGroupIds: ["sg-extra"] }),
        group("extra"),
        group("nodes"),
        template(["sg-nodes"]),
        nodes,
        rule("extra", "nodes", 443),
        rule("nodes", "extra", 10250),
      ],
    },
    {
      name: "one group of which control plane and nodes are members",
      stack: [
        cluster({ endpointPrivateAccess: true, securityGroupIds: ["sg-nodes"] }),
        group("nodes", { ingress: [{ protocol: "-1", fromPort: 0, toPort: 0, self: true }] }),
        template(["sg-nodes"]),
        nodes,
      ],
    },
    {
      name: "a group that @pulumi/eks creates with its rules",
      stack: [
        cluster(),
        { type: "eks:index:NodeGroupSecurityGroup", name: "workers", props: {} },
        { ...group("nodes"), parent: "workers" },
        template(["sg-nodes"]),
        nodes,
      ],
    },
    {
      name: "a launch template without security groups",
      stack: [cluster(), resource("ec2/launchTemplate:LaunchTemplate", "subject", { id: "lt-1" }), nodes],
    },
    { name: "no launch template", stack: [cluster(), groupIn([])] },
    { name: "a template that no nodes use", stack: [cluster(), group("nodes"), template(["sg-nodes"])] },
  ],
  invalid: [
    { name: "the nodes' own group alone", stack: own, findings: [noApi] },
    {
      name: "two groups of nodes with one template",
      stack: [...own, groupIn([], { launchTemplate: { id: "lt-1" } }, "jobs")],
      findings: [noApi],
    },
    {
      name: "an additional group that the cluster and its nodes share, and that doesn't let its members in",
      stack: [
        cluster({ endpointPrivateAccess: true, securityGroupIds: ["sg-nodes"] }),
        group("nodes"),
        template(["sg-nodes"]),
        nodes,
      ],
      findings: [noApi],
    },
    {
      name: "the wrong port",
      stack: [...own, rule("prod", "nodes", 10250), rule("nodes", "prod", 10250)],
      findings: [noApi],
    },
    {
      name: "rules from the nodes to the API server only",
      stack: [...own, rule("prod", "nodes", 443)],
      findings: [noKubelet],
    },
    {
      name: "a public endpoint, which nodes reach over the internet",
      stack: [cluster({}), group("nodes"), template(["sg-nodes"]), nodes],
      findings: [noKubelet],
    },
    {
      name: "the security groups of a network interface",
      stack: [
        cluster(),
        group("nodes"),
        resource("ec2/launchTemplate:LaunchTemplate", "subject", {
          id: "lt-1",
          networkInterfaces: [{ securityGroups: ["sg-nodes"] }],
        }),
        nodes,
      ],
      findings: [{ ...noApi, path: "networkInterfaces" }],
    },
  ],
  unknown: [
    {
      name: "a rule whose port is not known",
      stack: [...own, rule("prod", "nodes", 443, { fromPort: UNKNOWN }), rule("nodes", "prod", 10250)],
      undetermined: [": may allow requests to the API server"],
    },
    {
      name: "a rule that may lead to kubelets",
      stack: [...own, rule("prod", "nodes", 443), rule("nodes", "prod", 10250, { ipProtocol: UNKNOWN })],
      undetermined: [": may allow requests to kubelets"],
    },
    {
      name: "a security group in another stack",
      stack: [cluster(), template(["sg-9"]), nodes],
      undetermined: ["vpcSecurityGroupIds: names something that is not in the stack"],
    },
    {
      name: "an additional group of the cluster in another stack",
      stack: [
        cluster({ endpointPrivateAccess: true, securityGroupIds: ["sg-9"] }),
        group("nodes"),
        template(["sg-nodes"]),
        nodes,
      ],
      undetermined: ["vpcConfig.securityGroupIds: names something that is not in the stack"],
    },
    {
      name: "a launch template in another stack",
      stack: [cluster(), { ...nodes, name: "subject" }],
      undetermined: [": its launch template is not in the stack"],
    },
    {
      name: "an endpoint that may be private",
      stack: [
        cluster({ endpointPrivateAccess: UNKNOWN }),
        group("nodes"),
        template(["sg-nodes"]),
        nodes,
        rule("nodes", "prod", 10250),
      ],
      undetermined: ["vpcConfig.endpointPrivateAccess: not known before pulumi up"],
    },
  ],
});
