import { UNKNOWN } from "../../../policies/src/rule/property-value.ts";
import nodeUserData from "../../../policies/src/rules/nodes/node-user-data.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { bootstrapScript, launchTemplate, multipart, nodeClass, nodeConfig } from "./user-data.ts";

const LAUNCH_CONFIGURATION = "aws:ec2/launchConfiguration:LaunchConfiguration";
const NODE_CONFIG = "application/node.eks.aws";
const NO_NODE_CONFIG =
  "the user data has a part that should be a NodeConfig but isn't, so the nodes never join; use YAML with apiVersion node.eks.aws/v1alpha1 and kind NodeConfig";
const unreadable = (message: string, path = "userData") => ({
  key: "unreadable",
  level: "mandatory" as const,
  path,
  message,
});

ruleTester(nodeUserData, {
  valid: [
    { name: "no user data", resource: launchTemplate() },
    { name: "empty user data", resource: launchTemplate("") },
    { name: "a NodeConfig", resource: launchTemplate(nodeConfig({ maxPods: 58 })) },
    {
      name: "a NodeConfig next to a script",
      resource: launchTemplate(
        multipart(["text/x-shellscript", "#!/bin/sh"], [NODE_CONFIG, nodeConfig({ maxPods: 58 })]),
      ),
    },
    { name: "Bottlerocket's settings", resource: launchTemplate("[settings.kubernetes]\nmax-pods = 58\n") },
    { name: "a script", resource: launchTemplate(bootstrapScript("--max-pods=58")) },
    { name: "user data of an instance that isn't part of EKS", resource: launchTemplate("#cloud-config\n{") },
    { name: "Windows", resource: launchTemplate("<powershell>\nGet-Date\n</powershell>") },
    {
      name: "a launch configuration with plain text",
      resource: { type: LAUNCH_CONFIGURATION, props: { userData: nodeConfig({}) } },
    },
    { name: "Karpenter with plain text", resource: nodeClass({ userData: nodeConfig({}) }) },
  ],
  invalid: [
    {
      name: "a NodeConfig that isn't YAML",
      resource: launchTemplate(nodeConfig({ maxPods: 58 }).replace("config:", "config: {")),
      findings: [unreadable(NO_NODE_CONFIG)],
    },
    {
      name: "two invalid parts, reported once",
      resource: launchTemplate(multipart([NODE_CONFIG, "{"], [NODE_CONFIG, "kind: Pod"])),
      findings: [unreadable(NO_NODE_CONFIG)],
    },
    {
      name: "plain text in a launch template",
      resource: { type: "aws:ec2/launchTemplate:LaunchTemplate", props: { userData: nodeConfig({}) } },
      findings: [unreadable("the user data is not Base64, so the nodes never join; encode it in Base64")],
    },
    {
      name: "plain text in the Base64 of a launch configuration",
      resource: { type: LAUNCH_CONFIGURATION, props: { userDataBase64: "#!/bin/sh" } },
      findings: [
        unreadable(
          "the user data is not Base64, so the nodes never join; encode it in Base64",
          "userDataBase64",
        ),
      ],
    },
    {
      name: "Karpenter with invalid TOML",
      resource: nodeClass({ userData: "[settings.kubernetes]\nmax-pods: 58\n" }),
      findings: [
        unreadable(
          "the user data has Bottlerocket settings that aren't valid TOML, so the nodes never join; use TOML",
          "spec.userData",
        ),
      ],
    },
    {
      name: "a document that is cut off",
      resource: launchTemplate(multipart([NODE_CONFIG, nodeConfig({})]).replace("--//--", "")),
      findings: [
        unreadable(
          "the user data is a MIME document without a closing boundary, so the nodes never join; end it with the boundary between two pairs of dashes",
        ),
      ],
    },
    {
      name: "more than EC2 takes",
      resource: launchTemplate("#".repeat(16_385)),
      findings: [
        unreadable(
          "the user data is larger than EC2 accepts, so the nodes never join; keep it within 16384 bytes, compressed with gzip if necessary",
        ),
      ],
    },
    {
      name: "half an archive",
      resource: launchTemplate("H4sIAAAAAAAAAw=="),
      findings: [
        unreadable(
          "the user data is a corrupt gzip archive, or larger than 256 KiB uncompressed, so the nodes never join; compress it again",
        ),
      ],
    },
  ],
  unknown: [
    {
      name: "a part that is not known yet",
      resource: launchTemplate(multipart([NODE_CONFIG, nodeConfig({})], [NODE_CONFIG, UNKNOWN])),
      undetermined: ["userData: not known before pulumi up"],
    },
    {
      name: "user data from values that are not known yet",
      resource: launchTemplate(undefined, { userData: UNKNOWN }),
      undetermined: ["userData: not known before pulumi up"],
    },
    {
      name: "user data that isn't a string",
      resource: launchTemplate(undefined, { userData: 1 }),
      undetermined: ["userData: expected a string"],
    },
  ],
});
