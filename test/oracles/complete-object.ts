// What tests leave out of an object, because no rule reads it and the API server requires it.
import {
  isPropertyObject,
  type PropertyObject,
  type PropertyValue,
} from "../../policies/src/rule/property-value.ts";

type Json = Record<string, unknown>;

/** Returns the object with a name, and with images for its containers. */
export function completed(object: PropertyObject, name: string): PropertyObject {
  const copy = structuredClone(object) as Json;
  copy["metadata"] = { name, ...(copy["metadata"] as object | undefined) };
  const templates: readonly (readonly string[])[] = [
    ["spec", "template"],
    ["spec", "jobTemplate", "spec", "template"],
  ];
  const kind = String(copy["kind"]);
  if (["Job", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"].includes(kind))
    completePods(below(copy, templates[0]));
  if (kind === "CronJob") completePods(below(copy, templates[1]));
  if (kind === "Pod") completePods(copy);
  if (kind === "PriorityClass") copy["value"] ??= 1;
  if (kind === "StorageClass") copy["provisioner"] ??= "ebs.csi.aws.com";
  if (kind.endsWith("WebhookConfiguration")) completeWebhooks(copy);
  return copy as PropertyObject;
}

function below(object: Json, path: readonly string[] = []): Json {
  return path.reduce((parent, key) => {
    const child = (parent[key] ??= {}) as PropertyValue;
    // What isn't an object is left as it is, for the decoder to reject.
    return isPropertyObject(child) ? child : {};
  }, object);
}

function completePods(template: Json): void {
  const spec = below(template, ["spec"]);
  const containers = (spec["containers"] ??= [{}]) as unknown;
  if (!Array.isArray(containers)) return;
  containers.forEach((container: unknown, index) => {
    if (!isPropertyObject(container as PropertyObject)) return;
    const one = container as Json;
    one["name"] ??= `container-${index}`;
    one["image"] ??= "registry.example.com/shop/main:1.4";
  });
}

function completeWebhooks(configuration: Json): void {
  const webhooks = configuration["webhooks"] ?? [];
  if (!Array.isArray(webhooks)) return;
  webhooks.forEach((webhook: unknown, index) => {
    if (!isPropertyObject(webhook as PropertyObject)) return;
    const one = webhook as Json;
    if (!String(one["name"]).includes(".")) one["name"] = `webhook-${index}.example.com`;
    one["sideEffects"] ??= "None";
    one["admissionReviewVersions"] ??= ["v1"];
    one["clientConfig"] ??= { service: { name: "policy", namespace: "policy" } };
  });
}
