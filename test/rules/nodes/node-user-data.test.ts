import { stringify } from "yaml";

import { UNKNOWN } from "../../../policies/src/rule/property-value.ts";
import nodeUserData from "../../../policies/src/rules/nodes/node-user-data.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { groupWithTemplate, selfManagedGroup } from "./node-resources.ts";
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

/** A NodeConfig of a node that EKS does not configure. */
const WITH_CLUSTER = stringify({
  apiVersion: "node.eks.aws/v1alpha1",
  kind: "NodeConfig",
  spec: {
    cluster: {
      name: "prod",
      apiServerEndpoint: "https://example.com",
      certificateAuthority: "Y2E=",
      cidr: "10.100.0.0/16",
    },
  },
});
/** A launch template that leaves the AMI to EKS. */
const merged = (userData: string) => launchTemplate(userData, { imageId: undefined });
const group = (amiType?: string) => groupWithTemplate("subject", { amiType });
const noCluster = (missing: string, path = "userData.spec.cluster") => ({
  key: "no-cluster",
  level: "mandatory" as const,
  path,
  message: `the NodeConfig has ${missing} of the cluster, so the nodes never join; set them in spec.cluster`,
});
const otherFormat = (found: string, passes: string) => ({
  key: "other-format",
  level: "mandatory" as const,
  path: "userData",
  message: `EKS refuses the user data, which is not ${found}; ${passes}`,
});
const notMime = otherFormat("a MIME document", "put it into a part of a MIME document");
const nothing = {
  key: "nothing",
  level: "advisory" as const,
  path: "userData",
  message:
    "nothing tells the nodes which cluster to join, unless the AMI does; set user data with a NodeConfig that has spec.cluster, or remove imageId",
};

ruleTester(nodeUserData, {
  valid: [
    { name: "an AMI, and a NodeConfig with the cluster", stack: [launchTemplate(WITH_CLUSTER), group()] },
    {
      name: "an AMI, and a script that writes a NodeConfig next to it",
      stack: [
        launchTemplate(
          multipart(
            ["text/cloud-boothook", "cp cluster.yaml /etc/eks/nodeadm.d/"],
            [NODE_CONFIG, nodeConfig({ maxPods: 58 })],
          ),
        ),
        group(),
      ],
    },
    {
      name: "no AMI, and a NodeConfig to which EKS adds the cluster",
      stack: [merged(multipart([NODE_CONFIG, nodeConfig({ maxPods: 58 })])), group("AL2023_x86_64_STANDARD")],
    },
    { name: "no AMI, and a NodeConfig on its own", stack: [merged(nodeConfig({ maxPods: 58 })), group()] },
    { name: "no AMI and no user data", stack: [merged(""), group()] },
    {
      name: "no AMI, and a script in a MIME document",
      stack: [merged(multipart(["text/x-shellscript", "#!/bin/sh"])), group()],
    },
    {
      name: "no AMI, and bootstrap.sh on Amazon Linux 2",
      stack: [
        merged(multipart(["text/x-shellscript", bootstrapScript("--max-pods=58")])),
        group("AL2_x86_64"),
      ],
    },
    {
      name: "no AMI, and Bottlerocket's settings",
      stack: [merged("[settings.kubernetes]\nmax-pods = 58\n"), group("BOTTLEROCKET_x86_64")],
    },
    {
      name: "Windows without an AMI",
      stack: [merged("<powershell>\nGet-Date\n</powershell>"), group("WINDOWS_CORE_2022_x86_64")],
    },
    {
      name: "Karpenter with a MIME document that ends with an opening boundary, as in its examples",
      resource: nodeClass({ userData: multipart([NODE_CONFIG, nodeConfig({})]).replace("--//--", "--//") }),
    },
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
      name: "an AMI, and a NodeConfig without the cluster",
      stack: [launchTemplate(nodeConfig({ maxPods: 58 })), group()],
      findings: [noCluster("no name, no apiServerEndpoint, no certificateAuthority, no cidr")],
    },
    {
      name: "self-managed nodes of two groups, and a NodeConfig without the service block",
      stack: [
        launchTemplate(WITH_CLUSTER.replace(/ *cidr:.*\n/, "")),
        selfManagedGroup(),
        selfManagedGroup("subject", "others"),
      ],
      findings: [noCluster("no cidr")],
    },
    { name: "an AMI and no user data", stack: [launchTemplate(), group()], findings: [nothing] },
    {
      name: "an AMI and empty user data, under strict",
      stack: [launchTemplate(""), selfManagedGroup()],
      preset: "strict",
      findings: [{ ...nothing, level: "mandatory" }],
    },
    {
      name: "no AMI, and a bare script",
      stack: [merged("#!/bin/bash\nyum update -y\n"), group()],
      findings: [notMime],
    },
    {
      name: "no AMI, and Bottlerocket's settings for Amazon Linux 2023",
      stack: [merged("[settings.kubernetes]\nmax-pods = 58\n"), group("AL2023_ARM_64_STANDARD")],
      findings: [notMime],
    },
    {
      name: "no AMI, and a NodeConfig for Bottlerocket",
      stack: [merged(nodeConfig({ maxPods: 20 })), group("BOTTLEROCKET_x86_64")],
      findings: [otherFormat("in the format of Bottlerocket", "use TOML")],
    },
    {
      name: "no AMI, and bootstrap.sh on Amazon Linux 2023",
      stack: [
        merged(multipart(["text/x-shellscript", bootstrapScript("--max-pods=58")])),
        group("AL2023_x86_64_STANDARD"),
      ],
      findings: [
        {
          key: "no-bootstrap-script",
          level: "advisory",
          path: "userData",
          message:
            "the user data runs bootstrap.sh, which Amazon Linux 2023 does not have, so what it sets is lost; set it in a NodeConfig",
        },
      ],
    },
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
      name: "no AMI, and an image that is not known yet",
      stack: [merged("#!/bin/bash\nyum update -y\n"), group(UNKNOWN)],
      undetermined: ["amiType: not known before pulumi up"],
    },
    {
      name: "an AMI, and a NodeConfig with a part that is not known yet",
      stack: [launchTemplate(multipart([NODE_CONFIG, nodeConfig({})], [NODE_CONFIG, UNKNOWN])), group()],
      undetermined: ["userData: not known before pulumi up"],
    },
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
