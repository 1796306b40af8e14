import { CLUSTER } from "../../cluster/aws-types.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

export default defineRule({
  id: "auth-mode-api",
  title: "Access to the cluster is managed with access entries",
  severity: "high",
  frameworks: { "cis-eks-1.8": ["4.1.7"] },
  article: "IAM authentication",
  why: "In CONFIG_MAP mode, a single ConfigMap decides who has access: a typo in aws-auth locks everyone out, nodes included, and the cluster's creator remains an administrator without being listed anywhere. Access entries are resources that AWS validates, lists, and logs.",
  fix: "Set accessConfig.authenticationMode to API. AWS rejects a direct change from CONFIG_MAP to API: set API_AND_CONFIG_MAP first, create an access entry for each entry in aws-auth, and then set API. You can't change it back. bootstrapClusterCreatorAdminPermissions can't be changed later without a new cluster: on an existing cluster, delete the creator's access entry instead.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/setting-up-access-entries.html",
    "https://docs.aws.amazon.com/eks/latest/best-practices/cluster-access-management.html",
  ],
  findings: {
    "config-map": "authenticationMode is CONFIG_MAP, which is the default.",
    both: "authenticationMode is API_AND_CONFIG_MAP, which is meant for migrations only.",
    "creator-admin":
      "Whoever creates the cluster becomes its administrator, which is the default; in CONFIG_MAP mode, nothing else is possible.",
  },
  presets: {
    baseline: { level: "advisory" },
    // The step toward API and a property that can't be changed later never block a deployment.
    strict: { level: "mandatory", advisory: ["both", "creator-admin"] },
  },
  options: {},
  targets: [CLUSTER],
  check(cluster, _options, report) {
    const mode = cluster.oneOf(
      ["API", "API_AND_CONFIG_MAP", "CONFIG_MAP"],
      "accessConfig.authenticationMode",
    );
    const passes = text`set API_AND_CONFIG_MAP, move aws-auth to access entries, then set API`;
    if (mode.kind === "absent" || (mode.kind === "known" && mode.value === "CONFIG_MAP")) {
      const found =
        mode.kind === "absent"
          ? text`authenticationMode is not set, which means CONFIG_MAP`
          : text`authenticationMode is ${mode}`;
      report("config-map", mode, { found, passes });
      // EKS refuses false in this mode: "bootstrapClusterCreatorAdminPermissions must be true if cluster authentication mode is set
      // to CONFIG_MAP" (2025-05, https://github.com/upbound/configuration-aws-eks/pull/130).
      return;
    }
    if (mode.kind === "known" && mode.value === "API_AND_CONFIG_MAP") {
      report("both", mode, {
        found: text`authenticationMode is ${mode}, so the ConfigMap aws-auth still grants access`,
        passes: text`set API when aws-auth is empty`,
      });
    }
    // In CONFIG_MAP mode, which an unknown one may be, EKS refuses false.
    if (mode.kind === "undetermined") return;
    const admin = cluster.boolean("accessConfig.bootstrapClusterCreatorAdminPermissions");
    if (admin.kind === "absent" || (admin.kind === "known" && admin.value)) {
      report("creator-admin", admin, {
        found:
          admin.kind === "absent"
            ? text`bootstrapClusterCreatorAdminPermissions is not set, which means true`
            : text`bootstrapClusterCreatorAdminPermissions is true`,
        passes: text`set it to false in a new cluster, and create access entries for administrators`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "A cluster with access managed by access entries only",
        type: CLUSTER,
        props: {
          name: "shop",
          roleArn: "arn:aws:iam::123456789012:role/shop-cluster",
          accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
          vpcConfig: { subnetIds: ["subnet-0a1", "subnet-0b2"] },
        },
      },
    ],
    bad: [
      {
        title: "A cluster with access managed by aws-auth",
        type: CLUSTER,
        props: {
          name: "shop",
          roleArn: "arn:aws:iam::123456789012:role/shop-cluster",
          accessConfig: { authenticationMode: "CONFIG_MAP" },
          vpcConfig: { subnetIds: ["subnet-0a1", "subnet-0b2"] },
        },
      },
      {
        title: "A cluster whose creator is its administrator",
        type: CLUSTER,
        props: {
          name: "shop",
          roleArn: "arn:aws:iam::123456789012:role/shop-cluster",
          accessConfig: { authenticationMode: "API" },
          vpcConfig: { subnetIds: ["subnet-0a1", "subnet-0b2"] },
        },
      },
    ],
  },
});
