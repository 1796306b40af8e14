/** A catalog of controls by which others name what rules check. */
interface FrameworkFacts {
  readonly title: string;
  /** Where the numbers and titles of the controls can be read. */
  readonly source: string;
  /** The date of the version that was read, or of the reading where the source states none. */
  readonly date: string;
  /** The controls that rules check, with their titles. */
  readonly controls: Readonly<Record<string, string>>;
}

/** The frameworks whose controls rules name, by the key that rules use. */
export const FRAMEWORKS = {
  "aws-fsbp": {
    title: "AWS Foundational Security Best Practices (Security Hub)",
    source: "https://docs.aws.amazon.com/securityhub/latest/userguide/fsbp-standard.html",
    date: "2026-11-28",
    controls: {
      "AutoScaling.2": "Amazon EC2 Auto Scaling group should cover multiple Availability Zones",
      "AutoScaling.9": "Amazon EC2 Auto Scaling groups should use Amazon EC2 launch templates",
      "EC2.3": "Attached Amazon EBS volumes should be encrypted at-rest",
      "EC2.8": "EC2 instances should use Instance Metadata Service Version 2 (IMDSv2)",
      "EC2.10":
        "Amazon EC2 should be configured to use VPC endpoints that are created for the Amazon EC2 service",
      "EC2.55": "VPCs should be configured with an interface endpoint for ECR API",
      "EC2.56": "VPCs should be configured with an interface endpoint for Docker Registry",
      "EC2.170": "EC2 launch templates should use Instance Metadata Service Version 2 (IMDSv2)",
      "EC2.181": "EC2 launch templates should enable encryption for attached EBS volumes",
      "EKS.1": "EKS cluster endpoints should not be publicly accessible",
      "EKS.2": "EKS clusters should run on a supported Kubernetes version",
      "EKS.3": "EKS clusters should use encrypted Kubernetes secrets",
      "EKS.8": "EKS clusters should have audit logging enabled",
    },
  },
  checkov: {
    title: "Checkov",
    source: "https://github.com/bridgecrewio/checkov/tree/03d5fdad8d6154b1565799a7b1fb8070c158866f/checkov",
    date: "2026-08-20",
    controls: {
      CKV_AWS_37: "Ensure Amazon EKS control plane logging is enabled for all log types",
      CKV_AWS_38: "Ensure Amazon EKS public endpoint not accessible to 0.0.0.0/0",
      CKV_AWS_39: "Ensure Amazon EKS public endpoint disabled",
      CKV_AWS_58: "Ensure EKS Cluster has Secrets Encryption Enabled",
      CKV_AWS_66: "Ensure that CloudWatch Log Group specifies retention days",
      CKV_AWS_79: "Ensure Instance Metadata Service Version 1 is not enabled",
      CKV_AWS_315: "Ensure EC2 Auto Scaling groups use EC2 launch templates",
      CKV_AWS_339: "Ensure EKS clusters run on a supported Kubernetes version",
      CKV_AWS_341: "Ensure Launch template should not have a metadata response hop limit greater than 1",
      CKV2_K8S_2:
        "Granting `create` permissions to `nodes/proxy` or `pods/exec` sub resources allows potential privilege escalation",
      CKV2_K8S_3:
        "No ServiceAccount/Node should have `impersonate` permissions for groups/users/service-accounts",
      CKV_K8S_9: "Readiness Probe Should be Configured",
      CKV_K8S_27: "Do not expose the docker daemon socket to containers",
      CKV_K8S_42: "Ensure that default service accounts are not actively used",
      CKV_K8S_49: "Minimize wildcard use in Roles and ClusterRoles",
      CKV_K8S_155:
        "Minimize ClusterRoles that grant control over validating or mutating admission webhook configurations",
      CKV_K8S_156: "Minimize ClusterRoles that grant permissions to approve CertificateSigningRequests",
      CKV_K8S_157:
        "Minimize Roles and ClusterRoles that grant permissions to bind RoleBindings or ClusterRoleBindings",
      CKV_K8S_158: "Minimize Roles and ClusterRoles that grant permissions to escalate Roles or ClusterRoles",
    },
  },
  "cis-eks-1.8": {
    title: "CIS Amazon EKS Benchmark 1.8.0",
    source: "https://github.com/kubescape/regolibrary/blob/master/frameworks/cis-eks-t1.8.0.json",
    date: "2026-08-21",
    controls: {
      "2.1.1": "Enable audit Logs",
      "4.1.1": "Ensure that the cluster-admin role is only used where required",
      "4.1.2": "Minimize access to secrets",
      "4.1.3": "Minimize wildcard use in Roles and ClusterRoles",
      "4.1.5": "Ensure that default service accounts are not actively used",
      "4.1.7":
        "Cluster Access Manager API to streamline and enhance the management of access controls within EKS clusters",
      "4.1.8": "Limit use of the Bind, Impersonate and Escalate permissions in the Kubernetes cluster",
      "4.1.10": "Minimize access to the proxy sub-resource of nodes",
      "4.1.11": "Minimize access to webhook configuration objects",
      "4.1.12": "Minimize access to the service account token creation",
      "4.3.1": "Ensure CNI plugin supports network policies",
      "5.2.1": "Prefer using dedicated EKS Service Accounts",
      "5.3.1": "Ensure Kubernetes Secrets are encrypted using Customer Master Keys (CMKs) managed in AWS KMS",
      "5.4.1": "Restrict Access to the Control Plane Endpoint",
      "5.4.2": "Ensure clusters are created with Private Endpoint Enabled and Public Access Disabled",
      "5.4.4": "Ensure Network Policy is Enabled and set as appropriate",
      "5.5.1":
        "Manage Kubernetes RBAC users with AWS IAM Authenticator for Kubernetes or Upgrade to AWS CLI v1.16.156 or greater",
    },
  },
  kubescape: {
    title: "Kubescape, which maps its controls to the NSA and CISA guidance, SOC 2 and MITRE ATT&CK",
    source: "https://github.com/kubescape/regolibrary/blob/master/frameworks/allcontrols.json",
    date: "2026-08-21",
    controls: {
      "C-0018": "Configured readiness probe",
      "C-0035": "Administrative Roles",
      "C-0066": "Secret/etcd encryption enabled",
      "C-0067": "Audit logs enabled",
      "C-0074": "Container runtime socket mounted",
      "C-0262": "Anonymous user has RoleBinding",
      "C-0265": "system:authenticated user has elevated roles",
      "C-0292": "Nginx Ingress Controller End of Life",
    },
  },
  nsa: {
    title: "NSA and CISA Kubernetes Hardening Guidance, as Trivy numbers it",
    source: "https://github.com/aquasecurity/trivy-checks/blob/main/pkg/compliance/k8s-nsa-1.0.yaml",
    date: "2026-08-21",
    controls: {
      "3.0": "Use CNI plugin that supports NetworkPolicy API (Manual)",
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

/** Returns the controls in a short line: `aws-fsbp EKS.2; cis-eks-1.8 4.1.1, 4.1.2`. */
export function listControls(frameworks: FrameworkControls): string {
  return Object.entries(frameworks)
    .map(([name, controls]) => `${name} ${controls.join(", ")}`)
    .join("; ");
}

/** Returns the controls with their titles, one line for each framework. */
export function describeControls(frameworks: FrameworkControls): readonly string[] {
  return Object.entries(frameworks).map(([name, controls]) => {
    const facts: FrameworkFacts = FRAMEWORKS[name as keyof typeof FRAMEWORKS];
    const named = controls.map((control) => `${control} (${facts.controls[control] ?? ""})`);
    return `[${facts.title}](${facts.source}): ${named.join(", ")}`;
  });
}
