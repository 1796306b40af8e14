import rbacBroadBinding from "../../../policies/src/rules/access/rbac-broad-binding.ts";
import rbacWildcard from "../../../policies/src/rules/access/rbac-wildcard.ts";
import controlPlaneLogs from "../../../policies/src/rules/control-plane/control-plane-logs.ts";
import endpointCidrs from "../../../policies/src/rules/control-plane/endpoint-cidrs.ts";
import secretsCmk from "../../../policies/src/rules/control-plane/secrets-cmk.ts";
import type { TestResource } from "../../../policies/src/rule/example.ts";
import type { PropertyObject } from "../../../policies/src/rule/property-value.ts";
import imdsv2 from "../../../policies/src/rules/nodes/imdsv2.ts";
import noDocker from "../../../policies/src/rules/nodes/no-docker.ts";
import noLegacyLaunch from "../../../policies/src/rules/nodes/no-legacy-launch.ts";
import serviceReadiness from "../../../policies/src/rules/scheduling/service-readiness.ts";
import versionSupported from "../../../policies/src/rules/versions/version-supported.ts";
import { binding, object, role, workload } from "./objects.ts";
import { fails, passes, type Suite } from "./suite.ts";

const cluster = (props: PropertyObject): TestResource => ({
  type: "aws:eks/cluster:Cluster",
  name: "shop",
  props: { name: "shop", roleArn: "arn:aws:iam::123456789012:role/shop", ...props },
});
const inVpc = (vpcConfig: PropertyObject) => [
  cluster({ vpcConfig: { subnetIds: ["subnet-1"], ...vpcConfig } }),
];
const logging = (...types: readonly string[]) => [cluster({ enabledClusterLogTypes: types })];
const encrypting = (resources: readonly string[]) => [
  cluster({
    encryptionConfig: { provider: { keyArn: "arn:aws:kms:eu-west-1:123456789012:key/1" }, resources },
  }),
];
const logGroup = (props: PropertyObject): TestResource => ({
  type: "aws:cloudwatch/logGroup:LogGroup",
  name: "logs",
  props: { name: "/aws/eks/shop/cluster", ...props },
});
/** A launch template of nodes: nobody else's is judged. */
const nodes = (metadataOptions?: PropertyObject): readonly TestResource[] => [
  {
    type: "aws:ec2/launchTemplate:LaunchTemplate",
    name: "template",
    props: { id: "lt-1", imageId: "ami-1", ...(metadataOptions && { metadataOptions }) },
  },
  {
    type: "aws:eks/nodeGroup:NodeGroup",
    name: "workers",
    props: { clusterName: "shop", launchTemplate: { id: "lt-1", version: "1" } },
    from: { launchTemplate: ["template"] },
  },
];
const scalingGroup = (props: PropertyObject): readonly TestResource[] => [
  {
    type: "aws:autoscaling/group:Group",
    name: "workers",
    props: {
      maxSize: 3,
      minSize: 1,
      vpcZoneIdentifiers: ["subnet-1"],
      tags: [{ key: "kubernetes.io/cluster/shop", value: "owned", propagateAtLaunch: true }],
      ...props,
    },
  },
];
const ALL = ["api", "audit", "authenticator", "controllerManager", "scheduler"];
const WEBHOOKS = "admissionregistration.k8s.io";
const CERTIFICATES = "certificates.k8s.io";
const RBAC = "rbac.authorization.k8s.io";

/**
 * The cases in tests/terraform/checks/resource/aws and tests/kubernetes/checks. The verdicts are those of checkov 3.3.30 on these
 * objects: on the AWS resources as Terraform resources, on the others as manifests.
 */
export const CHECKOV: Suite = {
  name: "checkov",
  source: "https://github.com/bridgecrewio/checkov/tree/03d5fdad8d6154b1565799a7b1fb8070c158866f",
  date: "2026-08-20",
  checks: [
    {
      check: "CKV_AWS_37",
      rules: [controlPlaneLogs],
      findings: ["missing-types"],
      cases: [
        passes("all types", logging(...ALL)),
        fails("two types", logging("api", "audit")),
        fails("not set", [cluster({})]),
      ],
    },
    {
      check: "CKV_AWS_38",
      rules: [endpointCidrs],
      findings: ["everyone", "too-many"],
      cases: [
        passes("no public endpoint", inVpc({ endpointPublicAccess: false })),
        passes(
          "a /16",
          inVpc({ endpointPublicAccess: true, publicAccessCidrs: ["10.0.0.0/16"] }),
          "65,536 addresses are more than the option ipv4PrefixLength permits",
        ),
        passes("a /24", inVpc({ endpointPublicAccess: true, publicAccessCidrs: ["203.0.113.0/24"] })),
        passes(
          "the internet in two halves",
          inVpc({ endpointPublicAccess: true, publicAccessCidrs: ["0.0.0.0/1", "128.0.0.0/1"] }),
          "two halves of the internet are the internet",
        ),
        fails("the default", inVpc({})),
        fails("an empty list", inVpc({ publicAccessCidrs: [] })),
        fails("everyone", inVpc({ publicAccessCidrs: ["0.0.0.0/0"] })),
      ],
    },
    {
      check: "CKV_AWS_39",
      rules: [endpointCidrs],
      cases: [
        passes("no public endpoint", inVpc({ endpointPublicAccess: false })),
        fails("the default", inVpc({})),
        fails("a public endpoint", inVpc({ endpointPublicAccess: true })),
        fails("one for a /24", inVpc({ endpointPublicAccess: true, publicAccessCidrs: ["203.0.113.0/24"] })),
      ],
    },
    {
      check: "CKV_AWS_58",
      rules: [secretsCmk],
      cases: [
        passes("Secrets", encrypting(["secrets"])),
        fails("no resources", encrypting([])),
        fails("no key", [cluster({})]),
      ],
    },
    {
      check: "CKV_AWS_66",
      rules: [controlPlaneLogs],
      findings: ["no-retention"],
      cases: [
        passes("three days", [...logging(...ALL), logGroup({ retentionInDays: 3 })]),
        fails("not set", [...logging(...ALL), logGroup({})]),
      ],
    },
    {
      check: "CKV_AWS_79",
      rules: [imdsv2],
      findings: ["v1-allowed"],
      cases: [
        passes("version 2", nodes({ httpTokens: "required" })),
        passes("no metadata service", nodes({ httpEndpoint: "disabled" })),
        fails("version 1", nodes({ httpTokens: "optional" })),
        fails("the default", nodes()),
        fails("the endpoint alone", nodes({ httpEndpoint: "enabled" })),
      ],
    },
    {
      check: "CKV_AWS_341",
      rules: [imdsv2],
      findings: ["too-many-hops"],
      cases: [
        passes("one hop", nodes({ httpTokens: "required", httpPutResponseHopLimit: 1 })),
        passes("the default", nodes({ httpTokens: "required" })),
        fails("two hops", nodes({ httpTokens: "required", httpPutResponseHopLimit: 2 })),
      ],
    },
    {
      check: "CKV_AWS_315",
      rules: [noLegacyLaunch],
      cases: [
        passes("a launch template", scalingGroup({ launchTemplate: { id: "lt-1", version: "1" } })),
        passes(
          "a mix of types",
          scalingGroup({
            mixedInstancesPolicy: {
              launchTemplate: { launchTemplateSpecification: { launchTemplateId: "lt-1" } },
            },
          }),
        ),
        fails("a launch configuration", scalingGroup({ launchConfiguration: "workers" })),
      ],
    },
    {
      check: "CKV_AWS_339",
      rules: [versionSupported],
      findings: ["unsupported", "invalid", "extended", "updated"],
      cases: [
        passes("the default", [cluster({})]),
        passes("1.35", [cluster({ version: "1.35" })]),
        fails(
          "1.36",
          [cluster({ version: "1.36" })],
          "the tool's list of versions ends before it; EKS has it since June 2026",
        ),
        passes("1.30", [cluster({ version: "1.30" })], "its standard support ended in July 2025"),
        fails("1.25", [cluster({ version: "1.25" })]),
        fails("1.21", [cluster({ version: "1.21" })]),
      ],
    },
    {
      check: "CKV_K8S_49",
      rules: [rbacWildcard],
      cases: [
        fails("all resources", [role([{ apiGroups: ["", "apps"], resources: ["*"], verbs: [""] }], "Role")]),
        fails("all verbs", [
          role([{ apiGroups: ["", "apps"], resources: ["pods"], verbs: ["get", "*"] }], "Role"),
        ]),
        fails(
          "all groups",
          [role([{ apiGroups: ["*", "apps"], resources: ["deployments"], verbs: ["get"] }])],
          "one kind by its name, and its groups hold nothing else of that name",
        ),
        passes("none", [role([{ apiGroups: ["apps"], resources: ["deployments"], verbs: ["get"] }], "Role")]),
        passes("no rules", [role([], "Role")]),
      ],
    },
    {
      check: "CKV_K8S_155",
      rules: [rbacWildcard],
      findings: ["subresource"],
      cases: [
        fails("create", [
          role([
            {
              apiGroups: [WEBHOOKS],
              resources: ["mutatingwebhookconfigurations"],
              verbs: ["create", "list"],
            },
          ]),
        ]),
        fails("patch", [
          role([{ apiGroups: [WEBHOOKS], resources: ["validatingwebhookconfigurations"], verbs: ["patch"] }]),
        ]),
        passes("reading everything", [role([{ apiGroups: ["*"], resources: ["*"], verbs: ["get"] }])]),
        passes("reading", [
          role([
            { apiGroups: ["*"], resources: ["validatingwebhookconfigurations"], verbs: ["get", "watch"] },
          ]),
        ]),
      ],
    },
    {
      check: "CKV_K8S_156",
      rules: [rbacWildcard],
      cases: [
        fails("approval", [
          role([
            {
              apiGroups: [CERTIFICATES],
              resources: ["certificatesigningrequests/approval"],
              verbs: ["update"],
            },
            { apiGroups: [CERTIFICATES], resources: ["signers"], verbs: ["approve"] },
          ]),
        ]),
        fails("everything in the group", [
          role([{ apiGroups: [CERTIFICATES], resources: ["*"], verbs: ["*"] }]),
        ]),
        fails("approval of all kinds", [
          role([
            { apiGroups: [CERTIFICATES], resources: ["*"], verbs: ["approve"] },
            { apiGroups: [CERTIFICATES], resources: ["*/approval"], verbs: ["update"] },
          ]),
        ]),
        passes("another resource", [
          role([
            {
              apiGroups: [CERTIFICATES],
              resources: ["certificatesigningrequests"],
              verbs: ["get", "create"],
            },
          ]),
        ]),
      ],
    },
    {
      check: "CKV_K8S_157",
      rules: [rbacWildcard],
      findings: ["escalation", "wildcard"],
      cases: [
        fails("bind", [
          role([{ apiGroups: [RBAC, ""], resources: ["rolebindings"], verbs: ["delete", "bind"] }]),
        ]),
        fails("all verbs", [
          role([{ apiGroups: [RBAC], resources: ["rolebindings", "roles"], verbs: ["*"] }], "Role"),
        ]),
        passes("create", [
          role([{ apiGroups: [RBAC], resources: ["clusterrolebindings"], verbs: ["get", "create"] }]),
        ]),
        passes(
          "all verbs of other kinds",
          [role([{ apiGroups: ["", RBAC], resources: ["pods", "serviceaccounts"], verbs: ["*"] }], "Role")],
          "the wildcard is reported, whatever it is for",
        ),
      ],
    },
    {
      check: "CKV_K8S_158",
      rules: [rbacWildcard],
      findings: ["escalation", "wildcard"],
      cases: [
        fails("escalate", [
          role([{ apiGroups: [RBAC, ""], resources: ["roles"], verbs: ["get", "escalate"] }]),
        ]),
        fails("all verbs", [
          role([{ apiGroups: [RBAC], resources: ["rolebindings", "roles"], verbs: ["*"] }], "Role"),
        ]),
        passes("create", [
          role([{ apiGroups: [RBAC], resources: ["clusterroles"], verbs: ["get", "create"] }]),
        ]),
      ],
    },
    {
      check: "CKV_K8S_42",
      rules: [rbacBroadBinding],
      findings: ["default-service-account"],
      cases: [
        fails("a role", [binding("pod-reader", "ServiceAccount default", "RoleBinding", "shop", "Role")]),
        fails("cluster-admin", [binding("cluster-admin", "ServiceAccount default")]),
        passes("a user", [binding("pod-reader", "User jane", "RoleBinding", "shop", "Role")]),
        passes("another service account", [binding("pod-reader", "ServiceAccount supercool", "RoleBinding")]),
        passes("a group", [binding("secret-reader", "Group manager")]),
      ],
    },
    {
      check: "CKV_K8S_27",
      rules: [noDocker],
      cases: [
        fails("the Docker socket", [
          workload({}, { volumes: [{ name: "socket", hostPath: { path: "/var/run/docker.sock" } }] }),
        ]),
        passes("another path", [workload({}, { volumes: [{ name: "data", hostPath: { path: "/data" } }] })]),
        passes("no volumes", [workload()]),
      ],
    },
    {
      check: "CKV_K8S_9",
      rules: [serviceReadiness],
      cases: [
        passes("a probe", [
          workload(
            {},
            { containers: [{ name: "shop", readinessProbe: { httpGet: { path: "/", port: 80 } } }] },
          ),
          object("core/v1:Service", { spec: { selector: { app: "shop" } } }),
        ]),
        fails("none, behind a Service", [
          workload(),
          object("core/v1:Service", { spec: { selector: { app: "shop" } } }),
        ]),
        fails("none, without a Service", [workload()], "no Service in the stack sends requests to the pods"),
      ],
    },
  ],
};
