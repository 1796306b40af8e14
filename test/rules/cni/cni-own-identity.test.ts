import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import { ruleTester, type TestResource } from "../../../policies/src/rule/tester.ts";
import cniOwnIdentity from "../../../policies/src/rules/cni/cni-own-identity.ts";

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

ruleTester(cniOwnIdentity, {
  valid: [
    { name: "baseline", resource: vpcCni() },
    {
      name: "a role by IRSA",
      resource: vpcCni({ serviceAccountRoleArn: "arn:aws:iam::111122223333:role/cni" }),
      preset,
    },
    {
      name: "a role by EKS Pod Identity",
      resource: vpcCni({ podIdentityAssociations: [{ serviceAccount: "aws-node", roleArn: "arn" }] }),
      preset,
    },
    { name: "a role that pulumi up makes", resource: vpcCni({ serviceAccountRoleArn: UNKNOWN }), preset },
    {
      name: "an association that pulumi up makes",
      resource: vpcCni({ podIdentityAssociations: [UNKNOWN] }),
      preset,
    },
    {
      name: "another add-on",
      resource: { type: "aws:eks/addon:Addon", props: { addonName: "kube-proxy" } },
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
  ],
  unknown: [
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
      name: "associations that are no list",
      resource: vpcCni({ podIdentityAssociations: {} }),
      preset,
      undetermined: ["podIdentityAssociations: expected a list"],
    },
  ],
});
