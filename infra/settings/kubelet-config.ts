import { parseDuration } from "productionproof-eks-policies/facts";
import { z } from "zod";

/** A setting of the kubelet under its name in `KubeletConfiguration`. */
interface KubeletField {
  readonly schema: z.ZodType;
  /** Its name below `settings.kubernetes`; absent if Bottlerocket has none. */
  readonly bottlerocket?: string;
}

const field = (schema: z.ZodType, bottlerocket?: string): KubeletField => ({
  schema,
  ...(bottlerocket === undefined ? {} : { bottlerocket }),
});

const flag = z.boolean();
const number = z.int().min(0);
const positive = z.int().min(1);
const duration = z
  .string()
  .refine((text) => (parseDuration(text) ?? -1) >= 0, "expected a duration, such as 30s or 1h30m");
const quantity = z
  .string()
  .regex(/^\d+(\.\d+)?([EPTGMk]i?|m)?$/, "expected a quantity in quotes, such as 200m or 1Gi");
const reservation = z.partialRecord(z.enum(["cpu", "memory", "ephemeral-storage", "pid"]), quantity);
const signals = [
  "memory.available",
  "nodefs.available",
  "nodefs.inodesFree",
  "imagefs.available",
  "imagefs.inodesFree",
  "pid.available",
] as const;
const thresholds = z.partialRecord(
  z.enum(signals),
  z
    .string()
    .regex(/^\d+(\.\d+)?([EPTGMk]i?|%)?$/, "expected a quantity or a percentage, such as 500Mi or 10%"),
);
const options = z.record(
  z.string().regex(/^[a-z-]+$/, "expected the name of an option"),
  z.enum(["true", "false"]),
);

/**
 * The settings that a pool can have, without those that EKS or this program sets, and those that keep a node from joining.
 * Sources: k8s.io/kubelet v0.37.2, config/v1beta1/types.go; bottlerocket-settings-sdk c135bcb, kubernetes settings extension, 2026.
 */
const FIELDS: Readonly<Record<string, KubeletField>> = {
  allowedUnsafeSysctls: field(z.array(z.string()), "allowed-unsafe-sysctls"),
  containerLogMaxWorkers: field(positive, "container-log-max-workers"),
  containerLogMonitorInterval: field(duration, "container-log-monitor-interval"),
  cpuCFSQuota: field(flag, "cpu-cfs-quota-enforced"),
  cpuCFSQuotaPeriod: field(duration),
  cpuManagerPolicy: field(z.enum(["none", "static"]), "cpu-manager-policy"),
  cpuManagerPolicyOptions: field(options, "cpu-manager-policy-options"),
  cpuManagerReconcilePeriod: field(duration, "cpu-manager-reconcile-period"),
  eventBurst: field(number, "event-burst"),
  eventRecordQPS: field(number, "event-qps"),
  evictionMaxPodGracePeriod: field(number, "eviction-max-pod-grace-period"),
  evictionMinimumReclaim: field(thresholds),
  evictionPressureTransitionPeriod: field(duration),
  evictionSoft: field(thresholds, "eviction-soft"),
  evictionSoftGracePeriod: field(z.partialRecord(z.enum(signals), duration), "eviction-soft-grace-period"),
  featureGates: field(z.record(z.string().regex(/^[A-Z]\w+$/, "expected the name of a feature gate"), flag)),
  imageMaximumGCAge: field(duration, "image-maximum-gc-age"),
  imageMinimumGCAge: field(duration, "image-minimum-gc-age"),
  kubeAPIBurst: field(number, "kube-api-burst"),
  kubeAPIQPS: field(number, "kube-api-qps"),
  kubeReserved: field(reservation, "kube-reserved"),
  maxOpenFiles: field(positive),
  maxParallelImagePulls: field(positive, "max-parallel-image-pulls"),
  nodeStatusMaxImages: field(z.int().min(-1)),
  nodeStatusReportFrequency: field(duration),
  nodeStatusUpdateFrequency: field(duration),
  podsPerCore: field(number),
  registryBurst: field(number, "registry-burst"),
  registryPullQPS: field(number, "registry-qps"),
  reservedSystemCPUs: field(
    z.string().regex(/^\d+(-\d+)?(,\d+(-\d+)?)*$/, "expected a list of CPUs, such as 0-1"),
    "reserved-cpus",
  ),
  runtimeRequestTimeout: field(duration),
  seccompDefault: field(flag, "seccomp-default"),
  serializeImagePulls: field(flag),
  shutdownGracePeriod: field(duration, "shutdown-grace-period"),
  shutdownGracePeriodCriticalPods: field(duration, "shutdown-grace-period-for-critical-pods"),
  singleProcessOOMKill: field(flag, "single-process-oom-kill"),
  streamingConnectionIdleTimeout: field(duration),
  syncFrequency: field(duration),
  systemReserved: field(reservation, "system-reserved"),
  topologyManagerPolicy: field(
    z.enum(["none", "best-effort", "restricted", "single-numa-node"]),
    "topology-manager-policy",
  ),
  topologyManagerPolicyOptions: field(options),
  topologyManagerScope: field(z.enum(["container", "pod"]), "topology-manager-scope"),
  volumeStatsAggPeriod: field(duration),
};

/** Further settings of the kubelet, under their names in `KubeletConfiguration`. */
export type KubeletConfig = Readonly<Record<string, unknown>>;

/** The schema of {@link KubeletConfig}: the settings of either operating system. */
export const kubeletConfig: z.ZodType<KubeletConfig, KubeletConfig> = z.strictObject(
  Object.fromEntries(Object.entries(FIELDS).map(([name, { schema }]) => [name, schema.optional()])),
);

/** Returns the settings below `settings.kubernetes` of Bottlerocket. */
export function bottlerocketKubelet(config: KubeletConfig): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(config).flatMap(([name, value]) => {
      const own = FIELDS[name]?.bottlerocket;
      if (own === undefined) return [];
      // A list of the options that are on.
      if (name === "cpuManagerPolicyOptions") return [[own, enabled(value as Record<string, string>)]];
      return [[own, value]];
    }),
  );
}

function enabled(values: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(values).filter((key) => values[key] === "true");
}

/** A setting with which the kubelet wouldn't start, or that the operating system doesn't have. */
export interface KubeletProblem {
  readonly path: readonly string[];
  readonly input: unknown;
  readonly message: string;
}

/** Returns what is wrong with valid values. Source: k8s.io/kubernetes v1.37.2, pkg/kubelet/apis/config/validation. */
export function kubeletProblems(
  config: KubeletConfig,
  operatingSystem: "AL2023" | "BOTTLEROCKET",
): readonly KubeletProblem[] {
  const problem = (name: string, message: string): KubeletProblem => ({
    path: [name],
    input: config[name],
    message,
  });
  const problems: KubeletProblem[] = [];
  if (operatingSystem === "BOTTLEROCKET") {
    const missing = Object.keys(config).filter((name) => FIELDS[name]?.bottlerocket === undefined);
    problems.push(...missing.map((name) => problem(name, "expected none: Bottlerocket has no such setting")));
    for (const name of ["kubeReserved", "systemReserved"]) {
      const { pid } = (config[name] ?? {}) as { pid?: string };
      const message = "expected none: Bottlerocket reserves cpu, memory and ephemeral-storage";
      if (pid !== undefined) problems.push({ path: [name, "pid"], input: pid, message });
    }
  }
  const { evictionSoft = {}, evictionSoftGracePeriod = {} } = config as Record<string, object>;
  for (const signal of Object.keys(evictionSoft)) {
    if (signal in evictionSoftGracePeriod) continue;
    problems.push(problem("evictionSoft", `expected an evictionSoftGracePeriod for ${signal}`));
  }
  const seconds = (name: string): number | undefined => parseDuration((config[name] ?? "") as string);
  const [grace, critical] = [seconds("shutdownGracePeriod"), seconds("shutdownGracePeriodCriticalPods")];
  if (critical !== undefined && (grace === undefined || critical > grace))
    problems.push(
      problem(
        "shutdownGracePeriodCriticalPods",
        "expected at most shutdownGracePeriod, of which it is a part",
      ),
    );
  const [least, most = 168 * 3600] = [seconds("imageMinimumGCAge"), seconds("imageMaximumGCAge")];
  if (least !== undefined && most > 0 && least >= most)
    problems.push(
      problem("imageMinimumGCAge", "expected less than imageMaximumGCAge, which is 168h if unset"),
    );
  if (config["serializeImagePulls"] === true && Number(config["maxParallelImagePulls"] ?? 1) > 1)
    problems.push(problem("maxParallelImagePulls", "expected none, or serializeImagePulls: false"));
  return problems;
}
