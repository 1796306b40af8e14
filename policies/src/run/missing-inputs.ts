import { CLUSTER, LAUNCH_CONFIGURATION, LAUNCH_TEMPLATE, NODE_GROUP } from "../cluster/aws-types.ts";

/** A property of a resource that a component of @pulumi/eks creates but has no input for. */
export interface MissingInput {
  readonly rule: string;
  /** The rule's findings that the property fixes. */
  readonly findings: readonly string[];
  /** The components without the input. */
  readonly components: readonly ("Cluster" | "ManagedNodeGroup" | "NodeGroup" | "NodeGroupV2")[];
  /** The resource that has the property. */
  readonly type: string;
  readonly property: string;
  /** The property as TypeScript, in an object literal that begins with all other `props`. */
  readonly code: string;
}

/**
 * Every property that a rule requires and that these components have no input for. Source: type declarations of @pulumi/eks 4.3.0,
 * read 2026-11-28; a test fails when a component gets the input.
 */
export const MISSING_INPUTS: readonly MissingInput[] = [
  {
    rule: "auth-mode-api",
    findings: ["creator-admin"],
    components: ["Cluster"],
    type: CLUSTER,
    property: "bootstrapClusterCreatorAdminPermissions",
    code: "accessConfig: { ...props.accessConfig, bootstrapClusterCreatorAdminPermissions: false }",
  },
  {
    rule: "zonal-shift",
    findings: ["off"],
    components: ["Cluster"],
    type: CLUSTER,
    property: "zonalShiftConfig",
    code: "zonalShiftConfig: { enabled: true }",
  },
  {
    rule: "node-auto-repair",
    findings: ["off"],
    components: ["ManagedNodeGroup"],
    type: NODE_GROUP,
    property: "nodeRepairConfig",
    code: "nodeRepairConfig: { enabled: true }",
  },
  {
    rule: "imdsv2",
    findings: ["v1-allowed", "too-many-hops"],
    components: ["Cluster", "ManagedNodeGroup", "NodeGroupV2"],
    type: LAUNCH_TEMPLATE,
    property: "metadataOptions",
    code: 'metadataOptions: { ...props.metadataOptions, httpTokens: "required", httpPutResponseHopLimit: 1 }',
  },
  {
    rule: "imdsv2",
    findings: ["v1-allowed", "too-many-hops"],
    components: ["NodeGroup"],
    type: LAUNCH_CONFIGURATION,
    property: "metadataOptions",
    code: 'metadataOptions: { ...props.metadataOptions, httpTokens: "required", httpPutResponseHopLimit: 1 }',
  },
  {
    rule: "node-root-volume",
    findings: ["not-encrypted"],
    components: ["ManagedNodeGroup"],
    type: LAUNCH_TEMPLATE,
    property: "encrypted",
    // With diskSize, the component's launch template has this mapping only.
    code: 'blockDeviceMappings: [{ ...props.blockDeviceMappings[0], ebs: { ...props.blockDeviceMappings[0].ebs, encrypted: "true" } }]',
  },
];

/** Returns how to set what a finding requires if the resource's component has no input for it; undefined if it has. */
export function missingInputNote(rule: string, finding: string, urn: string): string | undefined {
  const [type, parent] = (urn.split("::")[2] ?? "").split("$").reverse();
  const missing = MISSING_INPUTS.find(
    (each) => each.rule === rule && each.findings.includes(finding) && each.type === type,
  );
  const component = missing?.components.find((each) => parent === `eks:index:${each}`);
  if (!missing || component === undefined) return undefined;
  return `eks.${component} has no input for ${missing.property}: set it in its resource options with ${transformCode(missing)}`;
}

/** Returns the resource option that sets the property, as TypeScript in one line. */
export function transformCode({ type, code }: MissingInput): string {
  return `transforms: [({ type, props, opts }) => (type === "${type}" ? { props: { ...props, ${code} }, opts } : undefined)]`;
}
