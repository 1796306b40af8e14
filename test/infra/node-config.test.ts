import { nodeUserData } from "../../infra/nodes/node-config.ts";
import { assertSnapshot } from "../snapshot.ts";

describe("the user data of nodes", () => {
  it("tells the kubelet to rotate logs, clean up images and evict by every signal", () => {
    assertSnapshot(import.meta.url, "user-data", nodeUserData({}));
  });

  it("tells a node with an AMI of ours its cluster and its number of pods too", () => {
    const cluster = {
      name: "platform",
      apiServerEndpoint: "https://0123456789.gr7.eu-west-1.eks.amazonaws.com",
      certificateAuthority: "Q0VSVElGSUNBVEU=",
      cidr: "172.20.0.0/16",
    };
    assertSnapshot(import.meta.url, "user-data-own-ami", nodeUserData({ cluster, maxPods: 98 }));
  });
});
