import { z } from "zod";

/** Settings of the add-ons. */
export type AddonSettings = z.output<typeof addonSettings>;

/** Add-ons without which a cluster is not fit for production. */
const ALWAYS = [
  "aws-ebs-csi-driver",
  "coredns",
  "eks-node-monitoring-agent",
  "eks-pod-identity-agent",
  "kube-proxy",
  "metrics-server",
  "vpc-cni",
] as const;

/** Add-ons that a platform may want. Names: EKS user guide, "AWS add-ons" and "Community add-ons", read 2026-11. */
const OPTIONAL = [
  "amazon-cloudwatch-observability",
  "aws-efs-csi-driver",
  "cert-manager",
  "external-dns",
  "kube-state-metrics",
  "prometheus-node-exporter",
  "snapshot-controller",
] as const;

/** Name of an add-on that a stack may ask for. */
export type OptionalAddon = (typeof OPTIONAL)[number];

/** Name of an add-on that the platform installs. */
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
        "Version of each add-on. Without one, EKS takes its default for the Kubernetes version, and the output `pins` has the lines that keep it.",
      ),
    optional: z
      .array(z.enum(OPTIONAL))
      .refine((names) => new Set(names).size === names.length, "expected each add-on once")
      .default([])
      .describe("Add-ons beside those that every cluster gets."),
    hostedZoneIds: z
      .array(
        z
          .string()
          .regex(/^Z[A-Z0-9]{5,31}$/, "expected the id of a Route 53 hosted zone, such as Z0123456789ABC"),
      )
      .default([])
      .describe(
        "Route 53 zones that external-dns may write to, and cert-manager for its DNS challenges; no other.",
      ),
    dnsReplicas: z
      .strictObject({ min: z.int().min(2).max(1000).default(3), max: z.int().min(2).max(1000).default(20) })
      .refine(({ min, max }) => min <= max, "expected min to be max or less")
      .prefault({})
      .describe(
        "CoreDNS pods. Three outlive the loss of a zone with one to spare; the autoscaler adds more with nodes and cores.",
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
        refuse(["versions", addon], version, `expected ${addon} among addons.optional, or no version`);
    }
    if (optional.includes("external-dns") && hostedZoneIds.length === 0)
      refuse(["hostedZoneIds"], hostedZoneIds, "expected the zones that external-dns may write to");
    if (hostedZoneIds.length > 0 && !optional.includes("external-dns") && !optional.includes("cert-manager"))
      refuse(["hostedZoneIds"], hostedZoneIds, "expected none without external-dns or cert-manager");
  });
