/** The location and the name of a cluster. */
export interface KubeconfigArgs {
  readonly clusterName: string;
  readonly region: string;
  readonly endpoint: string;
  /** Base64. */
  readonly certificateAuthority: string;
}

/** Returns a kubeconfig without credentials: the AWS CLI gets a token for the AWS identity of whoever uses it. */
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
