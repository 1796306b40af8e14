import { nodeUserData, USER_DATA_TYPES } from "../../cluster/nodes/node-user-data.ts";
import { POD_KINDS, podSpecOf } from "../../cluster/workloads/pod-spec.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

export default defineRule({
  id: "no-docker",
  title: "Nothing on nodes or in pods relies on Docker",
  severity: "high",
  tags: ["containerd"],
  frameworks: { checkov: ["CKV_K8S_27"], kubescape: ["C-0074"] },
  article: "Docker freezes",
  why: "Since Kubernetes 1.24, nodes run containerd. Scripts that install or restart Docker put a second runtime on the node, whose containers and logs the kubelet neither sees nor cleans up; arguments that select a runtime are ignored or keep the node from starting; and pods that mount the Docker socket don't find it.",
  fix: "Remove Docker from the user data. Build images with BuildKit or Kaniko in pods, inspect containers with crictl, and give agents the containerd socket (/run/containerd/containerd.sock).",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/dockershim-deprecation.html",
    "https://kubernetes.io/docs/tasks/administer-cluster/migrating-from-dockershim/",
  ],
  findings: {
    "in-user-data": "The user data of nodes installs, starts or selects Docker.",
    "in-pods": "Pods mount the Docker socket.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "advisory" } },
  options: {},
  targets: [...USER_DATA_TYPES, ...POD_KINDS],
  check(resource, _, report) {
    if (!USER_DATA_TYPES.includes(resource.type)) {
      for (const path of dockerSockets(resource)) {
        report("in-pods", path, {
          found: text`nodes don't run Docker, so there is no Docker socket`,
          passes: text`mount /run/containerd/containerd.sock, or no socket at all`,
        });
      }
      return;
    }
    const userData = nodeUserData(resource);
    if (userData.kind !== "known") return;
    const commands = userData.value.scripts.flatMap(commandsOf);
    const use = USES.find(({ isUse }) => commands.some(isUse));
    if (use) {
      report("in-user-data", userData, {
        found: text`the user data ${use.found}`,
        passes: text`remove it; the image starts containerd, which runs the containers`,
      });
    } else if (!userData.value.isWhole) {
      resource.at(userData.path).undetermined("not known before pulumi up");
    }
  },
  examples: {
    good: [
      {
        title: "An agent that uses containerd",
        type: "kubernetes:apps/v1:DaemonSet",
        props: agent("/run/containerd/containerd.sock"),
      },
    ],
    bad: [
      {
        title: "An agent that uses Docker",
        type: "kubernetes:apps/v1:DaemonSet",
        props: agent("/var/run/docker.sock"),
      },
      {
        title: "Nodes that install Docker",
        type: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
        props: { spec: { userData: "#!/bin/bash\ndnf install -y docker\nsystemctl enable --now docker\n" } },
      },
    ],
  },
});

/** The words of a shell command. */
type Command = readonly string[];

const PACKAGE_MANAGERS = ["yum", "dnf", "apt", "apt-get", "amazon-linux-extras"];
const PACKAGES = ["docker", "docker-ce", "docker.io", "docker-engine"];
const SERVICES = ["docker", "docker.service"];

const USES = [
  {
    isUse: (command: Command) => hasInOrder(command, [PACKAGE_MANAGERS, ["install"], PACKAGES]),
    found: "installs Docker",
  },
  {
    isUse: (command: Command) =>
      hasInOrder(command, [["systemctl"], ["start", "restart", "enable"], SERVICES]) ||
      hasInOrder(command, [["service"], SERVICES, ["start", "restart"]]),
    found: "starts Docker",
  },
  {
    isUse: (command: Command) => command.some((word) => ARGUMENT.test(word)),
    found: "has arguments for Docker, which are ignored or keep the node from starting",
  },
] as const;

const ARGUMENT = /--(?:container-runtime(?!-)|docker-config-json|enable-docker-bridge)\b/;

/** Returns the commands of a script, without its comments. */
function commandsOf(script: string): readonly Command[] {
  return script
    .split("\n")
    .filter((line) => !line.trimStart().startsWith("#"))
    .join("\n")
    .replaceAll(/\\\r?\n/g, " ")
    .split(/[;&|\n]/)
    .map((command) => command.split(/\s+/));
}

/** True if the command has a word of each list in this order, with or without a path, and maybe with others in between. */
function hasInOrder(command: Command, wanted: readonly (readonly string[])[]): boolean {
  let found = 0;
  for (const word of command) {
    if (wanted[found]?.includes(word.slice(word.lastIndexOf("/") + 1))) found++;
  }
  return found === wanted.length;
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
