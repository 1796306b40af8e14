import type { Rule } from "../rule/rule.ts";
import amiSupportedOs from "./nodes/ami-supported-os.ts";
import cniRequiredEnv from "./cni/cni-required-env.ts";
import cronjobConcurrency from "./jobs/cronjob-concurrency.ts";
import dnsMinReplicas from "./dns/dns-min-replicas.ts";
import evictionAndGc from "./nodes/eviction-and-gc.ts";
import externalSnat from "./cni/external-snat.ts";
import imdsv2 from "./nodes/imdsv2.ts";
import jobBackoff from "./jobs/job-backoff.ts";
import jobDeadline from "./jobs/job-deadline.ts";
import logRotation from "./nodes/log-rotation.ts";
import nodeAutoRepair from "./nodes/node-auto-repair.ts";
import nodeUserData from "./nodes/node-user-data.ts";
import noDocker from "./nodes/no-docker.ts";
import subnetMinSize from "./network/subnet-min-size.ts";

/** Every rule, sorted by id. */
export const rules = [
  amiSupportedOs,
  cniRequiredEnv,
  cronjobConcurrency,
  dnsMinReplicas,
  evictionAndGc,
  externalSnat,
  imdsv2,
  jobBackoff,
  jobDeadline,
  logRotation,
  noDocker,
  nodeAutoRepair,
  nodeUserData,
  subnetMinSize,
] as const satisfies readonly Rule[];
