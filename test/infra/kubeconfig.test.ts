import assert from "node:assert/strict";

import { kubeconfig } from "../../infra/cluster/kubeconfig.ts";

describe("the kubeconfig", () => {
  it("has the cluster's address and no credentials: kubectl gets a token from the AWS CLI", () => {
    const text = kubeconfig({
      clusterName: "platform",
      region: "eu-west-1",
      endpoint: "https://0123456789.gr7.eu-west-1.eks.amazonaws.com",
      certificateAuthority: "Q0VSVElGSUNBVEU=",
    });
    assert.deepEqual(JSON.parse(text), {
      apiVersion: "v1",
      kind: "Config",
      "current-context": "platform",
      clusters: [
        {
          name: "platform",
          cluster: {
            server: "https://0123456789.gr7.eu-west-1.eks.amazonaws.com",
            "certificate-authority-data": "Q0VSVElGSUNBVEU=",
          },
        },
      ],
      contexts: [{ name: "platform", context: { cluster: "platform", user: "platform" } }],
      users: [
        {
          name: "platform",
          user: {
            exec: {
              apiVersion: "client.authentication.k8s.io/v1beta1",
              command: "aws",
              args: ["eks", "get-token", "--region", "eu-west-1", "--cluster-name", "platform"],
              interactiveMode: "Never",
            },
          },
        },
      ],
    });
  });
});
