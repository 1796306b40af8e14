import type { Rule } from "../rule/rule.ts";
import addonConfigValid from "./cni/addon-config-valid.ts";
import cniMetricsOn from "./cni/cni-metrics-on.ts";
import cniOwnIdentity from "./cni/cni-own-identity.ts";
import cniRequiredEnv from "./cni/cni-required-env.ts";
import cooldownRange from "./cni/cooldown-range.ts";
import cronjobConcurrency from "./jobs/cronjob-concurrency.ts";
import customNetworkComplete from "./cni/custom-network-complete.ts";
import dnsMinReplicas from "./dns/dns-min-replicas.ts";
import externalSnat from "./cni/external-snat.ts";
import jobBackoff from "./jobs/job-backoff.ts";
import jobDeadline from "./jobs/job-deadline.ts";
import minimumNeedsWarm from "./cni/minimum-needs-warm.ts";
import podEniConsistent from "./cni/pod-eni-consistent.ts";
import prefixWarmNonzero from "./cni/prefix-warm-nonzero.ts";
import subnetMinSize from "./network/subnet-min-size.ts";
import warmTargetConflict from "./cni/warm-target-conflict.ts";

/** Every rule, sorted by id. */
export const rules = [
  addonConfigValid,
  cniMetricsOn,
  cniOwnIdentity,
  cniRequiredEnv,
  cooldownRange,
  cronjobConcurrency,
  customNetworkComplete,
  dnsMinReplicas,
  externalSnat,
  jobBackoff,
  jobDeadline,
  minimumNeedsWarm,
  podEniConsistent,
  prefixWarmNonzero,
  subnetMinSize,
  warmTargetConflict,
] as const satisfies readonly Rule[];
