// The policy documents of a platform: one text for each role, key and endpoint.
import {
  isPartlyKnown,
  isUnknown,
  UNKNOWN,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import type { SourceResource } from "../../../policies/src/sources/source.ts";

/** A statement, with lists in place of single values. */
export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditionKeys: readonly string[];
}

/** The documents of a role, a key or an endpoint. */
export interface PolicyDocuments {
  /** What has them, without the cluster's name: `vpc-cni`. */
  readonly name: string;
  readonly text: string;
  /** The statements of all its documents, but not of AWS managed policies. */
  readonly statements: readonly Statement[];
}

interface PolicyDocument {
  readonly Statement: readonly {
    readonly Action: string | readonly string[];
    readonly Resource?: string | readonly string[];
    readonly Condition?: Readonly<Record<string, object>>;
  }[];
}

/** Returns the documents of all roles, keys and endpoints that a stack plans. */
export function documentsOf(resources: readonly SourceResource[]): readonly PolicyDocuments[] {
  const cluster = resources.find(({ type }) => type === "aws:eks/cluster:Cluster")?.props["name"];
  if (typeof cluster !== "string") throw new Error("the stack has no cluster");
  const ofType = (type: string) => resources.filter((one) => one.type === type);
  const owners = [
    ...ofType("aws:iam/role:Role"),
    ...ofType("aws:kms/key:Key"),
    ...ofType("aws:ec2/vpcEndpoint:VpcEndpoint"),
  ];
  return owners.flatMap((owner) => {
    const isOwners = ({ propertyDependencies }: SourceResource) =>
      propertyDependencies["role"]?.includes(owner.urn) === true;
    const parts = {
      trust: document(owner.props["assumeRolePolicy"]),
      managed: [
        ...((owner.props["managedPolicyArns"] ?? []) as readonly string[]),
        ...ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
          .filter(isOwners)
          .map(({ props }) => props["policyArn"]),
      ].sort(),
      permissions: ofType("aws:iam/rolePolicy:RolePolicy")
        .filter(isOwners)
        .map(({ props }) => document(props["policy"])),
      policy: document(owner.props["policy"]),
    };
    const documents = [parts.trust, ...parts.permissions, parts.policy].filter((one) => one !== undefined);
    if (documents.length === 0) return [];
    const text = JSON.stringify(parts, undefined, 2)
      .replaceAll(UNKNOWN, "(known after creation)")
      .replaceAll(cluster, "CLUSTER");
    return { name: nameOf(owner, cluster), text: `${text}\n`, statements: documents.flatMap(statementsOf) };
  });
}

/** The roles of all node pools are the same. */
function nameOf({ urn, name, type }: SourceResource, cluster: string): string {
  if (urn.includes("productionproof:nodes:NodePool")) return "node";
  const own = name === cluster ? "" : name.replace(`${cluster}-`, "");
  const [, , kind = ""] = type.split(/[/:]/);
  return own === "" ? kind : kind === "vpcEndpoint" ? `endpoint-${own}` : own;
}

function document(value: PropertyValue): PolicyDocument | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string" || (isUnknown(value) && !isPartlyKnown(value)))
    throw new Error("a policy document isn't known before its resource is created");
  return JSON.parse(value) as PolicyDocument;
}

function statementsOf({ Statement }: PolicyDocument): readonly Statement[] {
  return Statement.map(({ Action, Resource = [], Condition = {} }) => ({
    actions: [Action].flat(),
    resources: [Resource].flat(),
    conditionKeys: Object.values(Condition).flatMap((keys) => Object.keys(keys)),
  }));
}
