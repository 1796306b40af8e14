import { gzipSync } from "node:zlib";

import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import noDocker from "../../../policies/src/rules/nodes/no-docker.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { launchTemplate, multipart, nodeClass, nodeConfig } from "./user-data.ts";

const packed = (text: string): string => gzipSync(text).toString("base64");
const script = (line: string): TestResource => launchTemplate(`#!/bin/bash\n${line}\n`);
const daemonSet = (volumes: readonly PropertyObject[] | string): TestResource => ({
  type: "kubernetes:apps/v1:DaemonSet",
  props: { spec: { template: { spec: { volumes } } } },
});
const inUserData = (found: string, path = "userData") => ({
  key: "in-user-data",
  level: "advisory" as const,
  path,
  message: `the user data ${found}; remove it; the image starts containerd, which runs the containers`,
});
const inPods = (path: string) => ({
  key: "in-pods",
  level: "advisory" as const,
  path,
  message:
    "nodes don't run Docker, so there is no Docker socket; mount /run/containerd/containerd.sock, or no socket at all",
});

ruleTester(noDocker, {
  valid: [
    { name: "no user data", resource: launchTemplate() },
    { name: "a NodeConfig", resource: launchTemplate(nodeConfig({})) },
    { name: "a comment about Docker", resource: script("# yum install docker is not needed") },
    {
      name: "a registry with Docker in its name",
      resource: script("ctr pull docker.io/library/busybox"),
    },
    {
      name: "a credential helper",
      resource: script("dnf install -y amazon-ecr-credential-helper docker-credential-x"),
    },
    {
      name: "a runtime endpoint",
      resource: script("echo --container-runtime-endpoint=unix:///run/containerd.sock"),
    },
    { name: "a service with another name", resource: script("systemctl enable --now stop-docker") },
    {
      name: "as many lines as fit, none of them for Docker",
      resource: launchTemplate(packed("\n".repeat(2 ** 16))),
    },
    { name: "as many packages as fit", resource: launchTemplate(packed("yum install ".repeat(2 ** 12))) },
    { name: "pods without volumes", resource: { type: "kubernetes:apps/v1:DaemonSet", props: { spec: {} } } },
    {
      name: "pods with the containerd socket",
      resource: daemonSet([
        { name: "a", hostPath: { path: "/run/containerd/containerd.sock" } },
        { name: "b" },
      ]),
    },
  ],
  invalid: [
    ...[
      "yum install -y docker",
      "sudo /usr/bin/yum install -y docker",
      "amazon-linux-extras install docker",
      "apt-get update && apt-get install -y curl docker.io",
      "dnf install -y \\\n docker-ce",
    ].map((line) => ({ name: line, resource: script(line), findings: [inUserData("installs Docker")] })),
    ...["systemctl restart docker", "systemctl enable --now docker.service", "service docker start"].map(
      (line) => ({
        name: line,
        resource: script(line),
        findings: [inUserData("starts Docker")],
      }),
    ),
    {
      name: "arguments of bootstrap.sh, in Karpenter's node class",
      resource: nodeClass({
        userData: "#!/bin/sh\n/etc/eks/bootstrap.sh prod --container-runtime dockerd\n",
      }),
      findings: [
        inUserData(
          "has arguments for Docker, which are ignored or keep the node from starting",
          "spec.userData",
        ),
      ],
    },
    {
      name: "a command before others that are not known yet",
      resource: script(`yum install -y docker\n${UNKNOWN}`),
      findings: [inUserData("installs Docker")],
    },
    {
      name: "a kubelet argument with a path",
      resource: script("kubelet --docker-config-json=/etc/docker.json"),
      findings: [inUserData("has arguments for Docker, which are ignored or keep the node from starting")],
    },
    {
      name: "a script next to a NodeConfig",
      resource: launchTemplate(
        multipart(
          ["application/node.eks.aws", nodeConfig({})],
          ["text/x-shellscript", "#!/bin/sh\nyum install docker"],
        ),
      ),
      findings: [inUserData("installs Docker")],
    },
    ...(
      [
        ["core/v1:Pod", "spec"],
        ["core/v1:ReplicationController", "spec.template.spec"],
        ["apps/v1:ReplicaSet", "spec.template.spec"],
        ["apps/v1:Deployment", "spec.template.spec"],
        ["apps/v1:StatefulSetPatch", "spec.template.spec"],
        ["batch/v1:Job", "spec.template.spec"],
        ["batch/v1:CronJob", "spec.jobTemplate.spec.template.spec"],
      ] as const
    ).map(([kind, podSpec]) => ({
      name: `the Docker socket in a ${kind}`,
      resource: {
        type: `kubernetes:${kind}`,
        props: podSpec.split(".").reduceRight<PropertyObject>((below, property) => ({ [property]: below }), {
          volumes: [{ name: "a", hostPath: { path: "/var/run/docker.sock" } }],
        }),
      },
      findings: [inPods(`${podSpec}.volumes[0].hostPath.path`)],
    })),
    {
      name: "pods with the Docker socket by both its paths",
      resource: daemonSet([
        { name: "a", hostPath: { path: "/var/run/docker.sock" } },
        { name: "b", hostPath: { path: "/run/docker.sock" } },
      ]),
      findings: [
        inPods("spec.template.spec.volumes[0].hostPath.path"),
        inPods("spec.template.spec.volumes[1].hostPath.path"),
      ],
    },
  ],
  unknown: [
    {
      name: "commands that are not known yet",
      resource: script(UNKNOWN),
      undetermined: ["userData: not known before pulumi up"],
    },
    {
      name: "user data from values that are not known yet",
      resource: launchTemplate(undefined, { userData: UNKNOWN }),
      undetermined: ["userData: not known before pulumi up"],
    },
    {
      name: "volumes that are not known yet",
      resource: daemonSet(UNKNOWN),
      undetermined: ["spec.template.spec.volumes: not known before pulumi up"],
    },
  ],
});
