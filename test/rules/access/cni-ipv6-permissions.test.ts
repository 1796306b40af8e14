import type { TestResource } from "../../../policies/src/rule/example.ts";
import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import cniIpv6Permissions from "../../../policies/src/rules/access/cni-ipv6-permissions.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const ARN = "arn:aws:iam::123456789012:role/cni";
const cluster = (ipFamily: PropertyValue = "ipv6", more: PropertyObject = {}): TestResource => ({
  type: "aws:eks/cluster:Cluster",
  name: "prod",
  props: { name: "prod", kubernetesNetworkConfig: { ipFamily }, ...more },
});
const addon = (props: PropertyObject): TestResource => ({
  type: "aws:eks/addon:Addon",
  name: "vpc-cni",
  props: { clusterName: "prod", addonName: "vpc-cni", ...props },
});
const withPodIdentity = addon({ podIdentityAssociations: [{ serviceAccount: "aws-node", roleArn: ARN }] });
const role = (props: PropertyObject = {}): TestResource => ({
  type: "aws:iam/role:Role",
  props: { arn: ARN, name: "cni", ...props },
});
const statement = (Action: PropertyValue, Effect = "Allow") => ({ Effect, Action, Resource: "*" });
const document = (...Statement: readonly PropertyValue[]) => JSON.stringify({ Statement });
const inline = (policy: PropertyValue): TestResource => ({
  type: "aws:iam/rolePolicy:RolePolicy",
  name: "cni",
  props: { role: "cni", policy },
});
const attached = (policyArn: PropertyValue, name = "attached"): TestResource => ({
  type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  name,
  props: { role: "cni", policyArn },
});
const managed = (name: string) => attached(`arn:aws:iam::aws:policy/${name}`, name);
const nodes: TestResource = {
  type: "aws:eks/nodeGroup:NodeGroup",
  name: "apps",
  props: { clusterName: "prod", nodeRoleArn: ARN },
};
const STARTS = ["ec2:AssignIpv6Addresses", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"];
const OTHERS = [
  "ec2:CreateTags",
  "ec2:DescribeInstances",
  "ec2:DescribeInstanceTypes",
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeTags",
  "ec2:ModifyNetworkInterfaceAttribute",
];

const cannotStart = (lacks: string, allow = lacks) => ({
  key: "cannot-start" as const,
  level: "mandatory" as const,
  path: "",
  message: `the VPC CNI of IPv6 cluster "prod" has this role, which lacks ${lacks}: no node becomes ready; allow ${allow}`,
});

ruleTester(cniIpv6Permissions, {
  valid: [
    {
      name: "all actions of the CNI's list",
      stack: [cluster(), withPodIdentity, role(), inline(document(statement([...STARTS, ...OTHERS])))],
    },
    {
      name: "wildcards, in two policies of the role",
      stack: [
        cluster(),
        addon({ serviceAccountRoleArn: ARN }),
        role({
          inlinePolicies: [
            { policy: { Statement: statement("ec2:describe*") } },
            { policy: document(statement(["ec2:Assign*", "ec2:CreateTags", "ec2:Modify*"])) },
          ],
        }),
      ],
    },
    {
      name: "a policy of the stack in addition to AWS's own",
      stack: [
        cluster(),
        withPodIdentity,
        role(),
        managed("AmazonEKS_CNI_Policy"),
        attached("arn:aws:iam::123456789012:policy/ipv6"),
        {
          type: "aws:iam/policy:Policy",
          name: "ipv6",
          props: {
            arn: "arn:aws:iam::123456789012:policy/ipv6",
            policy: document(statement("ec2:AssignIpv6Addresses")),
          },
        },
      ],
    },
    {
      name: "a cluster with IPv4 pods",
      stack: [cluster("ipv4"), withPodIdentity, role(), managed("AmazonEKS_CNI_Policy")],
    },
  ],
  invalid: [
    {
      name: "the list of version 1.21",
      stack: [
        cluster(),
        withPodIdentity,
        role(),
        inline(
          document(
            statement([
              "ec2:AssignIpv6Addresses",
              "ec2:DescribeInstances",
              "ec2:DescribeTags",
              "ec2:DescribeNetworkInterfaces",
              "ec2:DescribeInstanceTypes",
            ]),
            statement("ec2:CreateTags"),
          ),
        ),
      ],
      findings: [
        cannotStart(
          "ec2:DescribeSubnets",
          "ec2:DescribeSubnets, ec2:DescribeSecurityGroups, ec2:ModifyNetworkInterfaceAttribute",
        ),
      ],
    },
    {
      name: "AWS's policy, which is for IPv4, on the nodes' role",
      stack: [
        cluster(),
        addon({}),
        nodes,
        role({ managedPolicyArns: ["arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"] }),
        managed("AmazonEKSWorkerNodePolicy"),
        managed("AmazonEC2ContainerRegistryPullOnly"),
      ],
      findings: [cannotStart("ec2:AssignIpv6Addresses")],
    },
    {
      name: "a role that is associated with the service account, and denies what it should allow",
      stack: [
        cluster(),
        nodes,
        {
          type: "aws:eks/podIdentityAssociation:PodIdentityAssociation",
          name: "cni",
          props: { clusterName: "prod", namespace: "kube-system", serviceAccount: "aws-node", roleArn: ARN },
        },
        role(),
        inline(document(statement(OTHERS), statement(STARTS, "Deny"))),
      ],
      findings: [cannotStart(STARTS.join(", "))],
    },
    {
      name: "nothing but what the CNI needs to start",
      stack: [cluster(), withPodIdentity, role(), inline(document(statement(STARTS)))],
      findings: [
        {
          key: "incomplete",
          level: "advisory",
          path: "",
          message: `the VPC CNI of IPv6 cluster "prod" has this role, which lacks ${OTHERS.join(", ")}; allow ${OTHERS.join(", ")}`,
        },
      ],
    },
  ],
  unknown: [
    {
      name: "a policy that is not known",
      stack: [cluster(), withPodIdentity, role(), inline(UNKNOWN)],
      undetermined: ["policy: not known before pulumi up"],
    },
    {
      name: "a policy in another stack",
      stack: [cluster(), withPodIdentity, role(), attached("arn:aws:iam::123456789012:policy/ipv6")],
      undetermined: ["policyArn: a policy that is not in the stack"],
    },
    {
      name: "all actions but some",
      stack: [
        cluster(),
        withPodIdentity,
        role(),
        inline({ Statement: [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }] }),
      ],
      undetermined: ["policy.Statement[0].NotAction: allows all actions but these"],
    },
    {
      name: "a role in another stack",
      stack: [cluster(), withPodIdentity],
      undetermined: ["podIdentityAssociations[0].roleArn: its role is not in the stack"],
    },
  ],
  notApplicable: [
    {
      name: "another CNI",
      stack: [
        cluster(),
        { type: "kubernetes:helm.sh/v3:Release", name: "cilium", props: { chart: "cilium" } },
      ],
      because: ["prod: another CNI assigns addresses to its pods"],
    },
    {
      name: "Auto Mode",
      stack: [cluster("ipv6", { computeConfig: { enabled: true } })],
      because: ["prod: EKS Auto Mode creates its nodes"],
    },
  ],
});
