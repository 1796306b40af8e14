import type { PolicyStatement } from "../roles.ts";

/**
 * Returns the permissions that external-dns needs for the records of these zones. They replace AmazonRoute53FullAccess, which
 * the add-on suggests.
 * Source: EKS user guide, "Community add-ons", 2026-08.
 */
export function dnsRecords(partition: string, zoneIds: readonly string[]): readonly PolicyStatement[] {
  return [
    {
      Action: ["route53:ChangeResourceRecordSets", "route53:ListResourceRecordSets"],
      Resource: zones(partition, zoneIds),
    },
    { Action: ["route53:ListHostedZones"], Resource: ["*"] },
  ];
}

/**
 * Returns the permissions that cert-manager needs to prove that it controls these zones: it can write challenges and no other
 * record, such as one for mail.
 * Sources: cert-manager documentation, "Route53", 2026-08; Route 53 developer guide, "Using IAM policy conditions for fine-grained
 * access control", 2026-11; the condition on the name is that of kOps (kubernetes/kops#16412).
 */
export function certificateChallenges(
  partition: string,
  zoneIds: readonly string[],
): readonly PolicyStatement[] {
  const Resource = zones(partition, zoneIds);
  return [
    {
      Action: ["route53:ChangeResourceRecordSets"],
      Resource,
      Condition: {
        "ForAllValues:StringEquals": { "route53:ChangeResourceRecordSetsRecordTypes": ["TXT"] },
        "ForAllValues:StringLike": {
          "route53:ChangeResourceRecordSetsNormalizedRecordNames": ["_acme-challenge.*"],
        },
      },
    },
    { Action: ["route53:ListResourceRecordSets"], Resource },
    { Action: ["route53:GetChange"], Resource: [`arn:${partition}:route53:::change/*`] },
    { Action: ["route53:ListHostedZonesByName"], Resource: ["*"] },
  ];
}

function zones(partition: string, zoneIds: readonly string[]): readonly string[] {
  return zoneIds.map((id) => `arn:${partition}:route53:::hostedzone/${id}`);
}
