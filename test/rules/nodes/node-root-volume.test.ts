import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import nodeRootVolume from "../../../policies/src/rules/nodes/node-root-volume.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { groupWithTemplate, nodeGroup, selfManagedGroup } from "./node-resources.ts";
import { launchTemplate, nodeClass } from "./user-data.ts";

const preset = "strict";
const GOOD = { volumeSize: 50, volumeType: "gp3", encrypted: "true", deleteOnTermination: "true" };
const template = (...volumes: readonly PropertyObject[]): TestResource =>
  launchTemplate(undefined, {
    blockDeviceMappings: volumes.map((ebs) => ({ deviceName: "/dev/xvda", ebs })),
  });
const group = groupWithTemplate("subject");
const karpenter = (ebs: PropertyObject) =>
  nodeClass({ blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs }] });
const EBS = "blockDeviceMappings[0].ebs";
const finding = <const Key extends string>(key: Key, path: string, message: string) => ({
  key,
  level: "advisory" as const,
  path,
  message,
});
const small = (gib: number, path: string, wanted = 50) =>
  finding("small", path, `${gib} GiB for images, logs and pods' files; set ${wanted} GiB or more`);
const byDefault = (path: string) =>
  finding(
    "not-encrypted",
    path,
    "the volume is encrypted only if the account encrypts by default; set encrypted to true",
  );

ruleTester(nodeRootVolume, {
  valid: [
    { name: "baseline", resource: nodeGroup() },
    { name: "a large volume", stack: [template(GOOD), group], preset },
    {
      name: "Bottlerocket, whose second volume holds the images",
      stack: [template({ ...GOOD, volumeSize: 2 }, GOOD), group],
      preset,
    },
    {
      name: "the image's volume type",
      stack: [template({ volumeSize: 50, encrypted: true }), group],
      preset,
    },
    { name: "a launch template that nodes don't use", stack: [template({ volumeSize: 8 })], preset },
    { name: "the size of a node group", resource: nodeGroup({ diskSize: 50 }), preset },
    {
      name: "a node group that leaves it to a launch template of another stack",
      resource: nodeGroup({ launchTemplate: { id: "lt-0" } }),
      preset,
    },
    {
      name: "Karpenter",
      resource: karpenter({ volumeSize: "50Gi", volumeType: "io2", encrypted: true }),
      preset,
    },
    {
      name: "Karpenter, with images on the instance store",
      resource: nodeClass({ instanceStorePolicy: "RAID0" }),
      preset,
    },
    { name: "the default, which the team allows", resource: nodeGroup({}), preset, options: { minGiB: 20 } },
  ],
  invalid: [
    {
      name: "the default of a node group",
      resource: nodeGroup(),
      preset,
      findings: [small(20, "diskSize")],
    },
    {
      name: "1 GiB less than the team requires",
      resource: nodeGroup({ diskSize: 99 }),
      preset,
      options: { minGiB: 100 },
      findings: [small(99, "diskSize", 100)],
    },
    {
      name: "a launch template without volumes",
      stack: [launchTemplate(), group],
      preset,
      findings: [small(20, "blockDeviceMappings")],
    },
    {
      name: "a mapping without EBS",
      stack: [
        launchTemplate(undefined, {
          blockDeviceMappings: [{ deviceName: "/dev/xvdb", virtualName: "ephemeral0" }],
        }),
        group,
      ],
      preset,
      findings: [small(20, "blockDeviceMappings")],
    },
    {
      name: "everything wrong, on self-managed nodes",
      stack: [
        template({ volumeSize: 49, volumeType: "gp2", encrypted: "false", deleteOnTermination: "false" }),
        selfManagedGroup(),
      ],
      preset,
      findings: [
        small(49, `${EBS}.volumeSize`),
        finding(
          "old-type",
          `${EBS}.volumeType`,
          "the volume type is gp2; set gp3, which costs less and does not run out of burst credits",
        ),
        finding("not-encrypted", `${EBS}.encrypted`, "the volume is not encrypted; set encrypted to true"),
        finding(
          "kept",
          `${EBS}.deleteOnTermination`,
          "the volume is kept after its node is terminated; set deleteOnTermination to true",
        ),
      ],
    },
    {
      name: "Karpenter, with only a size",
      resource: karpenter({ volumeSize: "40Gi" }),
      preset,
      findings: [small(40, `spec.${EBS}.volumeSize`), byDefault(`spec.${EBS}.encrypted`)],
    },
    {
      name: "Karpenter without volumes",
      resource: nodeClass({ role: "nodes" }),
      preset,
      findings: [small(20, "spec.blockDeviceMappings")],
    },
  ],
  unknown: [
    {
      name: "volumes that are not known yet",
      resource: nodeClass({ blockDeviceMappings: UNKNOWN }),
      preset,
      undetermined: ["spec.blockDeviceMappings: not known before pulumi up"],
    },
    {
      name: "a size that is not known yet",
      resource: nodeGroup({ diskSize: UNKNOWN }),
      preset,
      undetermined: ["diskSize: not known before pulumi up"],
    },
    {
      name: "an invalid size",
      resource: karpenter({ volumeSize: "large", encrypted: true }),
      preset,
      undetermined: [`spec.${EBS}.volumeSize: expected a size, such as 10Mi`],
    },
  ],
  notApplicable: [
    {
      name: "Windows",
      resource: nodeGroup({ amiType: "WINDOWS_CORE_2022_x86_64" }),
      preset,
      because: ["subject: its nodes run Windows, whose operating system takes up most of the disk"],
    },
  ],
});
