import {
  isPropertyObject,
  isUnknown,
  Secret,
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
      documentsOf(component, "file", component.inputs["file"], (file) => textsOf(component, file, false)),
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
    const { files, yaml, objs } = component.inputs;
    const objects = elementsIn(objs);
    const documents = [
      // What is wrong with one file says nothing about the others.
      ...elementsIn(files).flatMap((file) =>
        documentsOf(component, "files", file, (name) => textsOf(component, name, true)),
      ),
      ...documentsOf(component, "yaml", yaml, (text) => (typeof text === "string" ? [text] : [])),
      ...objects.flatMap((object) => {
        if (!(object instanceof Secret)) return isPropertyObject(object) ? [object] : [];
        return isPropertyObject(object.value) ? [withSecretContents(object.value)] : [];
      }),
    ];
    if (objects.some((object) => isUnknown(object instanceof Secret ? object.value : object)))
      component.hide("objs not known before pulumi up");
    return registerObjects(component, documents, { from: component.inputDependencies("objs") });
  },
};

/** Returns the elements of a list, which are secret if the list is; a value that is unknown or no list is its own element. */
function elementsIn(list: PropertyValue): readonly PropertyValue[] {
  if (list instanceof Secret) {
    return elementsIn(list.value).map((one) => (one instanceof Secret ? one : new Secret(one)));
  }
  return Array.isArray(list) || list === undefined ? elementsOf(list) : [list];
}

/** Returns the documents in the manifests of an input; none if they can't be read, which is said. */
function documentsOf(
  component: RemoteComponent,
  input: string,
  value: PropertyValue,
  read: (value: PropertyValue) => readonly string[],
): readonly PropertyObject[] {
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
