import type { RemoteComponent } from "../component-model.ts";
import { apply, fieldsOf, holdsUnknown, type Output } from "../output.ts";
import type { Resource } from "../resource.ts";
import { createAddon } from "./addon.ts";
import { optionsIn, type Options } from "./options.ts";

/**
 * Creates the CoreDNS add-on, if it is requested or if there are nodes to run it. Source: pulumi-eks v4.3.0,
 * cluster/cluster.ts, read 2026-11-23.
 */
export async function createCoredns(
  component: RemoteComponent,
  options: Options,
  clusterName: Output,
  fargateProfile: Resource | undefined,
): Promise<void> {
  const own = optionsIn(options("corednsAddonOptions"));
  const fargate = options("fargate");
  // The plugin decides in an `apply` on this option.
  if (holdsUnknown(fargate.value) || !isWanted(options, own, fargate)) return;
  const configurationValues = own("configurationValues");
  await createAddon(component, {
    name: `${component.name}-coredns`,
    addonName: "coredns",
    clusterName,
    version: own("version"),
    configurationValues: fargate.isSet
      ? apply([configurationValues], (values) => ({ computeType: "Fargate", ...fieldsOf(values) }))
      : configurationValues,
    options: own,
    tags: options("tags"),
    ...(fargateProfile === undefined ? {} : { dependsOn: [fargateProfile] }),
  });
}

function isWanted(options: Options, own: Options, fargate: Output): boolean {
  if (own("enabled").value === true || own("configurationValues").isSet) return true;
  const hasNodes =
    fargate.isSet || !options("skipDefaultNodeGroup").isSet || options("autoMode").get("enabled").isSet;
  return hasNodes && own("enabled").or(true).isSet;
}
