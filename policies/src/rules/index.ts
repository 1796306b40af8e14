import type { Rule } from "../rule/rule.ts";
import alertDisk from "./alerts/alert-disk.ts";
import alertIpExhaustion from "./alerts/alert-ip-exhaustion.ts";
import alertStuckCreating from "./alerts/alert-stuck-creating.ts";
import cniRequiredEnv from "./cni/cni-required-env.ts";
import cronjobConcurrency from "./jobs/cronjob-concurrency.ts";
import cronjobInterval from "./jobs/cronjob-interval.ts";
import cronjobStampede from "./jobs/cronjob-stampede.ts";
import cronjobTiming from "./jobs/cronjob-timing.ts";
import dnsAutoscaling from "./dns/dns-autoscaling.ts";
import dnsCorefile from "./dns/dns-corefile.ts";
import dnsMinReplicas from "./dns/dns-min-replicas.ts";
import externalSnat from "./cni/external-snat.ts";
import jobBackoff from "./jobs/job-backoff.ts";
import jobCleanup from "./jobs/job-cleanup.ts";
import jobDeadline from "./jobs/job-deadline.ts";
import jobFailurePolicy from "./jobs/job-failure-policy.ts";
import subnetMinSize from "./network/subnet-min-size.ts";

/** Every rule, sorted by id. */
export const rules = [
  alertDisk,
  alertIpExhaustion,
  alertStuckCreating,
  cniRequiredEnv,
  cronjobConcurrency,
  cronjobInterval,
  cronjobStampede,
  cronjobTiming,
  dnsAutoscaling,
  dnsCorefile,
  dnsMinReplicas,
  externalSnat,
  jobBackoff,
  jobCleanup,
  jobDeadline,
  jobFailurePolicy,
  subnetMinSize,
] as const satisfies readonly Rule[];
