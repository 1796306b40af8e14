import type { Rule } from "../rule/rule.ts";
import accessEntryLeastPrivilege from "./access/access-entry-least-privilege.ts";
import amiSupportedOs from "./nodes/ami-supported-os.ts";
import authModeApi from "./access/auth-mode-api.ts";
import cniBeforeNodes from "./network/cni-before-nodes.ts";
import cniRequiredEnv from "./cni/cni-required-env.ts";
import controlPlaneLogs from "./control-plane/control-plane-logs.ts";
import cronjobConcurrency from "./jobs/cronjob-concurrency.ts";
import deletionProtection from "./control-plane/deletion-protection.ts";
import deprecatedApis from "./scheduling/deprecated-apis.ts";
import dnsMinReplicas from "./dns/dns-min-replicas.ts";
import endpointCidrs from "./control-plane/endpoint-cidrs.ts";
import endpointPrivate from "./control-plane/endpoint-private.ts";
import evictionAndGc from "./nodes/eviction-and-gc.ts";
import externalSnat from "./cni/external-snat.ts";
import imdsv2 from "./nodes/imdsv2.ts";
import jobBackoff from "./jobs/job-backoff.ts";
import jobDeadline from "./jobs/job-deadline.ts";
import kubeconfigExec from "./access/kubeconfig-exec.ts";
import logRotation from "./nodes/log-rotation.ts";
import maxPodsEffective from "./nodes/max-pods-effective.ts";
import maxPodsWithinCapacity from "./nodes/max-pods-within-capacity.ts";
import noAlphaBeta from "./scheduling/no-alpha-beta.ts";
import noAwsAuth from "./access/no-aws-auth.ts";
import nodeAutoRepair from "./nodes/node-auto-repair.ts";
import nodeUserData from "./nodes/node-user-data.ts";
import noDocker from "./nodes/no-docker.ts";
import rbacBroadBinding from "./access/rbac-broad-binding.ts";
import rbacWildcard from "./access/rbac-wildcard.ts";
import secretsCmk from "./control-plane/secrets-cmk.ts";
import subnetMinSize from "./network/subnet-min-size.ts";
import zonalShift from "./control-plane/zonal-shift.ts";

/** Every rule, sorted by id. */
export const rules = [
  accessEntryLeastPrivilege,
  amiSupportedOs,
  authModeApi,
  cniBeforeNodes,
  cniRequiredEnv,
  controlPlaneLogs,
  cronjobConcurrency,
  deletionProtection,
  deprecatedApis,
  dnsMinReplicas,
  endpointCidrs,
  endpointPrivate,
  evictionAndGc,
  externalSnat,
  imdsv2,
  jobBackoff,
  jobDeadline,
  kubeconfigExec,
  logRotation,
  maxPodsEffective,
  maxPodsWithinCapacity,
  noAlphaBeta,
  noAwsAuth,
  noDocker,
  nodeAutoRepair,
  nodeUserData,
  rbacBroadBinding,
  rbacWildcard,
  secretsCmk,
  subnetMinSize,
  zonalShift,
] as const satisfies readonly Rule[];
