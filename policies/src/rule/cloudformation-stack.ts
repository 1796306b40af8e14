import { parseDocument } from "./document.ts";
import { isPropertyObject, isUnknown, Secret, UNKNOWN, type PropertyValue } from "./property-value.ts";
import type { ResourcePart } from "./resource-view.ts";

const STACK = "aws:cloudformation/stack:Stack";
const GROUP = "aws:autoscaling/group:Group";
const LAUNCH_CONFIGURATION = "aws:ec2/launchConfiguration:LaunchConfiguration";

/**
 * Returns the Auto Scaling groups in the template of a CloudFormation stack, with the properties that the Pulumi resource has.
 * `eks.NodeGroup` of `@pulumi/eks`, and a cluster's default nodes up to version 2, are such stacks.
 *
 * A template that is unknown is taken for one group if it contains the name of a launch configuration, which only an Auto Scaling
 * group can use.
 *
 * @param dependencies URNs that the template depends on. @defaultValue none
 */
export function groupsOfTemplate(
  { type, value, ...stack }: ResourcePart,
  dependencies: readonly string[] = [],
): readonly ResourcePart[] {
  const props = type === STACK ? revealed(value) : undefined;
  if (!isPropertyObject(props)) return [];
  const { templateBody } = props;
  const isSecret = value instanceof Secret || templateBody instanceof Secret;
  const group = (properties: PropertyValue, path: readonly string[]): ResourcePart => ({
    ...stack,
    type: GROUP,
    value: isSecret ? new Secret(properties) : properties,
    segments: ["templateBody", ...path],
  });
  const text = revealed(templateBody);
  const resources = typeof text === "string" ? parseDocument(text)?.["Resources"] : undefined;
  if (isPropertyObject(resources)) {
    return Object.entries(resources).flatMap(([id, resource]) =>
      isPropertyObject(resource) && resource["Type"] === "AWS::AutoScaling::AutoScalingGroup"
        ? [group(asPulumi(resource["Properties"] ?? {}), ["Resources", id, "Properties"])]
        : [],
    );
  }
  const isOfGroup = dependencies.some(
    (urn) => urn.split("::")[2]?.split("$").at(-1) === LAUNCH_CONFIGURATION,
  );
  return isUnknown(text) && isOfGroup ? [group(UNKNOWN, [])] : [];
}

/** The properties whose names differ in more than the case of the first letter. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ["LaunchConfigurationName", "launchConfiguration"],
  ["LaunchTemplateId", "id"],
  ["LaunchTemplateName", "name"],
  ["VPCZoneIdentifier", "vpcZoneIdentifiers"],
]);

/** Converts properties from CloudFormation's names and from numbers in strings. What a function returns is unknown. */
function asPulumi(value: PropertyValue, parent = ""): PropertyValue {
  if (Array.isArray(value)) return (value as readonly PropertyValue[]).map((element) => asPulumi(element));
  if (isUnknown(value)) return UNKNOWN;
  if (typeof value === "string") return /^\d{1,9}$/.test(value) ? Number(value) : value;
  if (!isPropertyObject(value)) return value;
  if (Object.keys(value).some((key) => key === "Ref" || key.startsWith("Fn::"))) return UNKNOWN;
  return Object.fromEntries(
    Object.entries(value).map(([key, below]) => {
      const name = parent === "LaunchTemplateSpecification" ? undefined : NAMES.get(key);
      return [name ?? `${key.charAt(0).toLowerCase()}${key.slice(1)}`, asPulumi(below, key)];
    }),
  );
}

function revealed(value: PropertyValue): PropertyValue {
  return value instanceof Secret ? value.value : value;
}
