import { UNKNOWN } from "../../../policies/src/rule/property-value.ts";
import logRotation from "../../../policies/src/rules/nodes/log-rotation.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { bootstrapScript, launchTemplate, multipart, nodeClass, nodeConfig } from "./user-data.ts";

const CONFIG = "userData.spec.kubelet.config";
const noRotation = (files: number | string, path: string) => ({
  key: "no-rotation",
  level: "mandatory" as const,
  path,
  message: `containerLogMaxFiles is ${files}, with which the kubelet does not start; set 2 or more; 5 is the default`,
});
const tooMuch = (found: string, path: string) => ({
  key: "too-much",
  level: "advisory" as const,
  path,
  message: `${found} MiB per container; keep files times size within 100 MiB`,
});

ruleTester(logRotation, {
  valid: [
    { name: "no user data, so the kubelet's defaults", resource: launchTemplate() },
    { name: "user data that doesn't mention logs", resource: launchTemplate(nodeConfig({ maxPods: 58 })) },
    {
      name: "two files of 50 MiB, which is exactly the limit",
      resource: launchTemplate(nodeConfig({ containerLogMaxSize: "50Mi", containerLogMaxFiles: 2 })),
    },
    {
      name: "a script that sets other flags",
      resource: launchTemplate(bootstrapScript("--max-pods=58")),
    },
    {
      name: "Bottlerocket with ten files",
      resource: launchTemplate("[settings.kubernetes]\ncontainer-log-max-files = 10\n"),
    },
    {
      name: "more, which the team allows",
      resource: launchTemplate(nodeConfig({ containerLogMaxSize: "101Mi", containerLogMaxFiles: 5 })),
      options: { maxMiBPerContainer: 505 },
    },
    {
      name: "a later part that fixes an earlier one",
      resource: launchTemplate(
        multipart(
          ["application/node.eks.aws", nodeConfig({ containerLogMaxFiles: 1 })],
          ["application/node.eks.aws", nodeConfig({ containerLogMaxFiles: 2 })],
        ),
      ),
    },
  ],
  invalid: [
    {
      name: "one file",
      resource: launchTemplate(nodeConfig({ containerLogMaxFiles: 1 })),
      findings: [noRotation(1, `${CONFIG}.containerLogMaxFiles`)],
    },
    {
      name: "one file by a flag, which takes precedence over the configuration",
      resource: launchTemplate(nodeConfig({ containerLogMaxFiles: 5 }, ["--container-log-max-files=1"])),
      findings: [noRotation(1, "userData.spec.kubelet.flags.--container-log-max-files")],
    },
    {
      name: "one file on Bottlerocket, in Karpenter's node class",
      resource: nodeClass({ userData: "[settings.kubernetes]\ncontainer-log-max-files = 1\n" }),
      findings: [noRotation(1, "spec.userData.settings.kubernetes.container-log-max-files")],
    },
    {
      name: "no file, by a script",
      resource: launchTemplate(bootstrapScript("--container-log-max-files 0")),
      findings: [noRotation(0, "userData.--container-log-max-files")],
    },
    {
      name: "rotation turned off",
      resource: launchTemplate(nodeConfig({ containerLogMaxSize: "-1" })),
      findings: [
        {
          key: "off",
          level: "advisory",
          path: `${CONFIG}.containerLogMaxSize`,
          message: "logs are never rotated; set 10Mi, which is the default",
        },
      ],
    },
    {
      name: "1 MiB over the limit",
      resource: launchTemplate(nodeConfig({ containerLogMaxSize: "101Mi", containerLogMaxFiles: 5 })),
      options: { maxMiBPerContainer: 504 },
      findings: [
        {
          ...tooMuch("", ""),
          path: `${CONFIG}.containerLogMaxSize`,
          message: "5 files of 101Mi are 505 MiB per container; keep files times size within 504 MiB",
        },
      ],
    },
    {
      name: "eleven files of the default size",
      resource: launchTemplate(nodeConfig({ containerLogMaxFiles: 11 })),
      findings: [tooMuch("11 files of 10Mi are 110", `${CONFIG}.containerLogMaxFiles`)],
    },
    {
      name: "a size alone, with the default number of files",
      resource: launchTemplate(nodeConfig({ containerLogMaxSize: "1G" })),
      findings: [tooMuch("5 files of 1G are 4768", `${CONFIG}.containerLogMaxSize`)],
    },
  ],
  unknown: [
    {
      name: "a number that is not known yet",
      resource: launchTemplate(nodeConfig({}, [`--container-log-max-files=${UNKNOWN}`])),
      undetermined: ["userData.spec.kubelet.flags.--container-log-max-files: not known before pulumi up"],
    },
    {
      name: "flags that are not known yet",
      resource: launchTemplate(nodeConfig({ containerLogMaxFiles: 1 }, [UNKNOWN])),
      undetermined: ["userData.spec.kubelet.flags: not known before pulumi up"],
    },
    {
      name: "user data from values that are not known yet",
      resource: launchTemplate(undefined, { userData: UNKNOWN }),
      undetermined: ["userData: not known before pulumi up"],
    },
    {
      name: "a number that the shell fills in",
      resource: launchTemplate(bootstrapScript("--container-log-max-files=${FILES}")),
      undetermined: ["userData.--container-log-max-files: expected a whole number"],
    },
    {
      name: "an invalid size",
      resource: launchTemplate(nodeConfig({ containerLogMaxSize: "much" })),
      undetermined: [`${CONFIG}.containerLogMaxSize: expected a size, such as 10Mi`],
    },
  ],
});
