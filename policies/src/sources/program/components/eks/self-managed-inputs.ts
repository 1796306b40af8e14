import type { RemoteComponent } from "../component-model.ts";
import { apply, elementsOf, unknownFrom, type Input, type Output } from "../output.ts";
import type { NodeSecurityGroup } from "./node-security-group.ts";
import type { Options } from "./options.ts";
import { declareAws } from "./sdk.ts";

/**
 * Rejects options of self-managed nodes that the component rejects in combination. Source: pulumi-eks v4.3.0, nodes/nodegroup.ts,
 * read 2026-11-28.
 *
 * @throws Error that names the options.
 */
export function checkNodeOptions(options: Options): void {
  const given = (name: string): boolean => options(name).isSet;
  const refused: readonly (readonly [boolean, string])[] = [
    [
      given("clusterIngressRule") && given("clusterIngressRuleId"),
      "clusterIngressRule and clusterIngressRuleId are mutually exclusive",
    ],
    [
      given("nodeSecurityGroup") && given("nodeSecurityGroupId"),
      "nodeSecurityGroup and nodeSecurityGroupId are mutually exclusive",
    ],
    [
      (given("nodeSecurityGroup") || given("nodeSecurityGroupId")) &&
        !given("clusterIngressRule") &&
        !given("clusterIngressRuleId"),
      "clusterIngressRule or clusterIngressRuleId is required when nodeSecurityGroup is manually specified",
    ],
    [given("nodePublicKey") && given("keyName"), "nodePublicKey and keyName are mutually exclusive"],
    [given("amiId") && given("gpu"), "amiId and gpu are mutually exclusive"],
  ];
  const errors = refused.filter(([isRefused]) => isRefused).map(([, message]) => message);
  if (errors.length > 0) throw new Error(`Invalid arguments for node group: ${errors.join("; ")}`);
}

/** Returns the ID of the security group that the options specify; undefined if they specify none. */
export function namedSecurityGroupId(options: Options): Output | undefined {
  const [group, id] = [options("nodeSecurityGroup"), options("nodeSecurityGroupId")];
  if (group.isSet) return unknownFrom(group);
  return id.isSet ? id : undefined;
}

/** Returns the security groups of the nodes, computed in one `apply` with the rule that must exist before the nodes. */
export function securityGroups(
  options: Options,
  security: NodeSecurityGroup | undefined,
  named: Output | undefined,
): Output {
  const [rule, extra] = [options("clusterIngressRule"), options("extraNodeSecurityGroups")];
  return apply(
    [
      security?.group.output("id") ?? named,
      extra.isSet && elementsOf(extra.value).length > 0 ? unknownFrom(extra) : undefined,
      security?.clusterIngressRule.output("id") ??
        (rule.isSet ? unknownFrom(rule) : options("clusterIngressRuleId")),
    ],
    (id) => [id],
  );
}

/** Returns the name of the key pair for SSH, and creates one for a public key. */
export async function createKeyName(component: RemoteComponent, options: Options): Promise<Input> {
  const publicKey = options("nodePublicKey");
  if (!publicKey.isSet) return options("keyName");
  const key = await declareAws(component, {
    type: "aws:ec2/keyPair:KeyPair",
    name: `${component.name}-keyPair`,
    props: { publicKey },
  });
  return key.output("keyName");
}
