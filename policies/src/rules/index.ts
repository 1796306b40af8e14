import type { Rule } from "../rule/rule.ts";
import cniRequiredEnv from "./cni/cni-required-env.ts";
import cronjobConcurrency from "./jobs/cronjob-concurrency.ts";
import dnsMinReplicas from "./dns/dns-min-replicas.ts";
import externalSnat from "./cni/external-snat.ts";
import jobBackoff from "./jobs/job-backoff.ts";
import jobDeadline from "./jobs/job-deadline.ts";
import subnetMinSize from "./network/subnet-min-size.ts";

/** Every rule, sorted by id. */
export const rules = [
  cniRequiredEnv,
  cronjobConcurrency,
  dnsMinReplicas,
  externalSnat,
  jobBackoff,
  jobDeadline,
  subnetMinSize,
] as const satisfies readonly Rule[];
