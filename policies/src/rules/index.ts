import type { Rule } from "../rule/rule.ts";
import jobDeadline from "./jobs/job-deadline.ts";

/** Every rule. */
export const rules: readonly Rule[] = [jobDeadline];
