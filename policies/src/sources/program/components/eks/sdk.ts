import type { RemoteComponent } from "../component-model.ts";
import { declare, type Declaration, type Resource } from "../resource.ts";

/**
 * The versions of the package that the models hold for. They are recorded with 4.3.0; the source of the component since 4.0.0
 * (2025-07-22) differs only in options that the SDK of the version doesn't have, in the versions of its own SDKs, and in the service principals
 * of roles in China.
 */
export const EKS_VERSIONS = { package: "@pulumi/eks", from: "4.0.0", to: "4.3.0" };

/**
 * The versions that the models of node groups hold for: in 3.8.1, the source in `nodes` differs only in how it looks up AMIs, and in
 * the versions of its own SDKs.
 */
export const NODE_GROUP_VERSIONS = { ...EKS_VERSIONS, from: "3.8.1" };

// Versions of the SDKs in the plugin, which determine the default providers; recorded with pulumi-eks 4.3.0 on 2026-11-23.
const AWS_VERSION = "7.25.0";
const KUBERNETES_VERSION = "4.21.1";

/** Registers an AWS resource with the version of the plugin's SDK. */
export function declareAws(component: RemoteComponent, declaration: Declaration): Promise<Resource> {
  return declare(component, { ...declaration, version: AWS_VERSION });
}

/** Registers a Kubernetes resource or provider with the version of the plugin's SDK. */
export function declareKubernetes(component: RemoteComponent, declaration: Declaration): Promise<Resource> {
  return declare(component, { ...declaration, version: KUBERNETES_VERSION });
}
