import {
  isPropertyObject,
  isUnknown,
  type PropertyObject,
  type PropertyValue,
} from "../../../../rule/property-value.ts";
import { ManifestError, readDocuments } from "../../kubernetes/manifest.ts";
import { readManifestFiles, UnreadableFile } from "../../kubernetes/manifest-files.ts";
import type { ComponentModel, RemoteComponent } from "../component-model.ts";
import { elementsOf, holdsUnknown } from "../output.ts";
import { KUBERNETES_VERSIONS, registerObjects } from "./objects.ts";
import { revealed, withSecretContents } from "./secrets.ts";

/** The model of a manifest in a file. Source: pulumi-kubernetes, provider/pkg/provider/yaml/v2/configfile.go, 2026-07-01. */
export const configFileModel: ComponentModel = {
  type: "kubernetes:yaml/v2:ConfigFile",
  versions: KUBERNETES_VERSIONS,

  expand(component) {
    return registerObjects(
      component,
      documentsOf(component, "file", (file) => textsOf(component, file, false)),
    );
  },
};

/**
 * The model of manifests in files and in the program. In a preview, the provider itself registers no object if any value is unknown;
 * those that are known are judged here. Source: pulumi-kubernetes, provider/pkg/provider/yaml/v2/configgroup.go, 2026-07-01.
 */
export const configGroupModel: ComponentModel = {
  type: "kubernetes:yaml/v2:ConfigGroup",
  versions: KUBERNETES_VERSIONS,

  expand(component) {
    const { objs } = component.inputs;
    const documents = [
      ...documentsOf(component, "files", (files) =>
        elementsOf(files).flatMap((file) => textsOf(component, file, true)),
      ),
      ...documentsOf(component, "yaml", (yaml) => (typeof yaml === "string" ? [yaml] : [])),
      ...elementsOf(objs).filter(isPropertyObject),
    ];
    if (isUnknown(objs) || elementsOf(objs).some(isUnknown))
      component.hide("objs not known before pulumi up");
    return registerObjects(component, documents, { from: component.inputDependencies("objs") });
  },
};

/** Returns the documents in the manifests of an input; none if they can't be read, which is said. */
function documentsOf(
  component: RemoteComponent,
  input: string,
  read: (value: PropertyValue) => readonly string[],
): readonly PropertyObject[] {
  const value = component.inputs[input];
  if (holdsUnknown(value)) {
    component.hide(`${input} not known before pulumi up`);
    return [];
  }
  const secrets = new Set<string>();
  try {
    const documents = read(revealed(value, secrets)).flatMap(readDocuments);
    return secrets.size === 0 ? documents : documents.map(withSecretContents);
  } catch (error) {
    if (!(error instanceof ManifestError || error instanceof UnreadableFile)) throw error;
    component.hide(`${input}: ${error.message}`);
    return [];
  }
}

function textsOf(
  { renderer }: RemoteComponent,
  file: PropertyValue,
  canBePattern: boolean,
): readonly string[] {
  return typeof file === "string" ? readManifestFiles(file, renderer.directory, canBePattern) : [];
}
