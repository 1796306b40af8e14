import type { RemoteComponent } from "../component-model.ts";
import { fieldsOf, type Input, type Output } from "../output.ts";
import type { Resource } from "../resource.ts";
import { declareAws } from "./sdk.ts";

/**
 * Creates access entries, named by their keys, and their policy associations. Source: pulumi-eks v4.3.0,
 * cluster/authenticationMode.ts, read 2026-11-23.
 */
export async function createAccessEntries(
  component: RemoteComponent,
  cluster: Resource,
  entries: Output,
): Promise<readonly Resource[]> {
  const resources: Resource[] = [];
  for (const key of Object.keys(fieldsOf(entries.value))) {
    resources.push(await createAccessEntry(component, cluster, key, entries.get(key)));
  }
  return resources;
}

/** Creates the entry that grants the component's own nodes access. */
export function createNodeAccessEntry(
  component: RemoteComponent,
  cluster: Resource,
  principalArn: Output,
): Promise<Resource> {
  return declareEntry(component, cluster, "defaultNodeGroupInstanceRole", {
    principalArn,
    type: "EC2_LINUX",
  });
}

async function createAccessEntry(
  component: RemoteComponent,
  cluster: Resource,
  key: string,
  entry: Output,
): Promise<Resource> {
  const principalArn = entry.get("principalArn");
  const resource = await declareEntry(component, cluster, key, {
    principalArn,
    kubernetesGroups: entry.get("kubernetesGroups"),
    tags: entry.get("tags"),
    type: entry.get("type"),
    userName: entry.get("username"),
  });
  const policies = entry.get("accessPolicies");
  for (const policyKey of Object.keys(fieldsOf(policies.value))) {
    const policy = policies.get(policyKey);
    await declareAws(component, {
      type: "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
      name: `${component.name}-${key}-${policyKey}`,
      props: {
        accessScope: policy.get("accessScope"),
        principalArn,
        policyArn: policy.get("policyArn"),
        clusterName: cluster.output("name"),
      },
      parent: resource,
      dependsOn: [resource],
    });
  }
  return resource;
}

function declareEntry(
  component: RemoteComponent,
  cluster: Resource,
  key: string,
  props: Readonly<Record<string, Input>>,
): Promise<Resource> {
  return declareAws(component, {
    type: "aws:eks/accessEntry:AccessEntry",
    name: `${component.name}-${key}`,
    props: { ...props, clusterName: cluster.output("name") },
    dependsOn: [cluster],
  });
}
