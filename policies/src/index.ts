// For building your own policy pack.
export { createPack, type PackOptions } from "./crossguard/pack.ts";
export { rules } from "./rules/index.ts";
export { PRESETS, type Preset } from "./run/preset.ts";
export type { PolicyConfig } from "./run/policy-config.ts";
export type { Exemption } from "./rule/exemption.ts";

// For writing your own rules.
export { defineRule, type Problem, type Report, type Rule, type RuleDefinition } from "./rule/rule.ts";
export * as option from "./rule/option.ts";
export * as kind from "./rule/kinds.ts";
export * as kubernetes from "./rule/kubernetes-kinds.ts";
export { joined, text, Text } from "./rule/text.ts";
export type { ResourceView } from "./rule/resource-view.ts";
export type { StackView } from "./rule/stack-view.ts";
export type { View } from "./rule/view.ts";
export type { Absent, Known, Place, Reading, Shown, ShownReading, Undetermined } from "./rule/reading.ts";
export type { Finding, Level, Severity } from "./rule/finding.ts";

// For testing your own rules.
export { ruleTester } from "./testing/tester.ts";
export type { TestResource } from "./rule/example.ts";
export { testUrn } from "./testing/test-case.ts";
export { TEST_DAY, type ExpectedFinding, type RuleCases, type TestCase } from "./testing/cases.ts";
export { Secret, UNKNOWN } from "./rule/property-value.ts";
