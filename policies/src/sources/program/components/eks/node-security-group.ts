import type { RemoteComponent } from "../component-model.ts";
import { apply, textOf, type Input, type Output } from "../output.ts";
import type { Resource } from "../resource.ts";
import { declareAws } from "./sdk.ts";
import { namedTags } from "./tags.ts";

interface NodeSecurityGroupOptions {
  readonly vpcId: Output;
  readonly clusterSecurityGroupId: Output;
  readonly clusterName: Output;
  /** Later ones take precedence. */
  readonly tags: readonly Output[];
}

/** The security group of nodes, and the rule that allows them to reach the control plane. */
export interface NodeSecurityGroup {
  readonly group: Resource;
  readonly clusterIngressRule: Resource;
}

/** Creates the security group of nodes and its rules. Source: pulumi-eks v4.3.0, nodes/securitygroup.ts, read 2026-11-23. */
export async function createNodeSecurityGroup(
  component: RemoteComponent,
  { vpcId, clusterSecurityGroupId, clusterName, tags }: NodeSecurityGroupOptions,
): Promise<NodeSecurityGroup> {
  const name = `${component.name}-nodeSecurityGroup`;
  const ownership = apply([clusterName], (cluster) => ({
    [`kubernetes.io/cluster/${textOf(cluster)}`]: "owned",
  }));
  const group = await declareAws(component, {
    type: "aws:ec2/securityGroup:SecurityGroup",
    name,
    props: { vpcId, revokeRulesOnDelete: true, tags: namedTags(name, ownership, ...tags) },
  });
  const rule = (suffix: string, props: Readonly<Record<string, Input>>): Promise<Resource> =>
    declareAws(component, {
      type: "aws:ec2/securityGroupRule:SecurityGroupRule",
      name: `${component.name}-${suffix}`,
      props: { securityGroupId: group.output("id"), ...props },
    });
  await rule("eksNodeIngressRule", {
    description: "Allow nodes to communicate with each other",
    type: "ingress",
    ...ports(0, 0, "-1"),
    self: true,
  });
  await rule("eksNodeClusterIngressRule", {
    description: "Allow worker Kubelets and pods to receive communication from the cluster control plane",
    type: "ingress",
    ...ports(1025, 65535, "tcp"),
    sourceSecurityGroupId: clusterSecurityGroupId,
  });
  await rule("eksExtApiServerClusterIngressRule", {
    description:
      "Allow pods running extension API servers on port 443 to receive communication from cluster control plane",
    type: "ingress",
    ...ports(443, 443, "tcp"),
    sourceSecurityGroupId: clusterSecurityGroupId,
  });
  await rule("eksNodeInternetEgressRule", {
    description: "Allow internet access.",
    type: "egress",
    ...ports(0, 0, "-1"),
    cidrBlocks: ["0.0.0.0/0"],
  });
  const clusterIngressRule = await rule("eksClusterIngressRule", {
    description: "Allow pods to communicate with the cluster API Server",
    type: "ingress",
    ...ports(443, 443, "tcp"),
    securityGroupId: clusterSecurityGroupId,
    sourceSecurityGroupId: group.output("id"),
  });
  return { group, clusterIngressRule };
}

function ports(fromPort: number, toPort: number, protocol: string): Readonly<Record<string, Input>> {
  return { fromPort, toPort, protocol };
}
