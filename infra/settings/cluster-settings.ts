import { isSupportedVersion, OLDEST_SUPPORTED_VERSION } from "productionproof-eks-policies/facts";
import { z } from "zod";

import { accessEntry } from "./access-entry.ts";
import { ingressRule } from "./ingress-rule.ts";
import { ipv4Block, name, policyArn } from "./value-schemas.ts";

/** The settings of the cluster. */
export type ClusterSettings = z.output<typeof clusterSettings>;

/** The retention periods that CloudWatch Logs accepts. Source: PutRetentionPolicy, API reference, read 2026-11. */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** Addresses that never come from the internet: RFC 1918, 1122, 3927, 5771 and 6598. */
const NOT_PUBLIC =
  /^(0|10|127|169\.254|172\.(1[6-9]|2\d|3[01])|192\.168|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])|2[2-5]\d)\./;

const publicBlock = ipv4Block("an IPv4 block of /16 or smaller, such as 203.0.113.0/24", {
  shortest: 16,
  longest: 32,
}).refine(
  (cidr) => !NOT_PUBLIC.test(cidr),
  "expected public addresses: AWS rejects private ones, which reach the endpoint inside the VPC",
);

/** The private blocks that EKS accepts for services. Source: CreateCluster, API reference, read 2026-11. */
const PRIVATE = /^(10|172\.(1[6-9]|2\d|3[01])|192\.168)\./;

const serviceBlock = ipv4Block("an IPv4 block from /12 to /24, such as 172.20.0.0/16", {
  shortest: 12,
  longest: 24,
}).refine(
  (cidr) => PRIVATE.test(cidr),
  "expected a block inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16: EKS accepts no other",
);

export const clusterSettings = z.strictObject({
  name: name.describe("The name of the cluster, fixed so that it is known before the cluster is created."),
  version: z
    .string('expected a Kubernetes version in quotes, such as "1.36"')
    .refine(
      isSupportedVersion,
      `expected a version that EKS supports, in quotes: "${OLDEST_SUPPORTED_VERSION}" or newer`,
    )
    .describe(
      "The Kubernetes version, such as 1.36. It has no default: a default that moves with this program would update clusters.",
    ),
  supportType: z
    .enum(["STANDARD", "EXTENDED"])
    .default("STANDARD")
    .describe(
      "What EKS does at the end of a version's standard support: update the cluster (STANDARD), or charge six times as much for it (EXTENDED).",
    ),
  publicAccessCidrs: z
    .array(publicBlock)
    .max(40)
    .default([])
    .describe(
      "The blocks that can reach the API endpoint from the internet. If empty, the endpoint can be reached only from inside the VPC.",
    ),
  ingress: z
    .record(name, ingressRule)
    .default({})
    .describe(
      "Who else reaches the API endpoint inside the VPC, and the nodes: rules of the cluster's security group, by a name of your choice. A VPN or a peered VPC needs one.",
    ),
  serviceCidr: serviceBlock
    .default("172.20.0.0/16")
    .describe(
      "The block of Kubernetes service addresses, outside the VPC and the networks that it is connected to. Changing it requires a new cluster.",
    ),
  accessEntries: z
    .record(name, accessEntry)
    .default({})
    .describe(
      "Who can use the cluster, by a name of your choice. Creating the cluster doesn't make anyone its administrator, so if this is empty, nobody can use it.",
    ),
  logRetentionDays: z
    .literal(LOG_RETENTION_DAYS)
    .default(90)
    .describe(
      "The retention of control plane logs and flow logs. The default, a quarter, covers the time that it usually takes to notice an intrusion.",
    ),
  deletionProtection: z
    .boolean()
    .default(true)
    .describe(
      "While this is true, AWS and Pulumi reject the deletion of the cluster, and Pulumi that of its network, key and the add-ons that every cluster has. Node pools, optional add-ons and optional endpoints can be removed.",
    ),
  controlPlaneTier: z
    .enum(["standard", "tier-xl", "tier-2xl", "tier-4xl", "tier-8xl"])
    .optional()
    .describe(
      "The capacity of the control plane. EKS scales the standard tier, which a new cluster has, with the load; a provisioned tier is available before a burst arrives, and is charged by the hour.",
    ),
  eventTtlMinutes: z
    .int()
    .min(10)
    .max(60)
    .optional()
    .describe(
      "How long Kubernetes keeps events. The EKS default is 60 minutes; with many CronJobs, a shorter time keeps etcd small.",
    ),
  zonalShift: z
    .boolean()
    .optional()
    .describe(
      "Lets AWS and you shift traffic away from an impaired zone. If unset, on in commercial regions and in China, for which AWS lists it.",
    ),
  permissionsBoundary: policyArn
    .optional()
    .describe("The permissions boundary of every role that the program creates."),
  nodeGroupQuota: z
    .int()
    .min(30)
    .default(30)
    .describe(
      "The account's quota of managed node groups in a cluster. Raise it here after AWS has raised it.",
    ),
  oidcProvider: z
    .boolean()
    .default(false)
    .describe(
      "Creates an IAM OIDC provider for pods that assume roles through their service account (IRSA). Pod Identity, which is always installed, doesn't need one.",
    ),
});
