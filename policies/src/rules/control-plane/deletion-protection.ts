import { CLUSTER } from "../../cluster/aws-types.ts";
import { matchesGlob } from "../../rule/glob.ts";
import { names } from "../../rule/option.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

export default defineRule({
  id: "deletion-protection",
  title: "Nobody can delete a production cluster by accident",
  severity: "medium",
  why: "A renamed resource, a wrong stack, or a change that replaces the cluster deletes it with everything that runs on it. With deletion protection, AWS rejects the request, whoever sends it and with whatever tool.",
  fix: "Set deletionProtection to true, and also Pulumi's protect option, which stops the update before anything else is deleted.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/deletion-protection.html",
    "https://www.pulumi.com/docs/iac/concepts/options/protect/",
  ],
  findings: { off: "deletionProtection is not true; the default is false." },
  presets: { baseline: { level: "disabled" }, strict: { level: "advisory" } },
  options: {
    stacks: names({
      description: "Names of the stacks whose clusters must be protected.",
      default: ["*prod*"],
    }),
  },
  remediates: "Sets deletionProtection to true.",
  targets: [CLUSTER],
  check(cluster, { stacks }, report) {
    if (!stacks.some((pattern) => matchesGlob(pattern, stackName(cluster.urn)))) return;
    const isProtected = cluster.boolean("deletionProtection");
    if (isProtected.kind === "absent" || (isProtected.kind === "known" && !isProtected.value)) {
      report("off", isProtected, {
        found:
          isProtected.kind === "absent"
            ? text`deletionProtection is not set, which means false`
            : text`deletionProtection is false`,
        passes: text`set it to true`,
        set: true,
      });
    }
  },
  examples: {
    good: [
      {
        title: "A cluster with deletion protection",
        type: CLUSTER,
        props: {
          name: "shop",
          roleArn: "arn:aws:iam::123456789012:role/shop-cluster",
          deletionProtection: true,
          vpcConfig: { subnetIds: ["subnet-0a1", "subnet-0b2"] },
        },
        options: { stacks: ["*"] },
      },
    ],
    bad: [
      {
        title: "A cluster without deletion protection",
        type: CLUSTER,
        props: {
          name: "shop",
          roleArn: "arn:aws:iam::123456789012:role/shop-cluster",
          vpcConfig: { subnetIds: ["subnet-0a1", "subnet-0b2"] },
        },
        options: { stacks: ["*"] },
      },
    ],
  },
});

/** Returns the stack's name from a URN: `prod` of `urn:pulumi:prod::shop::…`. */
function stackName(urn: string): string {
  return urn.split("::", 1)[0]?.split(":")[2] ?? "";
}
