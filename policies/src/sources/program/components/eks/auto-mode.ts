import type { RemoteComponent } from "../component-model.ts";
import { apply, fieldsOf, type Input, type Output } from "../output.ts";
import type { Options } from "./options.ts";
import { createServiceRole, type ServiceRole } from "./service-role.ts";

/** Creates the role of Auto Mode nodes, if the component does. Source: pulumi-eks v4.3.0, cluster/cluster.ts, read 2026-11-23. */
export async function createAutoModeNodeRole(
  component: RemoteComponent,
  options: Options,
): Promise<ServiceRole | undefined> {
  const autoMode = options("autoMode");
  if (!autoMode.get("enabled").isSet || autoMode.get("createNodeRole").value === false) return undefined;
  return createServiceRole(component, {
    name: `${component.name}-nodeRole`,
    service: "ec2.amazonaws.com",
    policies: ["AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly"],
    tags: options("tags"),
  });
}

/**
 * Returns the properties of the EKS cluster that depend on Auto Mode. AWS accepts either all or none of them, so the component
 * computes all three together: if one is unknown, all are.
 */
export function autoModeConfig(
  options: Options,
  nodeRole: ServiceRole | undefined,
): Readonly<Record<string, Input>> {
  const autoMode = options("autoMode");
  const kubernetesNetworkConfig = networkConfig(options);
  if (!autoMode.get("enabled").isSet) return { kubernetesNetworkConfig };
  const computeConfig = apply(
    [autoMode.get("computeConfig"), nodeRole?.direct.output("arn")],
    (config, nodeRoleArn) => ({
      enabled: true,
      ...(nodeRoleArn === undefined ? {} : { nodeRoleArn }),
      nodePools: ["general-purpose", "system"],
      ...fieldsOf(config),
    }),
  );
  const together = apply([computeConfig, kubernetesNetworkConfig], (compute, network) => ({
    computeConfig: compute,
    storageConfig: { blockStorage: { enabled: true } },
    kubernetesNetworkConfig: network,
  }));
  const part = (key: string): Output => apply([together], (config) => fieldsOf(config)[key]);
  return {
    computeConfig: part("computeConfig"),
    storageConfig: part("storageConfig"),
    kubernetesNetworkConfig: part("kubernetesNetworkConfig"),
  };
}

function networkConfig(options: Options): Output | undefined {
  const [range, ipFamily] = [options("kubernetesServiceIpAddressRange"), options("ipFamily")];
  const autoMode = options("autoMode").get("enabled");
  if (!range.isSet && !ipFamily.isSet && !autoMode.isSet) return undefined;
  return apply([range, ipFamily.or("ipv4")], (serviceIpv4Cidr, family) => ({
    ...(family === "ipv4" && serviceIpv4Cidr !== undefined ? { serviceIpv4Cidr } : {}),
    ipFamily: family,
    ...(autoMode.isSet ? { elasticLoadBalancing: { enabled: true } } : {}),
  }));
}
