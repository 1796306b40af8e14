import type { RemoteComponent } from "../component-model.ts";
import { holdsUnknown, unknownFrom, type Output } from "../output.ts";
import type { Resource } from "../resource.ts";
import type { Options } from "./options.ts";
import { declareAws } from "./sdk.ts";
import { createServiceRole } from "./service-role.ts";

interface FargateOptions {
  readonly options: Options;
  readonly clusterName: Output;
  readonly clusterSubnetIds: Output;
  readonly awsAuth: Resource | undefined;
}

/** Makes the Fargate profile, if one is asked for. Source: pulumi-eks v4.3.0, cluster/cluster.ts, read 2026-11-23. */
export async function createFargateProfile(
  component: RemoteComponent,
  { options, clusterName, clusterSubnetIds, awsAuth }: FargateOptions,
): Promise<Resource | undefined> {
  const fargate = options("fargate");
  // The plugin makes it inside an `apply` on this option, so a preview in which it is unknown does not show it.
  if (!fargate.isSet || holdsUnknown(fargate.value)) return undefined;
  const podExecutionRoleArn = fargate.get("podExecutionRoleArn");
  const subnetIds = fargate.get("subnetIds");
  const selectors = fargate.get("selectors");
  return declareAws(component, {
    type: "aws:eks/fargateProfile:FargateProfile",
    name: profileName(component.name),
    props: {
      clusterName,
      podExecutionRoleArn: podExecutionRoleArn.isSet
        ? podExecutionRoleArn
        : await createPodExecutionRole(component, options),
      selectors: selectors.isSet ? selectors : [{ namespace: "default" }, { namespace: "kube-system" }],
      // Which of them are private is looked up in their route tables.
      subnetIds: unknownFrom(subnetIds.isSet ? subnetIds : clusterSubnetIds),
    },
    ...(awsAuth === undefined ? {} : { dependsOn: [awsAuth] }),
  });
}

async function createPodExecutionRole(component: RemoteComponent, options: Options): Promise<Output> {
  const role = await createServiceRole(component, {
    name: `${component.name}-podExecutionRole`,
    service: "eks-fargate-pods.amazonaws.com",
    policies: ["AmazonEKSFargatePodExecutionRolePolicy"],
    tags: options("tags"),
  });
  return role.resolved;
}

/** EKS reserves names that start with "eks-". */
function profileName(name: string): string {
  return name === "eks" || /^eks-/i.test(name)
    ? `${name.replace("-", "_")}fargateProfile`
    : `${name}-fargateProfile`;
}
