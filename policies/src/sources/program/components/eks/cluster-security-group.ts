import type { RemoteComponent } from "../component-model.ts";
import type { Output } from "../output.ts";
import type { Resource } from "../resource.ts";
import type { Options } from "./options.ts";
import { declareAws } from "./sdk.ts";
import { namedTags } from "./tags.ts";

/** Creates the security group of the control plane. Source: pulumi-eks v4.3.0, cluster/cluster.ts, read 2026-11-23. */
export async function createClusterSecurityGroup(
  component: RemoteComponent,
  options: Options,
  vpcId: Output,
): Promise<Resource> {
  const name = `${component.name}-eksClusterSecurityGroup`;
  const group = await declareAws(component, {
    type: "aws:ec2/securityGroup:SecurityGroup",
    name,
    props: {
      vpcId,
      revokeRulesOnDelete: true,
      tags: namedTags(name, options("clusterSecurityGroupTags"), options("tags")),
    },
  });
  await declareAws(component, {
    type: "aws:ec2/securityGroupRule:SecurityGroupRule",
    name: `${component.name}-eksClusterInternetEgressRule`,
    props: {
      description: "Allow internet access.",
      type: "egress",
      fromPort: 0,
      toPort: 0,
      protocol: "-1",
      cidrBlocks: ["0.0.0.0/0"],
      securityGroupId: group.output("id"),
    },
  });
  return group;
}
