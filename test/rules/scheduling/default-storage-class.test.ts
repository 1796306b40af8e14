import type { TestResource } from "../../../policies/src/rule/example.ts";
import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import defaultStorageClass from "../../../policies/src/rules/scheduling/default-storage-class.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const preset = "strict" as const;
const cluster = (props: PropertyObject = {}, name = "shop"): TestResource => ({
  type: "aws:eks/cluster:Cluster",
  name,
  props: { name, ...props },
});
const driver = (configurationValues?: PropertyValue, props: PropertyObject = {}): TestResource => ({
  type: "aws:eks/addon:Addon",
  name: "driver",
  props: { clusterName: "shop", addonName: "aws-ebs-csi-driver", configurationValues, ...props },
});
const enabled = driver('{ "defaultStorageClass": { "enabled": true } }');
const storageClass = (isDefault: PropertyValue, more: Partial<TestResource> = {}): TestResource => ({
  type: "kubernetes:storage.k8s.io/v1:StorageClass",
  name: "gp3",
  props: {
    metadata: { annotations: { "storageclass.kubernetes.io/is-default-class": isDefault } },
    provisioner: "ebs.csi.aws.com",
  },
  ...more,
});

const none = (path: string) => ({
  key: "none",
  level: "advisory" as const,
  name: "driver",
  path,
  message:
    "no StorageClass is the default, so claims that name none wait forever; set defaultStorageClass.enabled to true",
});
const ANNOTATION = 'metadata.annotations["storageclass.kubernetes.io/is-default-class"]';
const several = (name: string, path = ANNOTATION) => ({
  key: "several",
  level: "advisory" as const,
  name,
  path,
  message: 'a second default StorageClass; keep one, and set the others to "false"',
});

ruleTester(defaultStorageClass, {
  valid: [
    { name: "the add-on creates one", stack: [cluster(), enabled], preset },
    {
      name: "the add-on creates one, in YAML",
      stack: [cluster(), driver("defaultStorageClass:\n  enabled: true\n")],
      preset,
    },
    { name: "a StorageClass in the stack", stack: [cluster(), driver(), storageClass("true")], preset },
    {
      name: "an existing class, made the default",
      stack: [
        cluster(),
        driver(),
        storageClass("true", { type: "kubernetes:storage.k8s.io/v1:StorageClassPatch" }),
      ],
      preset,
    },
    {
      name: "a member of a list",
      stack: [
        cluster(),
        driver(),
        {
          type: "kubernetes:storage.k8s.io/v1:StorageClassList",
          name: "classes",
          props: { items: [storageClass("true").props] },
        },
      ],
      preset,
    },
    {
      name: "the add-on's class, and one that isn't the default",
      stack: [cluster(), enabled, storageClass("false")],
      preset,
    },
    { name: "a cluster of another stack", stack: [driver()], preset },
    { name: "another add-on", stack: [cluster(), driver("{}", { addonName: "aws-efs-csi-driver" })], preset },
    {
      name: "two clusters, each with its own",
      stack: [cluster(), cluster({}, "lab"), enabled, storageClass("true")],
      preset,
    },
    { name: "none, under baseline", stack: [cluster(), driver()] },
  ],
  invalid: [
    {
      name: "no configuration",
      stack: [cluster(), driver()],
      preset,
      findings: [none("configurationValues")],
    },
    {
      name: "turned off",
      stack: [cluster(), driver('{ "defaultStorageClass": { "enabled": false } }')],
      preset,
      findings: [none("configurationValues.defaultStorageClass.enabled")],
    },
    {
      name: "another configuration",
      stack: [cluster(), driver('{ "controller": {} }')],
      preset,
      findings: [none("configurationValues.defaultStorageClass.enabled")],
    },
    {
      name: "a class that isn't the default",
      stack: [cluster(), driver(), storageClass(undefined)],
      preset,
      findings: [none("configurationValues")],
    },
    {
      name: "the add-on's class, and another",
      stack: [cluster(), enabled, storageClass("true")],
      preset,
      findings: [several("gp3")],
    },
    {
      name: "two classes",
      stack: [cluster(), driver(), storageClass("true"), storageClass("true", { name: "io2" })],
      preset,
      findings: [several("io2")],
    },
  ],
  unknown: [
    {
      name: "a class that may be the default",
      stack: [cluster(), driver(), storageClass(UNKNOWN)],
      preset,
      undetermined: [`${ANNOTATION}: not known before pulumi up`],
    },
    {
      name: "a configuration that is not known yet",
      stack: [cluster(), driver(UNKNOWN)],
      preset,
      undetermined: ["configurationValues: not known before pulumi up"],
    },
    {
      name: "one of two clusters that are not known yet",
      stack: [
        cluster({ name: UNKNOWN }),
        cluster({ name: UNKNOWN }, "other"),
        driver(undefined, { clusterName: UNKNOWN }),
      ],
      preset,
      undetermined: ["clusterName: may be a cluster in this stack"],
    },
  ],
  notApplicable: [
    {
      name: "a cluster in Auto Mode",
      stack: [cluster({ computeConfig: { enabled: true } }), driver()],
      preset,
      because: ["shop: EKS Auto Mode creates its nodes"],
    },
  ],
});
