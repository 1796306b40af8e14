import type { PropertyValue } from "../../../../rule/property-value.ts";
import type { RemoteComponent } from "../component-model.ts";
import { apply, elementsOf, fieldsOf, Output, textOf } from "../output.ts";
import type { Resource } from "../resource.ts";
import { declareKubernetes } from "./sdk.ts";

interface StorageClassesOptions {
  /** A volume type, or storage classes by key. */
  readonly storageClasses: Output;
  readonly kubernetesProvider: Resource;
  readonly access: readonly Resource[];
}

/** Creates the storage classes that the program requests. Source: pulumi-eks v4.3.0, cluster/storageclass.ts, read 2026-11-23. */
export async function createStorageClasses(
  component: RemoteComponent,
  { storageClasses, kubernetesProvider, access }: StorageClassesOptions,
): Promise<void> {
  const { value } = storageClasses;
  const classes =
    typeof value === "string" ? new Output({ [value]: { type: value, default: true } }) : storageClasses;
  for (const key of Object.keys(fieldsOf(classes.value))) {
    const options = classes.get(key);
    await declareKubernetes(component, {
      type: "kubernetes:storage.k8s.io/v1:StorageClass",
      name: `${component.name.toLowerCase()}-${key}`,
      props: {
        apiVersion: "storage.k8s.io/v1",
        kind: "StorageClass",
        metadata: apply([options.get("metadata"), options.get("default")], metadataOf),
        provisioner: "kubernetes.io/aws-ebs",
        parameters: {
          type: options.get("type"),
          zones: ifSet(options.get("zones"), (zones) => elementsOf(zones).map(textOf).join(", ")),
          iopsPerGb: ifSet(options.get("iopsPerGb"), textOf),
          encrypted: ifSet(options.get("encrypted"), textOf),
          kmsKeyId: ifSet(options.get("kmsKeyId"), (id) => id),
        },
        allowVolumeExpansion: options.get("allowVolumeExpansion"),
        mountOptions: options.get("mountOptions"),
        reclaimPolicy: options.get("reclaimPolicy"),
        volumeBindingMode: options.get("volumeBindingMode"),
      },
      provider: kubernetesProvider,
      dependsOn: access,
    });
  }
}

function metadataOf(metadata: PropertyValue, isDefault: PropertyValue): PropertyValue {
  if (!isDefault) return fieldsOf(metadata);
  return {
    ...fieldsOf(metadata),
    annotations: {
      ...fieldsOf(fieldsOf(metadata)["annotations"]),
      "storageclass.kubernetes.io/is-default-class": "true",
    },
  };
}

function ifSet(option: Output, convert: (value: PropertyValue) => PropertyValue): Output | undefined {
  return option.isSet ? apply([option], convert) : undefined;
}
