import type { RemoteComponent } from "../component-model.ts";
import { apply, unknownFrom } from "../output.ts";
import type { Resource } from "../resource.ts";
import type { Options } from "./options.ts";
import { declareKubernetes } from "./sdk.ts";

/** Creates the Kubernetes provider of the component. Source: pulumi-eks v4.3.0, cluster/cluster.ts, read 2026-11-23. */
export function createKubernetesProvider(
  component: RemoteComponent,
  options: Options,
  cluster: Resource,
): Promise<Resource> {
  const mutable = options("enableConfigMapMutable");
  return declareKubernetes(component, {
    type: "pulumi:providers:kubernetes",
    name: `${component.name}-eks-k8s`,
    props: {
      kubeconfig: unknownFrom(cluster.output("endpoint"), options("providerCredentialOpts")),
      // Provider settings are JSON.
      enableConfigMapMutable:
        mutable.value === undefined ? undefined : apply([mutable], (value) => JSON.stringify(value)),
    },
  });
}
