import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN } from "../../../policies/src/rule/property-value.ts";
import podEniConsistent from "../../../policies/src/rules/cni/pod-eni-consistent.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { addon, addonWith, daemonSet, daemonSetPatch, release, variables } from "./cni-resources.ts";

const ON = { ENABLE_POD_ENI: "true" };
const STANDARD = { ...ON, POD_SECURITY_GROUP_ENFORCING_MODE: "standard" };
const DEMUX = { init: { env: { DISABLE_TCP_EARLY_DEMUX: "true" } } };
const CONTAINER = "spec.template.spec.containers[0]";

const values = (more: object) => addon(JSON.stringify({ env: ON, ...more }));
const withInit = (env: Readonly<Record<string, string>>): TestResource => {
  const { type, props } = daemonSet(variables(ON));
  const spec = (props["spec"] as { template: { spec: object } }).template.spec;
  const initContainers = [{ name: "aws-vpc-cni-init", env: variables(env) }];
  return { type, props: { ...props, spec: { template: { spec: { ...spec, initContainers } } } } };
};
const nodeLocalDns: TestResource = {
  type: "kubernetes:apps/v1:DaemonSet",
  name: "cache",
  props: { metadata: { name: "node-local-dns", namespace: "kube-system" } },
};

const finding = (key: "probes" | "snat" | "node-local-dns", path: string, message: string) => ({
  key,
  level: "advisory" as const,
  path,
  message,
});
const probes = (path: string) =>
  finding(
    "probes",
    path,
    "the kubelet's TCP and HTTP probes don't reach pods with a security group; set DISABLE_TCP_EARLY_DEMUX to \"true\" for the init container",
  );
const snat = (path: string) =>
  finding(
    "snat",
    path,
    'pods\' traffic to other networks leaves with the security groups of the node; set AWS_VPC_K8S_CNI_EXTERNALSNAT to "true", if the subnets of all pods lead to a NAT or transit gateway',
  );

ruleTester(podEniConsistent, {
  valid: [
    { name: "no security groups for pods", resource: addon() },
    { name: "mode strict with probes", resource: values(DEMUX) },
    {
      name: "mode strict with probes, in YAML",
      resource: addon('env:\n  ENABLE_POD_ENI: "true"\ninit:\n  env:\n    DISABLE_TCP_EARLY_DEMUX: "true"\n'),
    },
    {
      name: "mode standard with translation outside",
      resource: addonWith({ ...STANDARD, AWS_VPC_K8S_CNI_EXTERNALSNAT: "true" }),
    },
    { name: "a DaemonSet with probes", resource: withInit({ DISABLE_TCP_EARLY_DEMUX: "1" }) },
    { name: "a Patch that leaves the rest to its owner", resource: daemonSetPatch(variables(ON)) },
    {
      name: "a Patch over an add-on with the rest",
      stack: [
        addon(JSON.stringify(DEMUX), "addon"),
        daemonSetPatch(variables({ ...ON, POD_SECURITY_GROUP_ENFORCING_MODE: "strict" })),
      ],
    },
    { name: "a release with probes", resource: release({ env: ON, ...DEMUX }) },
    {
      name: "NodeLocal DNSCache in the mode standard",
      stack: [nodeLocalDns, addonWith({ ...STANDARD, AWS_VPC_K8S_CNI_EXTERNALSNAT: "true" })],
    },
    { name: "NodeLocal DNSCache without security groups for pods", stack: [nodeLocalDns, addon()] },
  ],
  invalid: [
    {
      name: "mode strict by default",
      resource: addonWith(ON),
      findings: [probes("configurationValues.init.env.DISABLE_TCP_EARLY_DEMUX")],
    },
    {
      name: "mode strict without probes",
      resource: values({ init: { env: { DISABLE_TCP_EARLY_DEMUX: "false" } } }),
      findings: [probes("configurationValues.init.env.DISABLE_TCP_EARLY_DEMUX")],
    },
    {
      name: "a DaemonSet without the variable",
      resource: withInit({}),
      findings: [probes("spec.template.spec.initContainers[0].env")],
    },
    {
      name: "a release without probes",
      resource: release({ env: ON }),
      findings: [probes("values.init.env.DISABLE_TCP_EARLY_DEMUX")],
    },
    {
      name: "mode standard, with defaults for the rest",
      resource: addonWith(STANDARD),
      findings: [snat("configurationValues.env.AWS_VPC_K8S_CNI_EXTERNALSNAT")],
    },
    {
      name: "a Patch with the mode standard and no translation outside",
      resource: daemonSetPatch(variables({ ...STANDARD, AWS_VPC_K8S_CNI_EXTERNALSNAT: "false" })),
      findings: [snat(`${CONTAINER}.env[2].value`)],
    },
    {
      name: "a Patch over an add-on without probes",
      stack: [addon(undefined, "addon"), daemonSetPatch(variables(ON))],
      findings: [{ ...probes("configurationValues"), name: "addon" }],
    },
    {
      name: "NodeLocal DNSCache in the mode strict",
      stack: [nodeLocalDns, values(DEMUX)],
      findings: [
        finding(
          "node-local-dns",
          "configurationValues.env.POD_SECURITY_GROUP_ENFORCING_MODE",
          'pods with a security group can\'t reach the NodeLocal DNSCache "cache"; set POD_SECURITY_GROUP_ENFORCING_MODE to "standard"',
        ),
      ],
    },
  ],
  unknown: [
    {
      name: "a mode that is not known yet",
      resource: daemonSet(variables({ ...ON, POD_SECURITY_GROUP_ENFORCING_MODE: UNKNOWN })),
      undetermined: [`${CONTAINER}.env[1].value: not known before pulumi up`],
    },
    {
      name: "a mode that the CNI does not have",
      resource: addonWith({ ...ON, POD_SECURITY_GROUP_ENFORCING_MODE: "lax" }),
      undetermined: [
        "configurationValues.env.POD_SECURITY_GROUP_ENFORCING_MODE: expected one of strict, standard",
      ],
    },
    {
      name: "a Patch over a resource in another stack",
      stack: [daemonSetPatch(variables(ON))],
      undetermined: [": the stack does not show what it patches"],
    },
  ],
});
