import { nodeUserData, USER_DATA_TYPES } from "../../cluster/node-user-data.ts";
import { POD_KINDS, podSpecOf } from "../../cluster/pod-spec.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

export default defineRule({
  id: "no-docker",
  title: "Nothing on nodes or in pods counts on Docker",
  severity: "high",
  tags: ["containerd"],
  article: "Docker freezes",
  why: "Since Kubernetes 1.24 nodes run containerd. Scripts that install or restart Docker put a second runtime on the node, whose containers and logs the kubelet neither sees nor cleans up; arguments that choose a runtime are ignored or keep the node from starting; and pods that mount Docker's socket find none.",
  fix: "Remove Docker from the user data. Build images with BuildKit or Kaniko in pods, look at containers with crictl, and give agents the socket of containerd (/run/containerd/containerd.sock).",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/dockershim-deprecation.html",
    "https://kubernetes.io/docs/tasks/administer-cluster/migrating-from-dockershim/",
  ],
  findings: {
    "in-user-data": "The user data of nodes installs, starts or chooses Docker.",
    "in-pods": "Pods mount the socket of Docker.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "advisory" } },
  options: {},
  targets: [...USER_DATA_TYPES, ...POD_KINDS],
  check(resource, _, report) {
    if (!USER_DATA_TYPES.includes(resource.type)) {
      for (const path of dockerSockets(resource)) {
        report("in-pods", path, {
          found: text`there is no Docker on the nodes, and no socket of it`,
          passes: text`mount /run/containerd/containerd.sock, or no socket at all`,
        });
      }
      return;
    }
    const userData = nodeUserData(resource);
    if (userData.kind !== "known") return;
    const [use] = USES.filter(({ pattern }) =>
      userData.value.scripts.some((script) => pattern.test(commands(script))),
    );
    if (use) {
      report("in-user-data", userData, {
        found: text`the user data ${use.found}`,
        passes: text`leave containers to containerd, which the image starts`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "An agent that asks containerd",
        type: "kubernetes:apps/v1:DaemonSet",
        props: agent("/run/containerd/containerd.sock"),
      },
    ],
    bad: [
      {
        title: "An agent that asks Docker",
        type: "kubernetes:apps/v1:DaemonSet",
        props: agent("/var/run/docker.sock"),
      },
      {
        title: "Nodes with a Docker of their own",
        type: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
        props: { spec: { userData: "#!/bin/bash\ndnf install -y docker\nsystemctl enable --now docker\n" } },
      },
    ],
  },
});

const USES = [
  {
    pattern:
      /\b(?:yum|dnf|apt|apt-get|amazon-linux-extras)\b[^;&|\n]*\sinstall\s(?:[^;&|\n]*\s)?docker(?:-ce|\.io|-engine)?(?=[\s;&|]|$)/m,
    found: "installs Docker",
  },
  {
    pattern:
      /\bsystemctl\s[^;&|\n]*\b(?:start|restart|enable)\s[^;&|\n]*\bdocker(?:\.service)?(?=[\s;&|]|$)|\bservice\s+docker\s+(?:re)?start\b/m,
    found: "starts Docker",
  },
  {
    pattern: /--(?:container-runtime(?!-)|docker-config-json|enable-docker-bridge)\b/,
    found: "has arguments for Docker, which are ignored or keep the node from starting",
  },
] as const;

/** A script without its comments. */
function commands(script: string): string {
  return script.replaceAll(/^\s*#.*$/gm, "").replaceAll(/\\\r?\n/g, " ");
}

function dockerSockets(workload: ResourceView) {
  const volumes = podSpecOf(workload).list("volumes");
  if (volumes.kind !== "known") return [];
  return volumes.value
    .map((volume) => volume.at("hostPath.path"))
    .filter((path) => {
      const text = path.string();
      return text.kind === "known" && /^(\/var)?\/run\/docker\.sock$/.test(text.value);
    });
}

function agent(socket: string) {
  const labels = { app: "agent" };
  const containers = [{ name: "agent", image: "registry.example.com/agent:1.4" }];
  const volumes = [{ name: "runtime", hostPath: { path: socket } }];
  return {
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers, volumes } },
    },
  };
}
