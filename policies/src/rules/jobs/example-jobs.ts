import type { PropertyObject } from "../../rule/property-value.ts";

/** A complete Job, as teams write one, with the part of its spec that an example is about. */
export function exampleJob(spec: PropertyObject, podSpec: PropertyObject = {}): PropertyObject {
  return {
    metadata: { name: "migrate", namespace: "shop" },
    spec: { ...spec, template: podTemplate(podSpec) },
  };
}

/** A complete CronJob, as teams write one, with the parts of its spec and of its Jobs' spec that an example is about. */
export function exampleCronJob(
  spec: PropertyObject,
  jobSpec: PropertyObject = {},
  podSpec: PropertyObject = {},
): PropertyObject {
  return {
    metadata: { name: "report", namespace: "shop" },
    spec: { ...spec, jobTemplate: { spec: { ...jobSpec, template: podTemplate(podSpec) } } },
  };
}

function podTemplate(podSpec: PropertyObject): PropertyObject {
  return {
    spec: {
      containers: [{ name: "main", image: "registry.example.com/shop/batch:1.4" }],
      restartPolicy: "Never",
      ...podSpec,
    },
  };
}
