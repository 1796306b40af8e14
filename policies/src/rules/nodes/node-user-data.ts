import { nodeGroups } from "../../cluster/nodes/node-groups.ts";
import { nodeUserData, userDataDocument, USER_DATA_TYPES } from "../../cluster/nodes/node-user-data.ts";
import {
  MAX_USER_DATA_BYTES,
  type UserData,
  type UserDataProblem,
} from "../../cluster/nodes/user-data/user-data.ts";
import { runsWindows } from "../../cluster/nodes/windows.ts";
import type { Absent, Known } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import { joined, text, type Text } from "../../rule/text.ts";

export default defineRule({
  id: "node-user-data",
  title: "Nodes can read their user data",
  severity: "critical",
  tags: ["nodeadm", "bottlerocket", "launch-template"],
  why: "A node reads its user data once, when it starts. If it can't, the instance runs but never joins the cluster: a node group fails half an hour later, and a rolling update replaces good nodes with broken ones.",
  fix: "For Amazon Linux 2023, use a NodeConfig in YAML as a MIME part of type application/node.eks.aws, and end the MIME document with --boundary--. If the launch template specifies an AMI, or the nodes are self-managed, EKS adds nothing: spec.cluster needs name, apiServerEndpoint, certificateAuthority and cidr. For Bottlerocket, use TOML. In a launch template, encode all of it in Base64.",
  references: [
    "https://awslabs.github.io/amazon-eks-ami/nodeadm/",
    "https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html#launch-template-user-data",
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html",
  ],
  findings: {
    unreadable: "A node can't read its user data, or part of it.",
    "no-cluster": "EKS adds nothing to the user data, and its NodeConfig lacks details of the cluster.",
    "other-format":
      "EKS can't merge the user data with its own: it is in a format of another operating system.",
    nothing: "EKS adds nothing to the user data of a launch template with an AMI, and there is none.",
    "no-bootstrap-script": "The user data runs bootstrap.sh, which Amazon Linux 2023 does not have.",
  },
  presets: {
    baseline: { level: "mandatory", advisory: ["nothing", "no-bootstrap-script"] },
    strict: { level: "mandatory" },
  },
  options: {},
  targets: USER_DATA_TYPES,
  check(resource, _, report) {
    const userData = nodeUserData(resource);
    if (userData.kind !== "known") return;
    for (const problem of new Set(userData.value.problems)) {
      report("unreadable", userData, {
        found: text`the user data ${problem}, so the nodes never join`,
        passes: passing(problem),
      });
    }
    if (!userData.value.isWhole) resource.at(userData.path).undetermined("not known before pulumi up");
  },
  checkStack(stack, _, report) {
    const judged = new Set<string>();
    for (const group of nodeGroups(stack)) {
      const { resource, launchTemplate, isManaged } = group;
      if (!launchTemplate || runsWindows(stack, resource)) continue;
      const isMerged = isManaged && !launchTemplate.isSet("imageId");
      const userData = nodeUserData(launchTemplate);
      const identity = `${launchTemplate.urn} ${String(isMerged)}`;
      // What it does that is unknown or unreadable is recorded or reported for the template.
      if (userData.kind === "undetermined" || judged.has(identity)) continue;
      if (userData.kind === "known" && (!userData.value.isWhole || userData.value.problems.length > 0))
        continue;
      judged.add(identity);
      if (isMerged) judgeMerged(resource, userData, report);
      else judgeAlone(launchTemplate, userData, report);
    }
  },
  examples: {
    good: [
      {
        title: "A NodeConfig for Amazon Linux 2023",
        type: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
        props: {
          spec: {
            userData: `apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  kubelet:
    config:
      containerLogMaxFiles: 5
`,
          },
        },
      },
    ],
    bad: [
      {
        title: "A NodeConfig with a wrongly indented line",
        type: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
        props: {
          spec: {
            userData: `apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  kubelet:
    config:
        containerLogMaxSize: 10Mi
      containerLogMaxFiles: 5
`,
          },
        },
      },
      {
        title: "A launch template with user data in plain text",
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        props: { imageId: "ami-0abcdef1234567890", userData: "[settings.kubernetes]\nmax-pods = 58\n" },
      },
    ],
  },
});

/** Judges user data to which EKS adds nothing, so that it must tell the nodes which cluster to join. */
function judgeAlone(
  template: ResourceView,
  userData: Known<UserData> | Absent,
  report: Report<"no-cluster" | "nothing">,
): void {
  if (userData.kind === "absent" || userData.value.formats.length === 0) {
    report("nothing", userData, {
      found: text`nothing tells the nodes which cluster to join, unless the AMI does`,
      passes: text`set user data with a NodeConfig that has spec.cluster, or remove imageId`,
    });
    return;
  }
  const { formats, scripts } = userData.value;
  // A script may write another NodeConfig into this folder.
  if (!formats.includes("NodeConfig") || scripts.some((script) => script.includes("/etc/eks/nodeadm.d")))
    return;
  const document = userDataDocument(template);
  const cluster = document.kind === "known" ? document.value.at("spec.cluster") : undefined;
  const missing = CLUSTER_DETAILS.filter((name) => cluster && !cluster.isSet(name));
  if (missing.length > 0) {
    report("no-cluster", cluster ?? userData, {
      found: text`the NodeConfig has no ${joined(missing, ", no ")} of the cluster, so the nodes never join`,
      passes: text`set them in spec.cluster`,
    });
  }
}

/** What a NodeConfig must have. Source: amazon-eks-ami, nodeadm/internal/api/validation.go, 2026-07. */
const CLUSTER_DETAILS = ["name", "apiServerEndpoint", "certificateAuthority", "cidr"] as const;

/**
 * Judges user data that EKS merges with its own: MIME for Amazon Linux, TOML for Bottlerocket. Of a NodeConfig that is not in a MIME
 * document, the guide says both that it can and that it can't be merged.
 *
 * Sources: Amazon EKS user guide, "Customize managed nodes with launch templates", 2024-12; "User data was not in the MIME
 * multipart format": terraform-aws-modules/terraform-aws-eks#1875, 2022-02.
 */
function judgeMerged(
  group: ResourceView,
  userData: Known<UserData> | Absent,
  report: Report<"other-format" | "no-bootstrap-script">,
): void {
  if (userData.kind === "absent") return;
  const { formats, scripts, isMultipart } = userData.value;
  const amiType = group.string("amiType");
  if (formats.length === 0 || amiType.kind === "undetermined") return;
  const isBottlerocket = amiType.kind === "known" && amiType.value.startsWith("BOTTLEROCKET_");
  if (isBottlerocket) {
    if (isMultipart || formats.some((format) => format !== "Bottlerocket")) {
      report("other-format", userData, {
        found: text`EKS refuses the user data, which is not in the format of Bottlerocket`,
        passes: text`use TOML`,
      });
    }
  } else if (!isMultipart && !formats.includes("NodeConfig")) {
    report("other-format", userData, {
      found: text`EKS refuses the user data, which is not a MIME document`,
      passes: text`put it into a part of a MIME document`,
    });
  } else if (!(amiType.kind === "known" && amiType.value.startsWith("AL2_"))) {
    if (scripts.some((script) => script.includes("/etc/eks/bootstrap.sh"))) {
      report("no-bootstrap-script", userData, {
        found: text`the user data runs bootstrap.sh, which Amazon Linux 2023 does not have, so what it sets is lost`,
        passes: text`set it in a NodeConfig`,
      });
    }
  }
}

function passing(problem: UserDataProblem): Text {
  switch (problem) {
    case "is not Base64":
      return text`encode it in Base64`;
    case "is larger than EC2 accepts":
      return text`keep it within ${MAX_USER_DATA_BYTES} bytes, compressed with gzip if necessary`;
    case "is a corrupt gzip archive, or larger than 256 KiB uncompressed":
      return text`compress it again`;
    case "is a MIME document without a closing boundary":
      return text`end it with the boundary between two pairs of dashes`;
    case "has a part that should be a NodeConfig but isn't":
      return text`use YAML with apiVersion node.eks.aws/v1alpha1 and kind NodeConfig`;
    case "has Bottlerocket settings that aren't valid TOML":
      return text`use TOML`;
  }
}
