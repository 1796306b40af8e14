import {
  CRON_JOB,
  DAEMON_SET,
  DEPLOYMENT,
  JOB,
  POD,
  REPLICA_SET,
  REPLICATION_CONTROLLER,
  STATEFUL_SET,
} from "../../rule/kubernetes-kinds.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { View } from "../../rule/view.ts";

/** Every kind that creates pods from a template, and Pod itself. */
export const POD_KINDS: readonly string[] = [
  ...POD,
  ...REPLICATION_CONTROLLER,
  ...REPLICA_SET,
  ...DEPLOYMENT,
  ...STATEFUL_SET,
  ...DAEMON_SET,
  ...JOB,
  ...CRON_JOB,
];

/** The spec of the pods that an object of one of the {@link POD_KINDS} creates. */
export function podSpecOf(object: ResourceView): View {
  if (POD.includes(object.type)) return object.at("spec");
  if (CRON_JOB.includes(object.type)) return object.at("spec.jobTemplate.spec.template.spec");
  return object.at("spec.template.spec");
}
