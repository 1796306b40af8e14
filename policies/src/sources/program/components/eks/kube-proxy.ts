import type { RemoteComponent } from "../component-model.ts";
import type { Output } from "../output.ts";
import { createAddon } from "./addon.ts";
import { optionsIn, type Options } from "./options.ts";

/** Creates the kube-proxy add-on, unless it is disabled. Source: pulumi-eks v4.3.0, cluster/cluster.ts, read 2026-11-23. */
export async function createKubeProxy(
  component: RemoteComponent,
  options: Options,
  clusterName: Output,
): Promise<void> {
  const own = optionsIn(options("kubeProxyAddonOptions"));
  const autoMode = options("autoMode").get("enabled").isSet;
  if (!own("enabled").or(!autoMode).isSet) return;
  await createAddon(component, {
    name: `${component.name}-kube-proxy`,
    addonName: "kube-proxy",
    clusterName,
    version: own("version"),
    configurationValues: own("configurationValues"),
    options: own,
    tags: options("tags"),
  });
}
