/** A catalog of controls by which others name what rules check. */
interface FrameworkFacts {
  readonly title: string;
  /** Where the numbers and titles of the controls can be read, and the date of the version that was. */
  readonly source: string;
  readonly date: string;
  /** The controls that rules check, with their titles. */
  readonly controls: Readonly<Record<string, string>>;
}

/** The frameworks whose controls rules name, by the key that rules use. */
export const FRAMEWORKS = {
  "aws-fsbp": {
    title: "AWS Foundational Security Best Practices (Security Hub)",
    source:
      "https://github.com/prowler-cloud/prowler/blob/master/prowler/compliance/aws/aws_foundational_security_best_practices_aws.json",
    date: "2026-08-21",
    controls: {
      "AutoScaling.9": "EC2 Auto Scaling groups should use EC2 launch templates",
      "EC2.3": "Attached EBS volumes should be encrypted at rest",
      "EC2.8": "EC2 instances should use IMDSv2",
      "EKS.1": "EKS cluster endpoints should not be publicly accessible",
      "EKS.2": "EKS clusters should run on a supported Kubernetes version",
      "EKS.3": "EKS clusters should use encrypted Kubernetes secrets",
      "EKS.8": "EKS clusters should have audit logging enabled",
    },
  },
  "cis-eks-1.8": {
    title: "CIS Amazon EKS Benchmark 1.8.0",
    source: "https://github.com/kubescape/regolibrary/blob/master/frameworks/cis-eks-t1.8.0.json",
    date: "2026-08-21",
    controls: {
      "2.1.1": "Enable audit Logs",
      "4.1.1": "Ensure that the cluster-admin role is only used where required",
      "4.1.3": "Minimize wildcard use in Roles and ClusterRoles",
      "4.1.5": "Ensure that default service accounts are not actively used",
      "4.1.7":
        "Cluster Access Manager API to streamline and enhance the management of access controls within EKS clusters",
      "4.1.8": "Limit use of the Bind, Impersonate and Escalate permissions in the Kubernetes cluster",
      "4.1.10": "Minimize access to the proxy sub-resource of nodes",
      "4.1.12": "Minimize access to the service account token creation",
      "5.2.1": "Prefer using dedicated EKS Service Accounts",
      "5.3.1": "Ensure Kubernetes Secrets are encrypted using Customer Master Keys (CMKs) managed in AWS KMS",
      "5.4.1": "Restrict Access to the Control Plane Endpoint",
      "5.4.2": "Ensure clusters are created with Private Endpoint Enabled and Public Access Disabled",
      "5.5.1":
        "Manage Kubernetes RBAC users with AWS IAM Authenticator for Kubernetes or Upgrade to AWS CLI v1.16.156 or greater",
    },
  },
  nsa: {
    title: "NSA and CISA Kubernetes Hardening Guidance, as Trivy numbers it",
    source: "https://github.com/aquasecurity/trivy-checks/blob/main/pkg/compliance/k8s-nsa-1.0.yaml",
    date: "2026-08-21",
    controls: {
      "6.1": "Check that encryption resource has been set",
      "8.0": "Audit policy is configure (Manual)",
    },
  },
} as const satisfies Readonly<Record<string, FrameworkFacts>>;

/** The controls of each framework that a rule checks, at least in part. */
export type FrameworkControls = {
  readonly [Name in keyof typeof FRAMEWORKS]?: readonly (keyof (typeof FRAMEWORKS)[Name]["controls"])[];
};

/** Returns the controls in one form: `cis-eks-1.8:4.1.1`. */
export function controlIds(frameworks: FrameworkControls): readonly string[] {
  return Object.entries(frameworks).flatMap(([name, controls]) =>
    controls.map((control) => `${name}:${control}`),
  );
}

/** Returns the controls with their titles, one line for each framework. */
export function describeControls(frameworks: FrameworkControls): readonly string[] {
  return Object.entries(frameworks).map(([name, controls]) => {
    const facts: FrameworkFacts = FRAMEWORKS[name as keyof typeof FRAMEWORKS];
    const named = controls.map((control) => `${control} (${facts.controls[control] ?? ""})`);
    return `[${facts.title}](${facts.source}): ${named.join(", ")}`;
  });
}
