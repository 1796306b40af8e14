import type { RemoteComponent } from "../component-model.ts";
import { elementsOf, Output, unknownFrom } from "../output.ts";
import { hasDefaultNodeGroup } from "./cluster-options.ts";
import type { Options } from "./options.ts";
import { declareAws } from "./sdk.ts";
import { createServiceRole } from "./service-role.ts";

/** The roles of a cluster's nodes. */
export interface InstanceRoles {
  /** The roles themselves, as an output of the component. */
  readonly roles: Output;
  readonly arns: Output;
  /** ARN of the role of the default node group; undefined without one. */
  readonly defaultArn: Output | undefined;
}

/**
 * Returns the roles of a cluster's nodes: those of the program, or one that the component creates with an instance profile.
 * Source: pulumi-eks v4.3.0, cluster/cluster.ts, read 2026-11-23.
 */
export async function createInstanceRoles(
  component: RemoteComponent,
  options: Options,
): Promise<InstanceRoles> {
  const given = options("instanceRoles");
  if (given.isSet) {
    return {
      roles: given,
      arns: elementsOf(given.value).length === 0 && Array.isArray(given.value) ? given : unknownFrom(given),
      defaultArn: undefined,
    };
  }
  const role = options("instanceRole");
  if (role.isSet) {
    if (hasDefaultNodeGroup(options)) await createInstanceProfile(component, options, unknownFrom(role));
    return {
      roles: new Output([role.value], role.from),
      arns: unknownFrom(role),
      defaultArn: unknownFrom(role),
    };
  }
  if (!options("createInstanceRole").or(!options("skipDefaultNodeGroup").isSet).isSet) {
    return { roles: new Output([]), arns: new Output([]), defaultArn: undefined };
  }
  const { resolved } = await createServiceRole(component, {
    name: `${component.name}-instanceRole`,
    service: "ec2.amazonaws.com",
    policies: ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly"],
    tags: options("tags"),
  });
  await createInstanceProfile(component, options, resolved);
  return { roles: resolved, arns: resolved, defaultArn: resolved };
}

async function createInstanceProfile(
  component: RemoteComponent,
  options: Options,
  role: Output,
): Promise<void> {
  const existing = options("instanceProfileName").or(options("nodeGroupOptions").get("instanceProfileName"));
  // An existing one is read, not created.
  if (existing.isSet) return;
  await declareAws(component, {
    type: "aws:iam/instanceProfile:InstanceProfile",
    name: `${component.name}-instanceProfile`,
    props: { role },
  });
}
