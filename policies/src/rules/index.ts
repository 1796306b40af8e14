import type { Rule } from "../rule/rule.ts";
import accessEntryLeastPrivilege from "./access/access-entry-least-privilege.ts";
import addonConfigValid from "./cni/addon-config-valid.ts";
import alertDisk from "./alerts/alert-disk.ts";
import alertIpExhaustion from "./alerts/alert-ip-exhaustion.ts";
import alertStuckCreating from "./alerts/alert-stuck-creating.ts";
import amiSupportedOs from "./nodes/ami-supported-os.ts";
import authModeApi from "./access/auth-mode-api.ts";
import azSpread from "./network/az-spread.ts";
import azSupported from "./control-plane/az-supported.ts";
import clusterPodCapacity from "./network/cluster-pod-capacity.ts";
import cniBeforeNodes from "./network/cni-before-nodes.ts";
import cniMetricsOn from "./cni/cni-metrics-on.ts";
import cniOwnIdentity from "./cni/cni-own-identity.ts";
import cniRequiredEnv from "./cni/cni-required-env.ts";
import controlPlaneLogs from "./control-plane/control-plane-logs.ts";
import cooldownHeadroom from "./nodes/cooldown-headroom.ts";
import cooldownRange from "./cni/cooldown-range.ts";
import cronjobConcurrency from "./jobs/cronjob-concurrency.ts";
import cronjobInterval from "./jobs/cronjob-interval.ts";
import cronjobStampede from "./jobs/cronjob-stampede.ts";
import cronjobTiming from "./jobs/cronjob-timing.ts";
import customNetworkComplete from "./cni/custom-network-complete.ts";
import deletionProtection from "./control-plane/deletion-protection.ts";
import deprecatedApis from "./scheduling/deprecated-apis.ts";
import dnsAutoscaling from "./dns/dns-autoscaling.ts";
import dnsCorefile from "./dns/dns-corefile.ts";
import dnsMinReplicas from "./dns/dns-min-replicas.ts";
import endpointCidrs from "./control-plane/endpoint-cidrs.ts";
import endpointPrivate from "./control-plane/endpoint-private.ts";
import evictionAndGc from "./nodes/eviction-and-gc.ts";
import externalSnat from "./cni/external-snat.ts";
import imdsv2 from "./nodes/imdsv2.ts";
import jobBackoff from "./jobs/job-backoff.ts";
import jobCleanup from "./jobs/job-cleanup.ts";
import jobDeadline from "./jobs/job-deadline.ts";
import jobFailurePolicy from "./jobs/job-failure-policy.ts";
import kubeconfigExec from "./access/kubeconfig-exec.ts";
import logRotation from "./nodes/log-rotation.ts";
import maxPodsEffective from "./nodes/max-pods-effective.ts";
import maxPodsWithinCapacity from "./nodes/max-pods-within-capacity.ts";
import minimumNeedsWarm from "./cni/minimum-needs-warm.ts";
import noAlphaBeta from "./scheduling/no-alpha-beta.ts";
import noAwsAuth from "./access/no-aws-auth.ts";
import noDocker from "./nodes/no-docker.ts";
import nodeAutoRepair from "./nodes/node-auto-repair.ts";
import nodeUserData from "./nodes/node-user-data.ts";
import pdbNotBlocking from "./scheduling/pdb-not-blocking.ts";
import pdbRequired from "./scheduling/pdb-required.ts";
import podEniConsistent from "./cni/pod-eni-consistent.ts";
import prefixWarmNonzero from "./cni/prefix-warm-nonzero.ts";
import priorityClassSane from "./scheduling/priority-class-sane.ts";
import rbacBroadBinding from "./access/rbac-broad-binding.ts";
import rbacWildcard from "./access/rbac-wildcard.ts";
import secretsCmk from "./control-plane/secrets-cmk.ts";
import subnetMinSize from "./network/subnet-min-size.ts";
import versionSupported from "./versions/version-supported.ts";
import warmEniForChurn from "./cni/warm-eni-for-churn.ts";
import warmTargetConflict from "./cni/warm-target-conflict.ts";
import zonalShift from "./control-plane/zonal-shift.ts";

/** Every rule, sorted by id. */
export const rules = [
  accessEntryLeastPrivilege,
  addonConfigValid,
  alertDisk,
  alertIpExhaustion,
  alertStuckCreating,
  amiSupportedOs,
  authModeApi,
  azSpread,
  azSupported,
  clusterPodCapacity,
  cniBeforeNodes,
  cniMetricsOn,
  cniOwnIdentity,
  cniRequiredEnv,
  controlPlaneLogs,
  cooldownHeadroom,
  cooldownRange,
  cronjobConcurrency,
  cronjobInterval,
  cronjobStampede,
  cronjobTiming,
  customNetworkComplete,
  deletionProtection,
  deprecatedApis,
  dnsAutoscaling,
  dnsCorefile,
  dnsMinReplicas,
  endpointCidrs,
  endpointPrivate,
  evictionAndGc,
  externalSnat,
  imdsv2,
  jobBackoff,
  jobCleanup,
  jobDeadline,
  jobFailurePolicy,
  kubeconfigExec,
  logRotation,
  maxPodsEffective,
  maxPodsWithinCapacity,
  minimumNeedsWarm,
  noAlphaBeta,
  noAwsAuth,
  noDocker,
  nodeAutoRepair,
  nodeUserData,
  pdbNotBlocking,
  pdbRequired,
  podEniConsistent,
  prefixWarmNonzero,
  priorityClassSane,
  rbacBroadBinding,
  rbacWildcard,
  secretsCmk,
  subnetMinSize,
  versionSupported,
  warmEniForChurn,
  warmTargetConflict,
  zonalShift,
] as const satisfies readonly Rule[];
