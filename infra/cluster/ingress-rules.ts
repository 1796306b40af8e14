import type * as aws from "@pulumi/aws";

import type { ClusterSettings } from "../settings/cluster-settings.ts";

type IngressRuleArgs = Omit<aws.vpc.SecurityGroupIngressRuleArgs, "securityGroupId">;

/** Returns the rules of the cluster's security group by which others reach the API endpoint inside the VPC, and the nodes. */
export function ingressRules(
  rules: ClusterSettings["ingress"],
): readonly (readonly [string, IngressRuleArgs])[] {
  return Object.entries(rules).map(([name, rule]) => {
    const { cidr, securityGroupId, port, lastPort = port, protocol } = rule;
    return [
      name,
      {
        ...(cidr === undefined ? {} : { cidrIpv4: cidr }),
        ...(securityGroupId === undefined ? {} : { referencedSecurityGroupId: securityGroupId }),
        ipProtocol: protocol,
        fromPort: port,
        toPort: lastPort,
        description: name,
      },
    ];
  });
}
