import type { Rule } from "../rule/rule.ts";
import accessEntryLeastPrivilege from "./access/access-entry-least-privilege.ts";
import authModeApi from "./access/auth-mode-api.ts";
import cniIpv6Permissions from "./access/cni-ipv6-permissions.ts";
import kubeconfigExec from "./access/kubeconfig-exec.ts";
import noAwsAuth from "./access/no-aws-auth.ts";
import rbacBroadBinding from "./access/rbac-broad-binding.ts";
import rbacWildcard from "./access/rbac-wildcard.ts";
import alertDisk from "./alerts/alert-disk.ts";
import alertIpExhaustion from "./alerts/alert-ip-exhaustion.ts";
import alertStuckCreating from "./alerts/alert-stuck-creating.ts";
import clusterPodCapacity from "./capacity/cluster-pod-capacity.ts";
import cooldownHeadroom from "./capacity/cooldown-headroom.ts";
import warmEniForChurn from "./capacity/warm-eni-for-churn.ts";
import addonConfigValid from "./cni/addon-config-valid.ts";
import awsNodeHealth from "./cni/aws-node-health.ts";
import cniEnvAccepted from "./cni/cni-env-accepted.ts";
import cniManagedAddon from "./cni/cni-managed-addon.ts";
import cniMetricsOn from "./cni/cni-metrics-on.ts";
import cniOwnIdentity from "./cni/cni-own-identity.ts";
import cniRequiredEnv from "./cni/cni-required-env.ts";
import cooldownRange from "./cni/cooldown-range.ts";
import customNetworkComplete from "./cni/custom-network-complete.ts";
import externalSnat from "./cni/external-snat.ts";
import minimumNeedsWarm from "./cni/minimum-needs-warm.ts";
import networkPolicyEnforced from "./cni/network-policy-enforced.ts";
import podEniConsistent from "./cni/pod-eni-consistent.ts";
import prefixNeedsNitro from "./cni/prefix-needs-nitro.ts";
import prefixWarmNonzero from "./cni/prefix-warm-nonzero.ts";
import warmTargetConflict from "./cni/warm-target-conflict.ts";
import alertsExist from "./control-plane/alerts-exist.ts";
import azSupported from "./control-plane/az-supported.ts";
import controlPlaneLogs from "./control-plane/control-plane-logs.ts";
import deletionProtection from "./control-plane/deletion-protection.ts";
import endpointCidrs from "./control-plane/endpoint-cidrs.ts";
import endpointPrivate from "./control-plane/endpoint-private.ts";
import secretsCmk from "./control-plane/secrets-cmk.ts";
import zonalShift from "./control-plane/zonal-shift.ts";
import dnsAutoscaling from "./dns/dns-autoscaling.ts";
import dnsCorefile from "./dns/dns-corefile.ts";
import dnsMinReplicas from "./dns/dns-min-replicas.ts";
import dnsSpreadPdb from "./dns/dns-spread-pdb.ts";
import nodelocalDns from "./dns/nodelocal-dns.ts";
import cronjobConcurrency from "./jobs/cronjob-concurrency.ts";
import cronjobInterval from "./jobs/cronjob-interval.ts";
import cronjobStampede from "./jobs/cronjob-stampede.ts";
import cronjobTiming from "./jobs/cronjob-timing.ts";
import eventTtl from "./jobs/event-ttl.ts";
import jobBackoff from "./jobs/job-backoff.ts";
import jobCleanup from "./jobs/job-cleanup.ts";
import jobDeadline from "./jobs/job-deadline.ts";
import jobFailurePolicy from "./jobs/job-failure-policy.ts";
import jobSidecar from "./jobs/job-sidecar.ts";
import addressOverlap from "./network/address-overlap.ts";
import azSpread from "./network/az-spread.ts";
import clusterSubnetFreeIps from "./network/cluster-subnet-free-ips.ts";
import cniBeforeNodes from "./network/cni-before-nodes.ts";
import dnsBetweenNodeGroups from "./network/dns-between-node-groups.ts";
import ipv6Subnets from "./network/ipv6-subnets.ts";
import lbSubnetFreeIps from "./network/lb-subnet-free-ips.ts";
import natPerZone from "./network/nat-per-zone.ts";
import nodeSecurityGroups from "./network/node-security-groups.ts";
import nodesReachEndpoint from "./network/nodes-reach-endpoint.ts";
import prefixReservation from "./network/prefix-reservation.ts";
import privateNodesEndpoints from "./network/private-nodes-endpoints.ts";
import subnetMinSize from "./network/subnet-min-size.ts";
import vpcDnsEnabled from "./network/vpc-dns-enabled.ts";
import acceleratedAmi from "./nodes/accelerated-ami.ts";
import amiSupportedOs from "./nodes/ami-supported-os.ts";
import autoModeNodeclass from "./nodes/auto-mode-nodeclass.ts";
import evictionAndGc from "./nodes/eviction-and-gc.ts";
import imdsv2 from "./nodes/imdsv2.ts";
import instanceMinPods from "./nodes/instance-min-pods.ts";
import karpenterLimits from "./nodes/karpenter-limits.ts";
import logRotation from "./nodes/log-rotation.ts";
import maxPodsEffective from "./nodes/max-pods-effective.ts";
import maxPodsWithinCapacity from "./nodes/max-pods-within-capacity.ts";
import mixedPodLimits from "./nodes/mixed-pod-limits.ts";
import noDocker from "./nodes/no-docker.ts";
import noLegacyLaunch from "./nodes/no-legacy-launch.ts";
import nodeAutoRepair from "./nodes/node-auto-repair.ts";
import nodeRootVolume from "./nodes/node-root-volume.ts";
import nodeUserData from "./nodes/node-user-data.ts";
import nodeVersionSkew from "./nodes/node-version-skew.ts";
import updateWidth from "./nodes/update-width.ts";
import defaultStorageClass from "./scheduling/default-storage-class.ts";
import deprecatedApis from "./scheduling/deprecated-apis.ts";
import noAlphaBeta from "./scheduling/no-alpha-beta.ts";
import objectAccepted from "./scheduling/object-accepted.ts";
import pdbNotBlocking from "./scheduling/pdb-not-blocking.ts";
import pdbRequired from "./scheduling/pdb-required.ts";
import priorityClassSane from "./scheduling/priority-class-sane.ts";
import priorityClassSet from "./scheduling/priority-class-set.ts";
import replicasWithAutoscaler from "./scheduling/replicas-with-autoscaler.ts";
import serviceReadiness from "./scheduling/service-readiness.ts";
import volumeZone from "./scheduling/volume-zone.ts";
import webhookScope from "./scheduling/webhook-scope.ts";
import workloadShutdown from "./scheduling/workload-shutdown.ts";
import workloadSpread from "./scheduling/workload-spread.ts";
import addonVersionFits from "./versions/addon-version-fits.ts";
import versionSupported from "./versions/version-supported.ts";

/** Every rule, sorted by id. */
export const rules = [
  acceleratedAmi,
  accessEntryLeastPrivilege,
  addonConfigValid,
  addonVersionFits,
  addressOverlap,
  alertDisk,
  alertIpExhaustion,
  alertStuckCreating,
  alertsExist,
  amiSupportedOs,
  authModeApi,
  autoModeNodeclass,
  awsNodeHealth,
  azSpread,
  azSupported,
  clusterPodCapacity,
  clusterSubnetFreeIps,
  cniBeforeNodes,
  cniEnvAccepted,
  cniIpv6Permissions,
  cniManagedAddon,
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
  defaultStorageClass,
  deletionProtection,
  deprecatedApis,
  dnsAutoscaling,
  dnsBetweenNodeGroups,
  dnsCorefile,
  dnsMinReplicas,
  dnsSpreadPdb,
  endpointCidrs,
  endpointPrivate,
  eventTtl,
  evictionAndGc,
  externalSnat,
  imdsv2,
  instanceMinPods,
  ipv6Subnets,
  jobBackoff,
  jobCleanup,
  jobDeadline,
  jobFailurePolicy,
  jobSidecar,
  karpenterLimits,
  kubeconfigExec,
  lbSubnetFreeIps,
  logRotation,
  maxPodsEffective,
  maxPodsWithinCapacity,
  minimumNeedsWarm,
  mixedPodLimits,
  natPerZone,
  networkPolicyEnforced,
  noAlphaBeta,
  noAwsAuth,
  noDocker,
  noLegacyLaunch,
  nodeAutoRepair,
  nodeRootVolume,
  nodeSecurityGroups,
  nodeUserData,
  nodeVersionSkew,
  nodelocalDns,
  nodesReachEndpoint,
  objectAccepted,
  pdbNotBlocking,
  pdbRequired,
  podEniConsistent,
  prefixNeedsNitro,
  prefixReservation,
  prefixWarmNonzero,
  priorityClassSane,
  priorityClassSet,
  privateNodesEndpoints,
  rbacBroadBinding,
  rbacWildcard,
  replicasWithAutoscaler,
  secretsCmk,
  serviceReadiness,
  subnetMinSize,
  updateWidth,
  versionSupported,
  volumeZone,
  vpcDnsEnabled,
  warmEniForChurn,
  warmTargetConflict,
  webhookScope,
  workloadShutdown,
  workloadSpread,
  zonalShift,
] as const satisfies readonly Rule[];
