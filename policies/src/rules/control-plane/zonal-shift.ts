import { CLUSTER } from "../../cluster/aws-types.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

export default defineRule({
  id: "zonal-shift",
  title: "AWS may move traffic out of a zone that fails",
  severity: "low",
  article: "Limited availability",
  why: "A zone that half fails keeps its pods ready while requests to them time out. With zonal shift its nodes get no more pods and its endpoints no more traffic, by one call or by AWS itself.",
  fix: "Set zonalShiftConfig.enabled to true, and see that the other zones have room for the pods of one that is gone, CoreDNS first.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/zone-shift.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/zone-shift-enable.html",
  ],
  findings: { off: "zonalShiftConfig.enabled is not true; absent, it is false." },
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
        title: "A cluster out of whose zones AWS may move traffic",
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
        title: "A cluster by the defaults",
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
