import assert from "node:assert/strict";

import { parse as parseToml } from "smol-toml";
import { parse as parseYaml } from "yaml";

import { bottlerocketUserData } from "../../infra/nodes/bottlerocket.ts";
import type { NodeRegistration } from "../../infra/nodes/kubelet.ts";
import { nodeConfigUserData } from "../../infra/nodes/node-config.ts";
import { nodePoolSettings, type KubeletSettings } from "../../infra/settings/node-pool-settings.ts";
import { assertSnapshot } from "../snapshot.ts";

/** The kubelet settings, with those of the test. */
function kubelet(settings: Readonly<Record<string, number>> = {}): KubeletSettings {
  return nodePoolSettings.parse({ instanceTypes: ["m7i.large"], minSize: 1, maxSize: 3, kubelet: settings })
    .kubelet;
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
      assertSnapshot(import.meta.url, `user-data-${system}`, userData({ kubelet: kubelet() }));
    });

    it("also tells a node with a custom AMI its cluster, number of pods, labels and taints", () => {
      assertSnapshot(
        import.meta.url,
        `user-data-${system}-own-ami`,
        userData({ kubelet: kubelet(), registration }),
      );
    });
  });
}

describe("a node with a custom AMI in an IPv6 cluster", () => {
  const ipv6 = { kubelet: kubelet(), registration: { ...registration, serviceCidr: "fd12:3456:789a::/108" } };

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
    const [, document = ""] =
      /eks\.aws\n\n(.*)\n--\/\/--/s.exec(nodeConfigUserData({ kubelet: kubelet(OWN) })) ?? [];
    const { spec } = parseYaml(document) as { spec: { kubelet: { config: object } } };
    assert.partialDeepStrictEqual(spec.kubelet.config, {
      containerLogMaxFiles: 3,
      containerLogMaxSize: "50Mi",
      imageGCHighThresholdPercent: 80,
      imageGCLowThresholdPercent: 70,
      podPidsLimit: 4096,
    });
  });

  it("reach Bottlerocket under its names", () => {
    assert.partialDeepStrictEqual(parseToml(bottlerocketUserData({ kubelet: kubelet(OWN) })), {
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
