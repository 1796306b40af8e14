import assert from "node:assert/strict";

import { parse as parseToml } from "smol-toml";
import { parse as parseYaml } from "yaml";

import { bottlerocketUserData } from "../../infra/nodes/bottlerocket.ts";
import type { NodeRegistration } from "../../infra/nodes/kubelet.ts";
import { nodeConfigUserData } from "../../infra/nodes/node-config.ts";
import { nodePoolSettings, type NodePoolSettings } from "../../infra/settings/node-pool-settings.ts";
import { assertSnapshot } from "../snapshot.ts";

/** The settings of a pool, with these of the kubelet and these parts of user data. */
function pool(kubelet: object = {}, userData: object = {}, operatingSystem = "AL2023"): NodePoolSettings {
  return nodePoolSettings.parse({
    instanceTypes: ["m7i.large"],
    minSize: 1,
    maxSize: 3,
    operatingSystem,
    kubelet,
    userData,
  });
}

const registration: NodeRegistration = {
  name: "platform",
  apiServerEndpoint: "https://0123456789.gr7.eu-west-1.eks.amazonaws.com",
  certificateAuthority: "Q0VSVElGSUNBVEU=",
  serviceCidr: "172.20.0.0/16",
  maxPods: 98,
  labels: { team: "batch" },
  taints: [
    { key: "jobs", value: "true", effect: "NO_SCHEDULE" },
    { key: "jobs", effect: "PREFER_NO_SCHEDULE" },
  ],
};

const SYSTEMS = { al2023: nodeConfigUserData, bottlerocket: bottlerocketUserData };

for (const [system, userData] of Object.entries(SYSTEMS)) {
  describe(`the user data of nodes with ${system}`, () => {
    it("tells the kubelet to rotate logs, clean up images and evict by every signal", () => {
      assertSnapshot(import.meta.url, `user-data-${system}`, userData(pool()));
    });

    it("also tells a node with a custom AMI its cluster, number of pods, labels and taints", () => {
      assertSnapshot(import.meta.url, `user-data-${system}-own-ami`, userData({ ...pool(), registration }));
    });
  });
}

describe("a node with a custom AMI in an IPv6 cluster", () => {
  const ipv6 = { ...pool(), registration: { ...registration, serviceCidr: "fd12:3456:789a::/108" } };

  it("gets the service block with AL2023, whose nodeadm derives the DNS address from it", () => {
    assert.match(nodeConfigUserData(ipv6), /^ {4}cidr: fd12:3456:789a::\/108$/m);
  });

  it("gets the DNS address with Bottlerocket", () => {
    assert.match(bottlerocketUserData(ipv6), /^cluster-dns-ip = "fd12:3456:789a::a"$/m);
  });
});

const OWN = {
  containerLogMaxFiles: 3,
  containerLogMaxSizeMiB: 50,
  imageGcHighPercent: 80,
  imageGcLowPercent: 70,
  podPidsLimit: 4096,
};

describe("a kubelet's own settings", () => {
  it("reach nodeadm under the kubelet's names", () => {
    const { kubelet } = nodeConfigOf(nodeConfigUserData(pool(OWN)));
    assert.partialDeepStrictEqual(kubelet.config, {
      containerLogMaxFiles: 3,
      containerLogMaxSize: "50Mi",
      imageGCHighThresholdPercent: 80,
      imageGCLowThresholdPercent: 70,
      podPidsLimit: 4096,
    });
  });

  it("reach Bottlerocket under its names", () => {
    assert.partialDeepStrictEqual(parseToml(bottlerocketUserData(pool(OWN))), {
      settings: {
        kubernetes: {
          "container-log-max-files": 3,
          "container-log-max-size": "50Mi",
          "image-gc-high-threshold-percent": "80",
          "image-gc-low-threshold-percent": "70",
          "pod-pids-limit": 4096,
        },
      },
    });
  });
});

describe("further settings of the kubelet", () => {
  const config = {
    cpuManagerPolicy: "static",
    cpuManagerPolicyOptions: { "full-pcpus-only": "true", "align-by-socket": "false" },
    kubeReserved: { cpu: "200m", memory: "1Gi" },
    imageMaximumGCAge: "24h",
  };

  it("reach nodeadm under their own names, and win over the program's", () => {
    const { kubelet } = nodeConfigOf(nodeConfigUserData(pool({ config })));
    assert.partialDeepStrictEqual(kubelet.config, config);
  });

  it("reach Bottlerocket under its names", () => {
    const bottlerocket = pool({ config }, {}, "BOTTLEROCKET");
    assert.partialDeepStrictEqual(parseToml(bottlerocketUserData(bottlerocket)), {
      settings: {
        kubernetes: {
          "cpu-manager-policy": "static",
          "cpu-manager-policy-options": ["full-pcpus-only"],
          "kube-reserved": { cpu: "200m", memory: "1Gi" },
          "image-maximum-gc-age": "24h",
        },
      },
    });
  });
});

describe("a pool's own user data", () => {
  it("stands before and after the program's part, each with its type", () => {
    const before = ["#!/bin/bash\necho proxy\n", "#cloud-config\nmounts: []\n"];
    const after = ["apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\n"];
    const text = nodeConfigUserData(pool({}, { before, after }));
    assert.deepEqual(text.match(/^Content-Type: [^;\n]+/gm), [
      "Content-Type: multipart/mixed",
      "Content-Type: text/x-shellscript",
      "Content-Type: text/cloud-config",
      "Content-Type: application/node.eks.aws",
      "Content-Type: application/node.eks.aws",
    ]);
    assert.ok(text.indexOf("echo proxy") < text.indexOf("evictionHard"));
    assert.match(text, /\n\napiVersion: node.eks.aws\/v1alpha1\nkind: NodeConfig\n--\/\/--\n$/);
  });

  it("is merged with the program's settings on Bottlerocket, where the last one wins", () => {
    const before = [
      '[settings.network]\nhttps-proxy = "10.0.0.1:3128"\n[settings.kubernetes]\ncontainer-log-max-files = 2\n',
    ];
    const after = ['[settings.kubernetes.eviction-hard]\n"memory.available" = "200Mi"\n'];
    assert.partialDeepStrictEqual(
      parseToml(bottlerocketUserData(pool({}, { before, after }, "BOTTLEROCKET"))),
      {
        settings: {
          network: { "https-proxy": "10.0.0.1:3128" },
          kubernetes: {
            "container-log-max-files": 5,
            "eviction-hard": { "memory.available": "200Mi", "nodefs.available": "10%" },
          },
        },
      },
    );
  });
});

function nodeConfigOf(userData: string): { readonly kubelet: { readonly config: object } } {
  const [, document = ""] = /eks\.aws\n\n(.*)\n--\/\/--/s.exec(userData) ?? [];
  return (parseYaml(document) as { spec: { kubelet: { config: object } } }).spec;
}
