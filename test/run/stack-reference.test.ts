import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";

import { preview, type PreviewResult } from "../../policies/src/run/preview.ts";
import { programFolder } from "../program-folder.ts";

/** Values that rules find fault with, as another stack could have them. */
const OUTPUTS = {
  version: "1.29",
  authenticationMode: "CONFIG_MAP",
  isPublic: true,
  isPrivate: false,
  anywhere: ["0.0.0.0/0"],
  logs: ["api"],
  support: "EXTENDED",
  block: "10.0.0.0/26",
  zones: ["eu-west-1a", "eu-west-1b"],
  types: ["t3.micro"],
  most: 400,
  ami: "AL2_x86_64",
  tokens: "optional",
  hops: 2,
  size: 8,
  cni: '{"env":{"WARM_PREFIX_TARGET":"0","ENABLE_PREFIX_DELEGATION":"true"}}',
  deadline: 1,
  retries: 50,
  schedule: "* * * * *",
  concurrency: "Allow",
  pods: 1,
  image: "nginx:latest",
  verbs: ["*"],
  admin: "cluster-admin",
};

const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const aws = require("@pulumi/aws");
const k8s = require("@pulumi/kubernetes");
const outputs = ${JSON.stringify(OUTPUTS)};
const other = process.env.KNOWN_OUTPUTS ? undefined : new pulumi.StackReference("org/network/prod");
const value = (name) => (other ? other.getOutput(name) : outputs[name]);

const vpc = new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/24" });
const subnets = [0, 1].map((i) => new aws.ec2.Subnet("s" + i, {
  vpcId: vpc.id, cidrBlock: value("block"), availabilityZone: pulumi.output(value("zones")).apply((zones) => zones[i]),
}));
const subnetIds = subnets.map(({ id }) => id);
const role = new aws.iam.Role("r", { assumeRolePolicy: "{}" });
const cluster = new aws.eks.Cluster("c", {
  roleArn: role.arn, version: value("version"), enabledClusterLogTypes: value("logs"),
  accessConfig: { authenticationMode: value("authenticationMode") }, upgradePolicy: { supportType: value("support") },
  vpcConfig: {
    subnetIds, endpointPublicAccess: value("isPublic"), endpointPrivateAccess: value("isPrivate"),
    publicAccessCidrs: value("anywhere"),
  },
});
const clusterName = cluster.name;
new aws.eks.Addon("cni", { clusterName, addonName: "vpc-cni", configurationValues: value("cni") });
const launchTemplate = new aws.ec2.LaunchTemplate("lt", {
  metadataOptions: { httpTokens: value("tokens"), httpPutResponseHopLimit: value("hops") },
  blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { volumeSize: value("size") } }],
});
new aws.eks.NodeGroup("ng", {
  clusterName, nodeRoleArn: role.arn, subnetIds, instanceTypes: value("types"), amiType: value("ami"),
  scalingConfig: { minSize: 1, desiredSize: 1, maxSize: value("most") },
  launchTemplate: { id: launchTemplate.id, version: "1" },
});
const containers = [{ name: "a", image: value("image") }];
const spec = {
  activeDeadlineSeconds: value("deadline"), backoffLimit: value("retries"),
  template: { spec: { restartPolicy: "Never", containers } },
};
new k8s.batch.v1.Job("job", { metadata: { namespace: "shop" }, spec });
new k8s.batch.v1.CronJob("cron", {
  metadata: { namespace: "shop" },
  spec: { schedule: value("schedule"), concurrencyPolicy: value("concurrency"), jobTemplate: { spec } },
});
new k8s.apps.v1.Deployment("coredns", {
  metadata: { name: "coredns", namespace: "kube-system" },
  spec: {
    replicas: value("pods"), selector: { matchLabels: { app: "dns" } },
    template: { metadata: { labels: { app: "dns" } }, spec: { containers } },
  },
});
const apiGroup = "rbac.authorization.k8s.io";
new k8s.rbac.v1.ClusterRole("role", { rules: [{ apiGroups: ["*"], resources: ["*"], verbs: value("verbs") }] });
new k8s.rbac.v1.ClusterRoleBinding("binding", {
  roleRef: { apiGroup, kind: "ClusterRole", name: value("admin") },
  subjects: [{ kind: "Group", name: "system:authenticated", apiGroup }],
});
`;

/** Returns what rules found, as rule and resource. */
function found({ findings }: Pick<PreviewResult, "findings">): ReadonlySet<string> {
  return new Set(findings.map(({ rule, urn }) => `${rule} ${urn}`));
}

describe("a program whose values come from another stack", () => {
  let folder: string;
  const run = async (known: boolean, answered = false): Promise<PreviewResult> => {
    writeFileSync(`${folder}/index.js`, known ? `process.env.KNOWN_OUTPUTS = "1";${PROGRAM}` : PROGRAM);
    const lookup = {
      token: "pulumi:pulumi:StackReference",
      args: { name: "org/network/prod" },
      result: OUTPUTS,
    };
    writeFileSync(`${folder}/productionproof.json`, JSON.stringify({ lookups: answered ? [lookup] : [] }));
    return preview({ directory: folder, preset: "strict", now: new Date("2026-11-24") });
  };
  before(() => {
    folder = programFolder("tmp");
    writeFileSync(`${folder}/Pulumi.dev.yaml`, "config: { aws:region: eu-west-1 }\n");
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("loses no finding without being told, and none if the other stack's outputs are answered", async () => {
    const known = await run(true);
    assert.ok(found(known).size > 20);
    const unknown = await run(false);
    const kept = found(unknown);
    // What is missing may be in another resource.
    const notJudged = new Set(unknown.undetermined.map(({ rule }) => rule));
    assert.deepEqual(
      [...found(known)].filter((one) => !kept.has(one) && !notJudged.has(one.split(" ")[0] ?? "")),
      [],
    );
    assert.match(
      String(unknown.blindSpots),
      /^org\/network\/prod \(pulumi:pulumi:StackReference\): its outputs/,
    );

    const answered = await run(false, true);
    assert.deepEqual([...found(answered)].sort(), [...found(known)].sort());
    assert.deepEqual([answered.blindSpots, answered.undetermined], [known.blindSpots, known.undetermined]);
  });
});
