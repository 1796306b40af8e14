import { unknownIdentity } from "../../cluster/unknown-identity.ts";
import { isRelease, unlessInFile } from "../../cluster/workloads/helm-release.ts";
import { parseDocument } from "../../rule/document.ts";
import { CONFIG_MAP, DEPLOYMENT } from "../../rule/kubernetes-kinds.ts";
import { holds, type Reading } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import type { View } from "../../rule/view.ts";
import { parameterReplicas } from "./proportional-parameters.ts";
import { DNS_NAMES, type Replicas } from "./replicas.ts";

/** The chart's name, which is also part of the image's name in every mirror. */
const NAME = "cluster-proportional-autoscaler";

/**
 * The minimum of each cluster-proportional-autoscaler of DNS that the stack runs as a Deployment; undefined if it isn't
 * known. It is in the ConfigMap that the autoscaler names, or in the parameters from which it creates that ConfigMap.
 */
export function deployedAutoscalers(stack: StackView): readonly (Replicas | undefined)[] {
  return stack
    .ofType(DEPLOYMENT)
    .flatMap((deployment) => containersOf(deployment))
    .flatMap((container) => {
      if (!container) return [undefined];
      const target = flag(container, "target");
      if (target) return isDns(target.text) ? [autoscalerReplicas(stack, container)] : [];
      // Its target may be in an argument that isn't known yet.
      const unknown = mayBeAutoscaler(container) ? unknownWord(container) : undefined;
      unknown?.undetermined(NOT_KNOWN);
      return unknown ? [undefined] : [];
    });
}

/** The minimum of a release of the chart cluster-proportional-autoscaler whose target is DNS. */
export function autoscalerReleaseReplicas(resource: ResourceView): Replicas | undefined {
  return isAutoscalerRelease(resource) === true ? sectionReplicas(resource.at("values.config")) : undefined;
}

/**
 * Whether a resource is a release of the chart cluster-proportional-autoscaler whose target is DNS; undefined if that is not
 * known, which is then recorded.
 */
export function isAutoscalerRelease(resource: ResourceView): boolean | undefined {
  if (!isRelease(resource, NAME)) return unknownIdentity(resource, []) ? undefined : false;
  return holds(unlessInFile(resource, resource.string("values.options.target")), isDns);
}

function autoscalerReplicas(stack: StackView, container: View): Replicas | undefined {
  const configMapName = flag(container, "configmap")?.text;
  const configMaps = stack.ofType(CONFIG_MAP).map((one) => ({ one, name: one.at("metadata.name") }));
  const configMap = configMaps.find(({ name }) => textOf(name) === configMapName)?.one;
  if (configMapName !== undefined && configMap) {
    const data = configMap.at("data");
    return parameterReplicas(data, data.document("linear"), data.document("ladder"));
  }
  // What is not known may name the ConfigMap, whose parameters take precedence.
  const unknown =
    configMapName === undefined
      ? unknownWord(container)
      : configMaps.map(({ name }) => name).find((name) => name.isUnknown());
  unknown?.undetermined(NOT_KNOWN);
  const parameters = unknown ? undefined : flag(container, "default-params")?.document();
  if (parameters) return parameters.kind === "known" ? sectionReplicas(parameters.value) : undefined;
  if (!unknown) container.undetermined("the parameters of this autoscaler are not in the stack");
  return undefined;
}

/** The replicas of parameters that are objects below their mode's name, not strings. */
function sectionReplicas(parameters: View): Replicas | undefined {
  const section = (mode: string): Reading<View> => {
    const properties = parameters.object(mode);
    return properties.kind === "known" ? { ...properties, value: parameters.at(mode) } : properties;
  };
  return parameterReplicas(parameters, section("linear"), section("ladder"));
}

function isDns(target: string): boolean {
  return target.split(",").some((one) => {
    const [kind = "", name = ""] = one.trim().toLowerCase().split("/");
    return kind.startsWith("deployment") && DNS_NAMES.includes(name);
  });
}

/** False for a container with another image, or with a flag that the autoscaler doesn't have and with which it doesn't start. */
function mayBeAutoscaler(container: View): boolean {
  const image = container.at("image");
  if (!image.isUnknown()) return textOf(image)?.includes(NAME) === true;
  if (textOf(container.at("command[0]"))?.includes(NAME) === false) return false;
  const flags = wordsOf(container).flatMap((word) => /^--?([^=]+)/.exec(textOf(word) ?? "")?.[1] ?? []);
  return flags.every((name) => FLAGS.has(name));
}

/**
 * The flags of the autoscaler and of glog. Source: cluster-proportional-autoscaler 5a5dd5a,
 * cmd/cluster-proportional-autoscaler/options/options.go, 2026-06.
 */
const FLAGS: ReadonlySet<string> = new Set(
  (
    "target configmap namespace poll-period-seconds version default-params nodelabels max-sync-failures " +
    "alsologtostderr log_backtrace_at log_dir logtostderr stderrthreshold v vmodule"
  ).split(" "),
);

interface Flag {
  readonly text: string;
  /** Parses the flag's value as JSON. */
  document(): Reading<View>;
}

/** A flag of a container's command line, written as `--name=value` or as two arguments. */
function flag(container: View, name: string): Flag | undefined {
  const words = wordsOf(container);
  const prefix = `--${name}=`;
  for (const [index, word] of words.entries()) {
    const text = textOf(word);
    if (text?.startsWith(prefix) === true) {
      const value = (whole: string): string => whole.slice(prefix.length);
      return { text: value(text), document: () => word.document("", (whole) => parseDocument(value(whole))) };
    }
    const next = text === `--${name}` ? words[index + 1] : undefined;
    const nextText = next && textOf(next);
    if (next && nextText !== undefined) return { text: nextText, document: () => next.document() };
  }
  return undefined;
}

const NOT_KNOWN = "not known before pulumi up";

function unknownWord(container: View): View | undefined {
  const lists = [container.at("command"), container.at("args")];
  return [...lists, ...wordsOf(container)].find((view) => view.isUnknown());
}

function wordsOf(container: View): readonly View[] {
  return [...elementsOf(container.at("command")), ...elementsOf(container.at("args"))];
}

/** The containers of a Deployment; undefined for those that are not known, any of which may be an autoscaler, and recorded. */
function containersOf(deployment: ResourceView): readonly (View | undefined)[] {
  const list = deployment.list("spec.template.spec.containers");
  if (list.kind === "undetermined") return [undefined];
  const containers = list.kind === "known" ? list.value : [];
  return containers.map((one) => {
    if (!one.isUnknown()) return one;
    one.undetermined(NOT_KNOWN);
    return undefined;
  });
}

// Most containers have nothing to do with DNS, so unknown values in them aren't recorded.

function elementsOf(list: View): readonly View[] {
  if (list.isUnknown()) return [];
  const elements = list.list();
  return elements.kind === "known" ? elements.value : [];
}

function textOf(view: View): string | undefined {
  if (view.isUnknown()) return undefined;
  const text = view.string();
  return text.kind === "known" ? text.value : undefined;
}
