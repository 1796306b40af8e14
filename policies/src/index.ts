export { createPack, type PackOptions } from "./crossguard/pack.ts";
export * as option from "./rule/option.ts";
export type { Finding, Level, Severity } from "./rule/finding.ts";
export { PRESETS, type Preset } from "./rule/preset.ts";
export { defineRule, type Report, type Rule, type RuleDefinition } from "./rule/rule.ts";
export type { ResourceView } from "./rule/resource-view.ts";
export type { StackView } from "./rule/stack-view.ts";
export type { Known, Absent, Undetermined, Reading, View } from "./rule/view.ts";
export { rules } from "./rules/index.ts";
