import type { TestResource } from "../../../policies/src/rule/example.ts";
import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import networkPolicyEnforced from "../../../policies/src/rules/cni/network-policy-enforced.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const policy = (name = "default-deny", type = "NetworkPolicy"): TestResource => ({
  type: `kubernetes:networking.k8s.io/v1:${type}`,
  name,
  props: { spec: { podSelector: {} } },
});
const securityGroupPolicy: TestResource = {
  type: "kubernetes:vpcresources.k8s.aws/v1beta1:SecurityGroupPolicy",
  props: { spec: { podSelector: {} } },
};
const cluster = (props: PropertyObject = {}): TestResource => ({
  type: "aws:eks/cluster:Cluster",
  name: "prod",
  props: { name: "prod", ...props },
});
const nodes = (...instanceTypes: readonly PropertyValue[]): TestResource => ({
  type: "aws:eks/nodeGroup:NodeGroup",
  name: "apps",
  props: { clusterName: "prod", instanceTypes },
});
const addon = (configurationValues?: PropertyValue): TestResource => ({
  type: "aws:eks/addon:Addon",
  props: { clusterName: "prod", addonName: "vpc-cni", configurationValues },
});
const release = (props: PropertyObject): TestResource => ({
  type: "kubernetes:helm.sh/v3:Release",
  props: { chart: "aws-vpc-cni", ...props },
});

const off = (path: string, policies = '"default-deny" has') => ({
  key: "not-enforced" as const,
  level: "advisory" as const,
  path,
  message: `NetworkPolicy ${policies} no effect: the VPC CNI's network policy agent is off; set enableNetworkPolicy to "true"`,
});
const noTrunk = {
  key: "no-trunk" as const,
  level: "mandatory" as const,
  path: "",
  message:
    'no node of "apps" can have a trunk interface, so pods that this selects stay Pending; use instance types with branch interfaces, such as m7i.large',
};

ruleTester(networkPolicyEnforced, {
  valid: [
    { name: "the agent, turned on", stack: [addon('{"enableNetworkPolicy":"true"}'), policy()] },
    { name: "the agent, in YAML", stack: [addon("enableNetworkPolicy: true"), policy()] },
    { name: "the chart's agent", stack: [release({ values: { enableNetworkPolicy: "true" } }), policy()] },
    { name: "no NetworkPolicies", stack: [addon()] },
    { name: "nodes with branch interfaces", stack: [cluster(), nodes("m7i.large"), securityGroupPolicy] },
    {
      name: "some with branch interfaces",
      stack: [cluster(), nodes("t3.large", "m7i.large"), securityGroupPolicy],
    },
  ],
  invalid: [
    {
      name: "an add-on without configuration",
      stack: [addon(), policy()],
      findings: [off("configurationValues")],
    },
    {
      name: "an agent that is turned off, and three policies",
      stack: [
        addon('{"enableNetworkPolicy":"false"}'),
        policy("a"),
        policy("b"),
        policy("c", "NetworkPolicyPatch"),
      ],
      findings: [off("configurationValues.enableNetworkPolicy", '"a" and 2 more have')],
    },
    {
      name: "a chart without the agent",
      stack: [cluster(), release({ values: { env: {} } }), policy()],
      findings: [off("values.enableNetworkPolicy")],
    },
    {
      name: "nodes that can't have a trunk interface",
      stack: [cluster(), nodes("t3.large", "t3.xlarge"), securityGroupPolicy],
      findings: [noTrunk],
    },
  ],
  unknown: [
    {
      name: "no VPC CNI in the stack",
      stack: [cluster(), { ...policy(), name: "subject" }],
      undetermined: [": no VPC CNI settings in the stack that certainly apply to its cluster"],
    },
    {
      name: "a configuration that is not known",
      stack: [addon(UNKNOWN), policy()],
      undetermined: ["configurationValues: not known before pulumi up"],
    },
    {
      name: "values in a file",
      stack: [release({ valueYamlFiles: ["cni.yaml"] }), policy()],
      undetermined: ["valueYamlFiles: may set what values leaves out"],
    },
    {
      name: "a DaemonSet",
      stack: [
        {
          type: "kubernetes:apps/v1:DaemonSet",
          name: "aws-node",
          props: { metadata: { name: "aws-node", namespace: "kube-system" } },
        },
        policy(),
      ],
      undetermined: [": the network policy agent of a DaemonSet is not read"],
    },
    {
      name: "a SecurityGroupPolicy of a cluster in another stack",
      stack: [securityGroupPolicy],
      undetermined: [": no nodes in the stack that certainly belong to its cluster"],
    },
    {
      name: "nodes that Karpenter creates",
      stack: [
        cluster(),
        nodes("t3.large"),
        securityGroupPolicy,
        { type: "kubernetes:karpenter.sh/v1:NodePool", name: "general", props: {} },
      ],
      undetermined: [': the nodes of "general" may have a trunk interface'],
    },
    {
      name: "an instance type that is not known",
      stack: [cluster(), nodes("t3.large", UNKNOWN), securityGroupPolicy],
      undetermined: ["instanceTypes[1]: not known before pulumi up"],
    },
  ],
  notApplicable: [
    {
      name: "a cluster in another stack",
      stack: [{ ...policy(), name: "subject" }],
      because: ["subject: its cluster is not in the stack"],
    },
    {
      name: "another CNI, which has its own agent",
      stack: [
        { type: "kubernetes:helm.sh/v3:Release", name: "cilium", props: { chart: "cilium" } },
        { ...policy(), name: "subject" },
      ],
      because: ["subject: another CNI enforces network policies"],
    },
    {
      name: "Auto Mode",
      stack: [cluster({ computeConfig: { enabled: true } }), policy()],
      because: ["prod: EKS Auto Mode creates its nodes"],
    },
  ],
});
