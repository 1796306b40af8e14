import { z } from "zod";

/** The settings of the add-ons. */
export type AddonSettings = z.output<typeof addonSettings>;

/** Add-ons that every production cluster needs. */
const ALWAYS = [
  "aws-ebs-csi-driver",
  "coredns",
  "eks-node-monitoring-agent",
  "eks-pod-identity-agent",
  "kube-proxy",
  "metrics-server",
  "vpc-cni",
] as const;

/** Add-ons that a stack can enable. Names: EKS user guide, "AWS add-ons" and "Community add-ons", read 2026-11. */
const OPTIONAL = [
  "amazon-cloudwatch-observability",
  "aws-efs-csi-driver",
  "cert-manager",
  "external-dns",
  "kube-state-metrics",
  "prometheus-node-exporter",
  "snapshot-controller",
] as const;

/** The name of an add-on that a stack can enable. */
export type OptionalAddon = (typeof OPTIONAL)[number];

/** The name of an add-on that the platform installs. */
export type AddonName = (typeof ALWAYS)[number] | OptionalAddon;

export const addonSettings = z
  .strictObject({
    versions: z
      .partialRecord(
        z.enum([...ALWAYS, ...OPTIONAL].toSorted()),
        z
          .string()
          .regex(
            /^v\d+\.\d+\.\d+-eksbuild\.\d+$/,
            "expected a version of the add-on, such as v1.2.3-eksbuild.1",
          ),
      )
      .default({})
      .describe(
        "The version of each add-on. If unset, EKS uses its default for the Kubernetes version, and the output `pins` has the lines that pin it.",
      ),
    optional: z
      .array(z.enum(OPTIONAL))
      .refine((names) => new Set(names).size === names.length, "expected each add-on once")
      .default([])
      .describe("Add-ons to install in addition to those that every cluster gets."),
    hostedZoneIds: z
      .array(
        z
          .string()
          .regex(/^Z[A-Z0-9]{5,31}$/, "expected the ID of a Route 53 hosted zone, such as Z0123456789ABC"),
      )
      .default([])
      .describe(
        "The only Route 53 zones that external-dns can write to, and cert-manager for its DNS challenges. external-dns marks its records with the cluster's name, and changes no others.",
      ),
    ebsEncryptionByDefault: z
      .boolean()
      .default(true)
      .describe(
        "All new EBS volumes of the account in this region are encrypted, and so are those of every StorageClass. It stays on when the stack is destroyed. Turn it off here if another team owns the account's setting.",
      ),
    networkPolicies: z
      .boolean()
      .default(true)
      .describe("The VPC CNI enforces NetworkPolicies. Without this, they are accepted and have no effect."),
    podSecurityGroups: z
      .boolean()
      .default(false)
      .describe(
        "Pods that a SecurityGroupPolicy selects have security groups of their own. Every node keeps a network interface for them, and t types have none.",
      ),
    dnsReplicas: z
      .strictObject({ min: z.int().min(2).max(1000).default(3), max: z.int().min(2).max(1000).default(20) })
      .refine(({ min, max }) => min <= max, "expected min to be less than or equal to max")
      .prefault({})
      .describe(
        "The number of CoreDNS pods. Three survive the loss of a zone with one to spare; the autoscaler adds more as nodes and cores are added.",
      ),
  })
  .check((context) => {
    const { versions, optional, hostedZoneIds } = context.value;
    const wanted: readonly string[] = [...ALWAYS, ...optional];
    const refuse = (path: string[], input: unknown, message: string): void => {
      context.issues.push({ code: "custom", input, path, message });
    };
    for (const [addon, version] of Object.entries(versions)) {
      if (!wanted.includes(addon))
        refuse(["versions", addon], version, `expected ${addon} in addons.optional, or no version`);
    }
    if (optional.includes("external-dns") && hostedZoneIds.length === 0)
      refuse(["hostedZoneIds"], hostedZoneIds, "expected the zones that external-dns can write to");
    if (hostedZoneIds.length > 0 && !optional.includes("external-dns") && !optional.includes("cert-manager"))
      refuse(["hostedZoneIds"], hostedZoneIds, "expected none without external-dns or cert-manager");
  });
