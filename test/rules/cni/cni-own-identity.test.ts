import type { TestResource } from "../../../policies/src/rule/example.ts";
import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import cniOwnIdentity from "../../../policies/src/rules/cni/cni-own-identity.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { nodeGroup } from "../nodes/node-resources.ts";

const preset = "strict";
const vpcCni = (more: PropertyObject = {}): TestResource => ({
  type: "aws:eks/addon:Addon",
  props: { addonName: "vpc-cni", ...more },
});
const nodeRole = {
  key: "node-role" as const,
  level: "advisory" as const,
  path: "podIdentityAssociations",
  message:
    "the VPC CNI uses the permissions of the node's role; associate a role with the service account aws-node",
};

const own: TestResource = {
  ...vpcCni({ serviceAccountRoleArn: "arn:aws:iam::111122223333:role/cni" }),
  name: "vpc-cni",
};
const POLICY = "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy";
const role = (more: PropertyObject = {}, name = "nodes"): TestResource => ({
  type: "aws:iam/role:Role",
  name,
  props: { arn: UNKNOWN, name: UNKNOWN, ...more },
});
const attachment = (policyArn: PropertyValue, to = "nodes"): TestResource => ({
  type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  props: { role: UNKNOWN, policyArn },
  from: { role: [to] },
});
const group = (name = "workers"): TestResource => ({
  ...nodeGroup({ nodeRoleArn: UNKNOWN }, name),
  from: { nodeRoleArn: ["nodes"] },
});
const policyLeft = (path = "policyArn", nodes = "workers") => ({
  key: "policy-left" as const,
  level: "advisory" as const,
  path,
  message: `the nodes of "${nodes}" still have the permissions of the VPC CNI, and so do pods that reach the metadata service; detach the policy: the VPC CNI has its own role`,
});

ruleTester(cniOwnIdentity, {
  valid: [
    { name: "baseline", resource: vpcCni() },
    {
      name: "a role through IRSA",
      resource: vpcCni({ serviceAccountRoleArn: "arn:aws:iam::111122223333:role/cni" }),
      preset,
    },
    {
      name: "a role through EKS Pod Identity",
      resource: vpcCni({ podIdentityAssociations: [{ serviceAccount: "aws-node", roleArn: "arn" }] }),
      preset,
    },
    {
      name: "a role that is not known before pulumi up",
      resource: vpcCni({ serviceAccountRoleArn: UNKNOWN }),
      preset,
    },
    {
      name: "an association that is not known before pulumi up",
      resource: vpcCni({ podIdentityAssociations: [UNKNOWN] }),
      preset,
    },
    {
      name: "another add-on",
      resource: { type: "aws:eks/addon:Addon", props: { addonName: "kube-proxy" } },
      preset,
    },
    {
      name: "the policy only on the CNI's own role",
      stack: [own, role(), role({}, "cni"), attachment(POLICY, "cni"), group()],
      preset,
    },
    {
      name: "other policies on the nodes' role",
      stack: [own, role(), attachment("arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy"), group()],
      preset,
    },
    {
      name: "the policy on the nodes' role, for a CNI that is configured elsewhere",
      stack: [role(), attachment(POLICY), group()],
      preset,
    },
  ],
  invalid: [
    { name: "neither", resource: vpcCni(), preset, findings: [nodeRole] },
    {
      name: "an empty list",
      resource: vpcCni({ podIdentityAssociations: [] }),
      preset,
      findings: [nodeRole],
    },
    {
      name: "the policy on the nodes' role in addition to its own role, reported once",
      stack: [own, role(), attachment(POLICY), group(), group("others")],
      preset,
      findings: [policyLeft("policyArn", "others")],
    },
    {
      name: "the policy for IPv6, in the list of the role",
      stack: [
        own,
        role(
          { managedPolicyArns: ["arn:aws:iam::111122223333:policy/AmazonEKS_CNI_IPv6_Policy"] },
          "subject",
        ),
        { ...group(), from: { nodeRoleArn: ["subject"] } },
      ],
      preset,
      findings: [policyLeft("managedPolicyArns[0]")],
    },
    {
      name: "the policy on the nodes' role, which the CNI uses",
      stack: [vpcCni(), { ...attachment(POLICY), name: "cni" }, role(), group()],
      preset,
      findings: [nodeRole],
    },
  ],
  unknown: [
    {
      name: "a policy that is not known yet",
      stack: [own, role(), attachment(UNKNOWN), group()],
      preset,
      undetermined: ["policyArn: not known before pulumi up"],
    },
    {
      name: "an add-on whose name is not known yet",
      resource: { type: "aws:eks/addon:Addon", props: { addonName: UNKNOWN } },
      preset,
      undetermined: ["addonName: not known before pulumi up"],
    },
    {
      name: "associations that are not known yet",
      resource: vpcCni({ podIdentityAssociations: UNKNOWN }),
      preset,
      undetermined: ["podIdentityAssociations: not known before pulumi up"],
    },
    {
      name: "associations that are not a list",
      resource: vpcCni({ podIdentityAssociations: {} }),
      preset,
      undetermined: ["podIdentityAssociations: expected a list"],
    },
  ],
});
