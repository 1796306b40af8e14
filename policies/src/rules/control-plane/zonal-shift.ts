import { CLUSTER } from "../../cluster/aws-types.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

export default defineRule({
  id: "zonal-shift",
  title: "AWS can shift traffic away from a zone that fails",
  severity: "low",
  article: "Limited availability",
  why: "A zone that partly fails keeps its pods ready while requests to them time out. With zonal shift, a single call, or AWS itself, stops new pods on its nodes and traffic to its endpoints.",
  fix: "Set zonalShiftConfig.enabled to true, and make sure that the other zones have room for the pods of a lost zone, CoreDNS first.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/zone-shift.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/zone-shift-enable.html",
  ],
  findings: { off: "zonalShiftConfig.enabled is not true; the default is false." },
  presets: { baseline: { level: "disabled" }, strict: { level: "advisory" } },
  options: {},
  remediates: "Sets zonalShiftConfig.enabled to true.",
  targets: [CLUSTER],
  check(cluster, _options, report) {
    // A cluster on an Outpost has no second zone.
    if (cluster.isSet("outpostConfig")) return;
    const enabled = cluster.boolean("zonalShiftConfig.enabled");
    if (enabled.kind === "absent" || (enabled.kind === "known" && !enabled.value)) {
      report("off", enabled, {
        found:
          enabled.kind === "absent"
            ? text`zonal shift is not set, which means off`
            : text`zonal shift is off`,
        passes: text`set zonalShiftConfig.enabled to true`,
        set: true,
      });
    }
  },
  examples: {
    good: [
      {
        title: "A cluster with zonal shift",
        type: CLUSTER,
        props: {
          name: "shop",
          roleArn: "arn:aws:iam::123456789012:role/shop-cluster",
          vpcConfig: { subnetIds: ["subnet-0a1", "subnet-0b2"] },
          zonalShiftConfig: { enabled: true },
        },
      },
    ],
    bad: [
      {
        title: "A cluster with the defaults",
        type: CLUSTER,
        props: {
          name: "shop",
          roleArn: "arn:aws:iam::123456789012:role/shop-cluster",
          vpcConfig: { subnetIds: ["subnet-0a1", "subnet-0b2"] },
        },
      },
    ],
  },
});
