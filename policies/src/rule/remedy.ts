// Resources that no rule changes automatically: a change replaces them or the nodes that are created from them. Their findings
// describe the fix in words.
const DISRUPTIVE = [
  "aws:autoscaling/group:Group",
  "aws:ec2/instance:Instance",
  "aws:ec2/launchConfiguration:LaunchConfiguration",
  "aws:ec2/launchTemplate:LaunchTemplate",
  "aws:ec2/natGateway:NatGateway",
  "aws:ec2/subnet:Subnet",
  "aws:ec2/vpc:Vpc",
  "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation",
  "aws:eks/fargateProfile:FargateProfile",
  "aws:eks/nodeGroup:NodeGroup",
];

/** @throws Error if a rule that remediates targets a resource that must not be changed automatically. */
export function rejectDisruptiveTargets(rule: string, targets: Iterable<string>): void {
  const refused = [...targets].filter((type) => DISRUPTIVE.includes(type));
  if (refused.length > 0) {
    throw new Error(
      `the rule ${rule} can't remediate ${refused.join(", ")}: a change would replace it or its nodes; only describe the fix`,
    );
  }
}
