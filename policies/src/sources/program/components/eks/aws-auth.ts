import { stringify } from "yaml";

import type { PropertyObject, PropertyValue } from "../../../../rule/property-value.ts";
import type { RemoteComponent } from "../component-model.ts";
import { apply, elementsOf, fieldsOf, type Output } from "../output.ts";
import type { Resource } from "../resource.ts";
import type { Options } from "./options.ts";
import { declareKubernetes } from "./sdk.ts";

interface AwsAuthOptions {
  readonly options: Options;
  /** ARNs of the roles of nodes. */
  readonly instanceRoleArns: Output;
  readonly kubernetesProvider: Resource;
}

/**
 * Creates the aws-auth ConfigMap, which maps IAM roles and users to Kubernetes ones. Source: pulumi-eks v4.3.0,
 * cluster/authenticationMode.ts and cluster/cluster.ts, read 2026-11-23.
 */
export function createAwsAuth(
  component: RemoteComponent,
  { options, instanceRoleArns, kubernetesProvider }: AwsAuthOptions,
): Promise<Resource> {
  const userMappings = options("userMappings");
  return declareKubernetes(component, {
    type: "kubernetes:core/v1:ConfigMap",
    name: `${component.name}-nodeAccess`,
    props: {
      apiVersion: "v1",
      kind: "ConfigMap",
      immutable: false,
      metadata: {
        name: "aws-auth",
        namespace: "kube-system",
        annotations: { "pulumi.com/patchForce": "true" },
      },
      data: {
        mapRoles: apply([options("roleMappings"), instanceRoleArns], (mappings, arns) =>
          mappingYaml("rolearn", "roleArn", [...elementsOf(mappings), ...elementsOf(arns).map(nodeMapping)]),
        ),
        mapUsers: userMappings.isSet
          ? apply([userMappings], (mappings) => mappingYaml("userarn", "userArn", elementsOf(mappings)))
          : undefined,
      },
    },
    provider: kubernetesProvider,
  });
}

function nodeMapping(roleArn: PropertyValue): PropertyObject {
  return {
    roleArn,
    username: "system:node:{{EC2PrivateDNSName}}",
    groups: ["system:bootstrappers", "system:nodes"],
  };
}

function mappingYaml(arnKey: string, arnOption: string, mappings: readonly PropertyValue[]): string {
  return stringify(
    mappings.map(fieldsOf).map((mapping) => ({
      [arnKey]: mapping[arnOption],
      username: mapping["username"],
      groups: mapping["groups"],
    })),
  );
}
