import type { TestResource } from "../../../policies/src/rule/example.ts";
import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import dnsCorefile from "../../../policies/src/rules/dns/dns-corefile.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const GOOD =
  ".:53 {\n  errors\n  health {\n    lameduck 5s\n  }\n  ready # for the probe\n  cache 30\n  loop\n}\n";
const configMap = (Corefile: PropertyValue, metadata: PropertyObject = {}): TestResource => ({
  type: "kubernetes:core/v1:ConfigMap",
  props: { metadata: { name: "coredns", namespace: "kube-system", ...metadata }, data: { Corefile } },
});
const addon = (values: PropertyValue): TestResource => ({
  type: "aws:eks/addon:Addon",
  props: { addonName: "coredns", configurationValues: values },
});

const finding = (key: string, message: string, path = "data.Corefile") => ({
  key,
  level: "advisory" as const,
  path,
  message,
});
const no = (name: string, path?: string) =>
  finding(
    `no-${name}`,
    `no ${name} plugin in the server block for all names; add the line ${name} there`,
    path,
  );
const noLameduck = (path?: string) =>
  finding(
    "no-lameduck",
    "no health plugin with lameduck in the server block for all names; set there, on three lines: health {, lameduck 5s or longer, and }",
    path,
  );
const BROKEN = finding(
  "broken",
  "braces that don't match, or a block on one line, with which CoreDNS doesn't start; put what follows each { on lines of its own, and each } on another",
);
const NO_PLUGIN = finding(
  "broken",
  "a plugin that CoreDNS doesn't have, with which it doesn't start; compare the first word of each line with https://coredns.io/plugins",
);
const NO_ROOT = finding(
  "broken",
  "no server block for all names on port 53; set a Corefile with a .:53 block",
);

ruleTester(dnsCorefile, {
  valid: [
    { name: "all plugins that it needs, with the shortest lameduck", resource: configMap(GOOD) },
    {
      name: "an additional zone",
      resource: configMap(`corp.example.com {\n  forward . 10.0.0.2\n}\n${GOOD}`),
    },
    { name: "several zones in one block", resource: configMap(GOOD.replace(".:53", "corp.example.com, .")) },
    { name: "the Corefile of the add-on", resource: addon("{}") },
    { name: "an add-on without configuration", resource: addon(undefined) },
    { name: "a DNS server in another namespace", resource: configMap(". {\n}\n", { namespace: "lab" }) },
    { name: "another ConfigMap", resource: configMap(". {\n}\n", { name: "app" }) },
    {
      name: "a Patch that doesn't set it",
      resource: {
        type: "kubernetes:core/v1:ConfigMapPatch",
        props: { metadata: { name: "coredns", namespace: "kube-system" }, data: {} },
      },
    },
    {
      name: "health without lameduck, if the team doesn't require it",
      resource: configMap(". {\n health\n ready\n cache\n loop\n}"),
      options: { minLameduckSeconds: 0 },
    },
  ],
  invalid: [
    {
      name: "a block without any of them, in a Patch",
      resource: {
        ...configMap("."),
        type: "kubernetes:core/v1:ConfigMapPatch",
        props: configMap(". {\n  forward . 10.0.0.2\n}").props,
      },
      findings: [no("ready"), no("cache"), no("loop"), noLameduck()],
    },
    {
      name: "the add-on's configuration",
      resource: addon(JSON.stringify({ corefile: GOOD.replace("  ready", "  # ready") })),
      findings: [no("ready", "configurationValues.corefile")],
    },
    {
      name: "the plugins in the block of another zone",
      resource: configMap(`.:53 {\n  cache\n  ready\n}\n${GOOD.replace(".:53", "corp.example.com")}`),
      findings: [no("loop"), noLameduck()],
    },
    {
      name: "a lameduck that is a second too short",
      resource: configMap(GOOD.replace("5s", "4s")),
      findings: [
        finding(
          "short-lameduck",
          "lameduck is 4 seconds; set there, on three lines: health {, lameduck 5s or longer, and }",
        ),
      ],
    },
    { name: "no block for all names", resource: configMap("corp.example.com {\n}\n"), findings: [NO_ROOT] },
    {
      name: "a block for all names on another port",
      resource: configMap(GOOD.replace(".:53", ".:1053")),
      findings: [NO_ROOT],
    },
    {
      name: "health with its block on one line",
      resource: configMap(GOOD.replace(/health \{\n *(lameduck 5s)\n *\}/, "health { $1 }")),
      findings: [BROKEN],
    },
    {
      name: "a plugin that CoreDNS doesn't have, in the block of another zone",
      resource: configMap(`${GOOD}\ncorp.example.com {\n  foward . 10.0.0.2\n}\n`),
      findings: [NO_PLUGIN],
    },
    { name: "a block that doesn't end", resource: configMap(".:53 {\n  health {\n}\n"), findings: [BROKEN] },
    { name: "a block that ends twice", resource: configMap(".:53 {\n}\n}\n"), findings: [BROKEN] },
  ],
  unknown: [
    {
      name: "plugins that a snippet imports",
      resource: configMap("(common) {\n  ready\n}\n. {\n  import common\n}\n"),
      undetermined: ["data.Corefile: imports plugins from a snippet or a file"],
    },
    {
      name: "plugins that a snippet imports, in the add-on",
      resource: addon(JSON.stringify({ corefile: ". {\n  import common\n}\n" })),
      undetermined: ["configurationValues: imports plugins from a snippet or a file"],
    },
    {
      name: "a Corefile that is not known yet",
      resource: configMap(UNKNOWN),
      undetermined: ["data.Corefile: not known before pulumi up"],
    },
    {
      name: "a configuration that is not known yet",
      resource: addon(UNKNOWN),
      undetermined: ["configurationValues: not known before pulumi up"],
    },
    {
      name: "a Corefile that isn't a string",
      resource: configMap(53),
      undetermined: ["data.Corefile: expected a Corefile"],
    },
  ],
});
