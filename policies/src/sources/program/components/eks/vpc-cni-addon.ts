import {
  isPropertyObject,
  type PropertyObject,
  type PropertyValue,
} from "../../../../rule/property-value.ts";
import type { RemoteComponent } from "../component-model.ts";
import { apply, fieldsOf, type Output } from "../output.ts";
import { declare, type Resource } from "../resource.ts";
import { createAddon } from "./addon.ts";
import { optionsIn, type Options } from "./options.ts";
import { declareKubernetes } from "./sdk.ts";
import { vpcCniEnvironment } from "./vpc-cni-environment.ts";

interface VpcCniOptions {
  readonly options: Options;
  readonly clusterName: Output;
  readonly kubernetesProvider: Resource;
  /** Resources that must grant nodes and users access first: access entries, aws-auth. */
  readonly access: readonly Resource[];
}

/**
 * Creates the VPC CNI add-on, unless EKS provides its own. Source: pulumi-eks v4.3.0, addons/cni-addon.ts and
 * cluster/cluster.ts, read 2026-11-23.
 */
export async function createVpcCni(
  component: RemoteComponent,
  { options, clusterName, kubernetesProvider, access }: VpcCniOptions,
): Promise<void> {
  const useDefault = options("useDefaultVpcCni").or(options("autoMode").get("enabled"));
  if (useDefault.isSet) return;
  const own = optionsIn(options("vpcCniOptions"));
  const name = `${component.name}-vpc-cni`;
  const parent = await declare(component, {
    type: "eks:index:VpcCniAddon",
    name,
    custom: false,
    dependsOn: access,
  });
  await createVpcCniAddon(component, {
    name,
    options: own,
    clusterName,
    tags: options("tags"),
    parent,
    kubernetesProvider,
  });
}

interface VpcCniAddonOptions {
  readonly name: string;
  readonly options: Options;
  readonly clusterName: Output;
  readonly tags: Output;
  /** @defaultValue the component */
  readonly parent?: Resource;
  /** @defaultValue the component's provider, or the default provider */
  readonly kubernetesProvider?: Resource;
}

/** Creates the VPC CNI add-on with the component's options for it. */
export async function createVpcCniAddon(
  component: RemoteComponent,
  { name, options, clusterName, tags, ...placement }: VpcCniAddonOptions,
): Promise<Resource> {
  const { env, initEnv } = vpcCniEnvironment(options);
  const addon = await createAddon(component, {
    name,
    addonName: "vpc-cni",
    clusterName,
    version: options("addonVersion"),
    configurationValues: apply(
      [env, initEnv, options("enableNetworkPolicy"), options("configurationValues")],
      mergedConfiguration,
    ),
    options,
    tags,
    serviceAccountRoleArn: options("serviceAccountRoleArn"),
    ...(placement.parent ? { parent: placement.parent } : {}),
  });
  const privileged = options("securityContextPrivileged");
  if (privileged.isSet) await patchDaemonSet(component, name, { privileged, addon, ...placement });
  return addon;
}

/** Returns the configuration values; those that the program sets in `configurationValues` override its options. */
function mergedConfiguration(
  env: PropertyValue,
  initEnv: PropertyValue,
  enableNetworkPolicy: PropertyValue,
  configurationValues: PropertyValue,
): PropertyObject {
  const own = fieldsOf(configurationValues);
  const networkPolicy =
    enableNetworkPolicy === undefined ? {} : { enableNetworkPolicy: enableNetworkPolicy ? "true" : "false" };
  const init = isPropertyObject(own["init"]) ? own["init"] : {};
  const ownInitEnv = init["env"];
  return {
    ...networkPolicy,
    ...own,
    env: { ...fieldsOf(env), ...fieldsOf(own["env"]) },
    init: {
      ...init,
      // Anything other than an object in init.env replaces the options' variables.
      env:
        "env" in init && !isPropertyObject(ownInitEnv)
          ? ownInitEnv
          : { ...fieldsOf(initEnv), ...fieldsOf(ownInitEnv) },
    },
  };
}

interface DaemonSetPatch {
  readonly privileged: Output;
  readonly addon: Resource;
  readonly parent?: Resource;
  readonly kubernetesProvider?: Resource;
}

async function patchDaemonSet(
  component: RemoteComponent,
  name: string,
  { privileged, addon, parent, kubernetesProvider }: DaemonSetPatch,
): Promise<void> {
  const container = { name: "aws-node", securityContext: { privileged } };
  await declareKubernetes(component, {
    type: "kubernetes:apps/v1:DaemonSetPatch",
    name,
    props: {
      apiVersion: "apps/v1",
      kind: "DaemonSet",
      metadata: {
        name: "aws-node",
        namespace: "kube-system",
        annotations: { "pulumi.com/patchForce": "true" },
      },
      spec: { template: { spec: { containers: [container] } } },
    },
    ...(parent ? { parent } : {}),
    ...(kubernetesProvider ? { provider: kubernetesProvider } : {}),
    dependsOn: [addon],
  });
}
