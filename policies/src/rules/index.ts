import type { Rule } from "../rule/rule.ts";
import accessEntryLeastPrivilege from "./access/access-entry-least-privilege.ts";
import alertDisk from "./alerts/alert-disk.ts";
import alertIpExhaustion from "./alerts/alert-ip-exhaustion.ts";
import alertStuckCreating from "./alerts/alert-stuck-creating.ts";
import authModeApi from "./access/auth-mode-api.ts";
import azSupported from "./control-plane/az-supported.ts";
import cniRequiredEnv from "./cni/cni-required-env.ts";
import controlPlaneLogs from "./control-plane/control-plane-logs.ts";
import cronjobConcurrency from "./jobs/cronjob-concurrency.ts";
import cronjobInterval from "./jobs/cronjob-interval.ts";
import cronjobStampede from "./jobs/cronjob-stampede.ts";
import cronjobTiming from "./jobs/cronjob-timing.ts";
import deletionProtection from "./control-plane/deletion-protection.ts";
import deprecatedApis from "./scheduling/deprecated-apis.ts";
import dnsAutoscaling from "./dns/dns-autoscaling.ts";
import dnsCorefile from "./dns/dns-corefile.ts";
import dnsMinReplicas from "./dns/dns-min-replicas.ts";
import endpointCidrs from "./control-plane/endpoint-cidrs.ts";
import endpointPrivate from "./control-plane/endpoint-private.ts";
import externalSnat from "./cni/external-snat.ts";
import jobBackoff from "./jobs/job-backoff.ts";
import jobCleanup from "./jobs/job-cleanup.ts";
import jobDeadline from "./jobs/job-deadline.ts";
import jobFailurePolicy from "./jobs/job-failure-policy.ts";
import kubeconfigExec from "./access/kubeconfig-exec.ts";
import noAlphaBeta from "./scheduling/no-alpha-beta.ts";
import noAwsAuth from "./access/no-aws-auth.ts";
import pdbNotBlocking from "./scheduling/pdb-not-blocking.ts";
import pdbRequired from "./scheduling/pdb-required.ts";
import priorityClassSane from "./scheduling/priority-class-sane.ts";
import rbacBroadBinding from "./access/rbac-broad-binding.ts";
import rbacWildcard from "./access/rbac-wildcard.ts";
import secretsCmk from "./control-plane/secrets-cmk.ts";
import subnetMinSize from "./network/subnet-min-size.ts";
import versionSupported from "./versions/version-supported.ts";
import zonalShift from "./control-plane/zonal-shift.ts";

/** Every rule, sorted by id. */
export const rules = [
  accessEntryLeastPrivilege,
  alertDisk,
  alertIpExhaustion,
  alertStuckCreating,
  authModeApi,
  azSupported,
  cniRequiredEnv,
  controlPlaneLogs,
  cronjobConcurrency,
  cronjobInterval,
  cronjobStampede,
  cronjobTiming,
  deletionProtection,
  deprecatedApis,
  dnsAutoscaling,
  dnsCorefile,
  dnsMinReplicas,
  endpointCidrs,
  endpointPrivate,
  externalSnat,
  jobBackoff,
  jobCleanup,
  jobDeadline,
  jobFailurePolicy,
  kubeconfigExec,
  noAlphaBeta,
  noAwsAuth,
  pdbNotBlocking,
  pdbRequired,
  priorityClassSane,
  rbacBroadBinding,
  rbacWildcard,
  secretsCmk,
  subnetMinSize,
  versionSupported,
  zonalShift,
] as const satisfies readonly Rule[];
