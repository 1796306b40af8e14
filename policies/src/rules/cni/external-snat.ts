import { CLUSTER } from "../../cluster/aws-types.ts";
import { CNI_TYPES, cniSettings, deciding, stackCniSettings } from "../../cluster/cni-settings.ts";
import { parseGoBoolean } from "../../cluster/cni-variables.ts";
import { defaultRoute } from "../../cluster/default-route.ts";
import { isAutoMode, subnetUses, type SubnetUse } from "../../cluster/node-subnets.ts";
import { reference } from "../../cluster/references.ts";
import { oneOf } from "../../rule/option.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import type { Reading } from "../../rule/view.ts";

const VARIABLE = "AWS_VPC_K8S_CNI_EXTERNALSNAT";

export default defineRule({
  id: "external-snat",
  title: "The VPC CNI leaves address translation to the NAT gateway, where there is one",
  severity: "high",
  article: "External SNAT",
  why: "By default the VPC CNI gives a pod's traffic that leaves the VPC the address of its node. Behind a NAT gateway that is a second translation, and peered networks and VPNs can't open connections to pods. In a public subnet it is the other way round: without the CNI's translation pods have no way out.",
  fix: 'Nodes in private subnets behind a NAT or transit gateway: set AWS_VPC_K8S_CNI_EXTERNALSNAT to "true" where the VPC CNI is configured. Nodes in subnets with a route to an internet gateway: set it to "false", or move the nodes.',
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/external-snat.html",
    "https://github.com/aws/amazon-vpc-cni-k8s#cni-configuration-variables",
  ],
  findings: {
    "not-external": `All nodes are in private subnets, and ${VARIABLE} is not true.`,
    "external-in-public": `A node subnet routes to an internet gateway, and ${VARIABLE} is true.`,
  },
  presets: { baseline: { level: "mandatory" }, strict: { level: "mandatory" } },
  options: {
    nodeSubnets: oneOf(["from-stack", "private", "public"], {
      description:
        "Where the nodes are: in subnets whose routes the stack shows, or, for a stack that configures the VPC CNI of nodes made elsewhere, in private subnets (behind a NAT or transit gateway) or in public ones.",
      default: "from-stack",
    }),
  },
  targets: CNI_TYPES,
  check(resource, { nodeSubnets }, report) {
    if (nodeSubnets === "from-stack") return;
    const value = cniSettings(resource)?.variable(VARIABLE);
    // A Patch leaves alone what it does not set.
    if (!value || value.kind === "undetermined" || (value.kind === "absent" && resource.isPatch)) return;
    if (nodeSubnets === "private" && !isExternal(value)) {
      report("not-external", value, `pods leave with their node's address; ${setTo("true")}`);
    } else if (nodeSubnets === "public" && isExternal(value)) {
      report("external-in-public", value, `pods in public subnets have no way out; ${setTo("false")}`);
    }
  },
  checkStack(stack, { nodeSubnets }, report) {
    if (nodeSubnets !== "from-stack") return;
    const settings = deciding(stackCniSettings(stack), VARIABLE);
    for (const { resource, value } of settings) {
      if (value.kind === "undetermined") continue;
      const nodes = nodesOf(stack, resource);
      if (!nodes) continue;
      const routes = routesOf(stack, nodes);
      const [publicSubnet] = routes.publicSubnets;
      if (publicSubnet) {
        if (isExternal(value)) {
          report(
            "external-in-public",
            value,
            `node subnet "${publicSubnet.name}" routes to an internet gateway, so its pods have no way out; ${setTo("false")}`,
          );
        }
      } else if (routes.gaps.length > 0) {
        for (const { place, reason } of routes.gaps) place.undetermined(reason);
      } else if (routes.areAllPrivate && !isExternal(value)) {
        report(
          "not-external",
          value,
          `all node subnets are private, and pods leave with their node's address; ${setTo("true")}`,
        );
      }
    }
  },
  examples: {
    good: [
      {
        title: "Nodes behind a NAT gateway",
        type: "aws:eks/addon:Addon",
        props: {
          addonName: "vpc-cni",
          configurationValues: '{ "env": { "AWS_VPC_K8S_CNI_EXTERNALSNAT": "true" } }',
        },
        options: { nodeSubnets: "private" },
      },
    ],
    bad: [
      {
        title: "The default, with nodes behind a NAT gateway",
        type: "aws:eks/addon:Addon",
        props: { addonName: "vpc-cni" },
        options: { nodeSubnets: "private" },
      },
    ],
  },
});

function setTo(value: string): string {
  return `set ${VARIABLE} to "${value}"`;
}

/** Not set, or set to no boolean, the CNI takes it for false. */
function isExternal(value: Reading<string>): boolean {
  return value.kind === "known" && parseGoBoolean(value.value) === true;
}
