import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import imdsv2 from "../../../policies/src/rules/nodes/imdsv2.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { launchTemplate, nodeClass } from "./user-data.ts";

const template = (metadataOptions?: PropertyObject | string): TestResource =>
  launchTemplate(undefined, metadataOptions === undefined ? {} : { metadataOptions });
const nodeGroup = (from: readonly string[]): TestResource => ({
  type: "aws:eks/nodeGroup:NodeGroup",
  name: "workers",
  props: { clusterName: "prod", launchTemplate: { id: UNKNOWN, version: UNKNOWN } },
  from: { launchTemplate: from },
});
const autoscalingGroup = (tags: readonly PropertyObject[]): TestResource => ({
  type: "aws:autoscaling/group:Group",
  name: "workers",
  props: {
    vpcZoneIdentifiers: ["subnet-1"],
    mixedInstancesPolicy: {
      launchTemplate: { launchTemplateSpecification: { launchTemplateId: UNKNOWN, version: "$Latest" } },
    },
    tags,
  },
  from: { mixedInstancesPolicy: ["subject"] },
});
const v1Allowed = (found: string, path = "metadataOptions.httpTokens") => ({
  key: "v1-allowed",
  level: "advisory" as const,
  path,
  message: `${found} version 1 of the metadata service is allowed; set httpTokens to required`.trim(),
});
const BY_IMAGE = "the image decides whether";
const hops = (count: number, limit: number, path = "metadataOptions.httpPutResponseHopLimit") => ({
  key: "too-many-hops",
  level: "advisory" as const,
  path,
  message: `responses of the metadata service can travel ${count} hops, so pods can get the node's credentials; set httpPutResponseHopLimit to ${limit}`,
});

const withImage = (amiType?: string): TestResource => ({
  type: "aws:eks/nodeGroup:NodeGroup",
  props: { clusterName: "prod", amiType },
});
const ofNodes = (metadataOptions?: PropertyObject | string): readonly TestResource[] => [
  template(metadataOptions),
  nodeGroup(["subject"]),
];

ruleTester(imdsv2, {
  valid: [
    { name: "version 2 and one hop", stack: ofNodes({ httpTokens: "required", httpPutResponseHopLimit: 1 }) },
    { name: "version 2 and the default number of hops", stack: ofNodes({ httpTokens: "required" }) },
    { name: "no metadata service at all", stack: ofNodes({ httpEndpoint: "disabled" }) },
    { name: "a launch template that nodes don't use", stack: [template()] },
    {
      name: "two hops, which the team allows",
      stack: ofNodes({ httpTokens: "required", httpPutResponseHopLimit: 2 }),
      options: { maxHops: 2 },
    },
    { name: "a managed group with all defaults, for which EKS sets one hop", stack: [withImage()] },
    {
      name: "Amazon Linux 2023, for which EKS sets one hop",
      stack: [withImage("AL2023_x86_64_STANDARD")],
    },
    {
      name: "the two hops of Amazon Linux 2, which the team allows",
      stack: [withImage("AL2_x86_64")],
      options: { maxHops: 2 },
    },
    { name: "Karpenter's defaults", resource: nodeClass({ role: "nodes" }) },
    {
      name: "Karpenter with one hop",
      resource: nodeClass({ metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 } }),
    },
    {
      name: "an Auto Scaling group that isn't part of EKS",
      stack: [template(), autoscalingGroup([{ key: "Name", value: "bastion" }])],
    },
  ],
  invalid: [
    {
      name: "a template that sets nothing",
      stack: ofNodes(),
      findings: [v1Allowed(BY_IMAGE, "metadataOptions")],
    },
    {
      name: "a template that sets only hops",
      stack: ofNodes({ httpPutResponseHopLimit: 1 }),
      findings: [v1Allowed(BY_IMAGE)],
    },
    {
      name: "version 1, under strict",
      stack: ofNodes({ httpTokens: "optional" }),
      preset: "strict",
      findings: [{ ...v1Allowed(""), level: "mandatory" }],
    },
    {
      name: "one hop too many",
      stack: ofNodes({ httpTokens: "required", httpPutResponseHopLimit: 3 }),
      options: { maxHops: 2 },
      findings: [hops(3, 2)],
    },
    {
      name: "Karpenter with version 1 and two hops",
      resource: nodeClass({ metadataOptions: { httpTokens: "optional", httpPutResponseHopLimit: 2 } }),
      findings: [
        v1Allowed("", "spec.metadataOptions.httpTokens"),
        hops(2, 1, "spec.metadataOptions.httpPutResponseHopLimit"),
      ],
    },
    {
      name: "a template that an Auto Scaling group of the cluster uses",
      stack: [template(), autoscalingGroup([{ key: "kubernetes.io/cluster/prod", value: "owned" }])],
      findings: [v1Allowed(BY_IMAGE, "metadataOptions")],
    },
    {
      name: "a managed group of Amazon Linux 2 without a template",
      stack: [withImage("AL2_x86_64")],
      findings: [
        {
          ...hops(2, 1, "amiType"),
          message:
            "without a launch template, EKS lets responses of the metadata service travel 2 hops on Amazon Linux 2, so pods can get the node's credentials; use Amazon Linux 2023, or a launch template with httpPutResponseHopLimit 1",
        },
      ],
    },
    {
      name: "a template that two groups use, reported once",
      stack: [...ofNodes(), { ...nodeGroup(["subject"]), name: "others" }],
      findings: [v1Allowed(BY_IMAGE, "metadataOptions")],
    },
  ],
  unknown: [
    {
      name: "a managed group of Bottlerocket without a template",
      stack: [withImage("BOTTLEROCKET_x86_64")],
      undetermined: ["amiType: AWS doesn't say what EKS sets for this image without a launch template"],
    },
    {
      name: "a managed group without a template, whose image is not known yet",
      stack: [withImage(UNKNOWN)],
      undetermined: ["amiType: not known before pulumi up"],
    },
    {
      name: "options that are not known yet",
      stack: ofNodes(UNKNOWN),
      undetermined: ["metadataOptions: not known before pulumi up"],
    },
    {
      name: "tokens that are not known yet",
      resource: nodeClass({ metadataOptions: { httpTokens: UNKNOWN } }),
      undetermined: ["spec.metadataOptions.httpTokens: not known before pulumi up"],
    },
  ],
});
