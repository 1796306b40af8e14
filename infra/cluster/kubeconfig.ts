/** Where a cluster is, and how AWS names it. */
export interface KubeconfigArgs {
  readonly clusterName: string;
  readonly region: string;
  readonly endpoint: string;
  /** Base64. */
  readonly certificateAuthority: string;
}

/** A kubeconfig without a credential in it: whoever uses it gets a token by the AWS CLI, as the AWS identity that they have. */
export function kubeconfig({ clusterName, region, endpoint, certificateAuthority }: KubeconfigArgs): string {
  const user = {
    exec: {
      apiVersion: "client.authentication.k8s.io/v1beta1",
      command: "aws",
      args: ["eks", "get-token", "--region", region, "--cluster-name", clusterName],
      interactiveMode: "Never",
    },
  };
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": clusterName,
    clusters: [
      {
        name: clusterName,
        cluster: { server: endpoint, "certificate-authority-data": certificateAuthority },
      },
    ],
    contexts: [{ name: clusterName, context: { cluster: clusterName, user: clusterName } }],
    users: [{ name: clusterName, user }],
  });
}
