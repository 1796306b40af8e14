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

/** Creates the Fargate profile, if one is requested. Source: pulumi-eks v4.3.0, cluster/cluster.ts, read 2026-11-23. */
export async function createFargateProfile(
  component: RemoteComponent,
  { options, clusterName, clusterSubnetIds, awsAuth }: FargateOptions,
): Promise<Resource | undefined> {
  const fargate = options("fargate");
  // The plugin creates it in an `apply` on this option, so a preview doesn't show it if the option is unknown.
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
      // The plugin looks up in their route tables which of them are private.
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

/** Returns a name that EKS accepts; names that start with "eks-" are reserved. */
function profileName(name: string): string {
  return name === "eks" || /^eks-/i.test(name)
    ? `${name.replace("-", "_")}fargateProfile`
    : `${name}-fargateProfile`;
}
