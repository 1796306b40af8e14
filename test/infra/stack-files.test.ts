import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { UNKNOWN } from "../../policies/src/rule/property-value.ts";
import { preview, type PreviewResult } from "../../policies/src/run/preview.ts";
import { UsageError } from "../../policies/src/usage-error.ts";

const PROGRAM = fileURLToPath(new URL("../../infra/index.ts", import.meta.url));

/** The settings that a stack requires in addition to its region. */
const SETTINGS = `
  productionproof-eks:cluster: { name: platform, version: "1.36" }
  productionproof-eks:nodePools: { general: { instanceTypes: [m7i.large], minSize: 1, maxSize: 3 } }
`;

/** The tags of network interfaces without any in the stack's file. */
const ENI_TAGS = '{"project":"productionproof-eks","stack":"test"}';

/** The account has no cluster yet. */
const NO_CLUSTERS = { token: "aws:eks/getClusters:getClusters", result: { names: [] } };

/** Previews the program with a stack file of its own, and with these results of lookups. */
async function run(
  config: string,
  { preset, lookups = [] }: { readonly preset?: "strict"; readonly lookups?: readonly object[] } = {},
): Promise<PreviewResult> {
  const folder = mkdtempSync(path.join(tmpdir(), "stack-"));
  const write = (name: string, text: string) => {
    writeFileSync(path.join(folder, name), text);
  };
  const runtime =
    "{ name: nodejs, options: { typescript: false, nodeargs: --conditions=productionproof-source } }";
  write("Pulumi.yaml", `name: productionproof-eks\nruntime: ${runtime}\nmain: ${PROGRAM}\n`);
  write("Pulumi.test.yaml", `config:\n${config}`);
  write("productionproof.json", JSON.stringify({ lookups: [...lookups, NO_CLUSTERS] }));
  try {
    // Alerts are on another stack, as the policy configs of the stacks say.
    write("policy.test.json", JSON.stringify({ "alerts-exist": "disabled" }));
    return await preview({ directory: folder, ...(preset && { preset, now: new Date("2026-11-24") }) });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the program with a stack file", () => {
  for (const [what, config, problem] of [
    [
      "an address plan that can't fit",
      `  aws:region: eu-west-1${SETTINGS}  productionproof-eks:network: { cidr: 10.0.0.0/18 }\n`,
      "productionproof-eks:network.cidr is 10.0.0.0/18; expected /17 or larger: 3 node subnets of /19, and another /19 for the other subnets",
    ],
    [
      "an encrypted setting",
      `  aws:region: { secure: AAABAA }${SETTINGS}`,
      `aws:region is encrypted; expected plain text: no setting is a secret, and messages can show any value\nThe program got "[secret]" for aws:region.`,
    ],
  ] as const) {
    it(`that has ${what} ends with a usage error that says what is wrong`, async () => {
      await assert.rejects(run(config), new UsageError(`stacks/Pulumi.test.yaml: ${problem}`));
    });
  }

  describe("for a region in which a zone doesn't support EKS, and addresses one by one", () => {
    let resources: PreviewResult["resources"];
    before(async () => {
      const network = `  productionproof-eks:network: { podAddressing: secondary-ip }\n`;
      ({ resources } = await run(`  aws:region: us-east-1${SETTINGS}${network}`));
    });

    it("uses other zones", () => {
      const zones = named(resources, "aws:ec2/subnet:Subnet", /-nodes-/).map(
        ({ props }) => props["availabilityZoneId"],
      );
      assert.deepEqual(zones, ["use1-az1", "use1-az2", "use1-az4"]);
    });

    it("reserves no prefixes, and doesn't enable them in the CNI", () => {
      assert.deepEqual(named(resources, "aws:ec2/subnetCidrReservation:SubnetCidrReservation", /./), []);
      const [cni] = named(resources, "aws:eks/addon:Addon", /^vpc-cni$/);
      const { env } = JSON.parse(cni?.props["configurationValues"] as string) as { env: object };
      assert.deepEqual(env, {
        AWS_VPC_K8S_CNI_EXTERNALSNAT: "true",
        ENABLE_PREFIX_DELEGATION: "false",
        WARM_ENI_TARGET: "1",
        ADDITIONAL_ENI_TAGS: ENI_TAGS,
        AWS_VPC_K8S_CNI_LOGLEVEL: "INFO",
      });
    });
  });

  it("that states its zones has the same subnets when AWS lists others, or this program would choose others", async () => {
    const token = "aws:index/getAvailabilityZones:getAvailabilityZones";
    const others = { zoneIds: ["euw1-az2", "euw1-az3", "euw1-az4"], names: ["b", "c", "d"] };
    const zonesOf = async (network: string) => {
      const { resources } = await run(`  aws:region: eu-west-1${SETTINGS}${network}`, {
        lookups: [{ token, result: others }],
      });
      return named(resources, "aws:ec2/subnet:Subnet", /-nodes-/).map(
        ({ props }) => props["availabilityZoneId"],
      );
    };
    const stated = "  productionproof-eks:network: { availabilityZoneIds: [euw1-az1, euw1-az2, euw1-az3] }\n";
    assert.deepEqual(await zonesOf(""), others.zoneIds);
    assert.deepEqual(await zonesOf(stated), ["euw1-az1", "euw1-az2", "euw1-az3"]);
  });

  it("for a region in China uses the names of that partition", async () => {
    const token = "aws:index/getCallerIdentity:getCallerIdentity";
    const { resources } = await run(`  aws:region: cn-north-1${SETTINGS}`, {
      lookups: [{ token, result: { accountId: "123456789012" } }],
    });
    // The resources that eks.Cluster creates are up to the component.
    const own = resources.filter(({ urn }) => !urn.includes("eks:index:Cluster"));
    const props = JSON.stringify(own.map((resource) => resource.props));
    assert.deepEqual(new Set(props.match(/arn:[\w-]+/g)), new Set(["arn:aws-cn"]));
    assert.match(props, /logs\.cn-north-1\.amazonaws\.com\.cn/);
  });

  describe("for pods in a separate block", () => {
    const POD_CIDR = `  productionproof-eks:network: { podCidr: 100.64.0.0/16 }\n`;
    let result: PreviewResult;
    before(async () => {
      result = await run(`  aws:region: eu-west-1${SETTINGS}${POD_CIDR}`);
    });

    it("creates a secondary block with a subnet in each zone, and configures the CNI with them", () => {
      const { resources, findings } = result;
      assert.deepEqual(
        findings.filter(({ level }) => level === "mandatory"),
        [],
      );
      const block = named(resources, "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation", /./);
      assert.deepEqual(
        block.map(({ props }) => props["cidrBlock"]),
        ["100.64.0.0/16"],
      );
      const pods = named(resources, "aws:ec2/subnet:Subnet", /-pods-/);
      assert.deepEqual(
        pods.map(({ props }) => props["cidrBlock"]),
        ["100.64.0.0/18", "100.64.64.0/18", "100.64.128.0/18"],
      );
      for (const subnet of pods) assert.ok(subnet.dependencies.includes(block[0]?.urn ?? ""));
      const [cni] = named(resources, "aws:eks/addon:Addon", /^vpc-cni$/);
      assert.deepEqual(cni?.props["configurationValues"], UNKNOWN, "it contains the IDs of subnets");
      for (const subnet of pods) assert.ok(cni.dependencies.includes(subnet.urn));
    });

    it("routes them like the nodes of their zone", () => {
      const { resources } = result;
      const associations = named(
        resources,
        "aws:ec2/routeTableAssociation:RouteTableAssociation",
        /-nodes-euw1-az1-/,
      );
      const subnets = associations.map(({ dependencies }) =>
        dependencies
          .find((urn) => urn.includes("aws:ec2/subnet:Subnet"))
          ?.split("::")
          .at(-1),
      );
      assert.deepEqual(subnets, ["platform-nodes-euw1-az1", "platform-pods-euw1-az1"]);
    });
  });

  describe("for pods with IPv6 addresses", () => {
    const IPV6 = `  productionproof-eks:network: { podAddressing: ipv6 }\n`;
    let result: PreviewResult;
    before(async () => {
      result = await run(`  aws:region: eu-west-1${SETTINGS}${IPV6}`, {
        preset: "strict",
        lookups: [
          {
            token: "aws:index/getCallerIdentity:getCallerIdentity",
            result: { accountId: "123456789012" },
          },
        ],
      });
    });

    it("has no finding under strict, and hides nothing", () => {
      assert.deepEqual(result.findings, []);
      assert.deepEqual(result.blindSpots, []);
      assert.deepEqual(result.diagnostics, []);
    });

    it("has a VPC with an Amazon-provided block, and a part of it in every subnet", () => {
      const [vpc] = named(result.resources, "aws:ec2/vpc:Vpc", /./);
      assert.equal(vpc?.props["assignGeneratedIpv6CidrBlock"], true);
      const subnets = named(result.resources, "aws:ec2/subnet:Subnet", /./);
      assert.equal(subnets.length, 9);
      for (const { name, props, dependencies } of subnets) {
        assert.deepEqual(props["ipv6CidrBlock"], UNKNOWN, name);
        assert.ok(dependencies.includes(vpc.urn), name);
        assert.equal(props["assignIpv6AddressOnCreation"], !name.includes("-public-"), name);
      }
      assert.deepEqual(
        named(result.resources, "aws:ec2/subnetCidrReservation:SubnetCidrReservation", /./),
        [],
      );
    });

    it("routes pods to an egress-only internet gateway, and public subnets to an internet gateway", () => {
      const gateway = (type: string) => named(result.resources, type, /./)[0]?.urn ?? assert.fail(type);
      const out = gateway("aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway");
      const both = gateway("aws:ec2/internetGateway:InternetGateway");
      const routes = named(result.resources, "aws:ec2/route:Route", /./).filter(
        ({ props }) => props["destinationIpv6CidrBlock"] === "::/0",
      );
      assert.deepEqual(
        routes.map(({ name, dependencies }) => [
          name,
          dependencies.includes(out) ? "out" : dependencies.includes(both) ? "both" : "nowhere",
        ]),
        [
          ["platform-public-ipv6", "both"],
          ["platform-nodes-euw1-az1-ipv6", "out"],
          ["platform-nodes-euw1-az2-ipv6", "out"],
          ["platform-nodes-euw1-az3-ipv6", "out"],
        ],
      );
      assert.equal(named(result.resources, "aws:ec2/natGateway:NatGateway", /./).length, 3, "for IPv4");
    });

    it("creates an IPv6 cluster, and gives the CNI the permissions that it needs and no more", () => {
      const [cluster] = named(result.resources, "aws:eks/cluster:Cluster", /./);
      assert.deepEqual(cluster?.props["kubernetesNetworkConfig"], { ipFamily: "ipv6" });
      const [cni] = named(result.resources, "aws:eks/addon:Addon", /^vpc-cni$/);
      const { env } = JSON.parse(cni?.props["configurationValues"] as string) as { env: object };
      assert.deepEqual(env, {
        ENABLE_PREFIX_DELEGATION: "true",
        ADDITIONAL_ENI_TAGS: ENI_TAGS,
        AWS_VPC_K8S_CNI_LOGLEVEL: "INFO",
      });
      const [policy] = named(result.resources, "aws:iam/rolePolicy:RolePolicy", /-vpc-cni$/);
      const { Statement } = JSON.parse(policy?.props["policy"] as string) as {
        Statement: readonly { Action: readonly string[]; Resource: readonly string[] }[];
      };
      // What the CNI calls: amazon-vpc-cni-k8s docs/iam-policy.md, "IPv6 mode", read 2026-11-28.
      const calls = Statement.flatMap(({ Action, Resource }) =>
        Action.map((action) => [action, ...Resource].join(" ")),
      );
      assert.deepEqual(calls.sort(), [
        "ec2:AssignIpv6Addresses *",
        "ec2:CreateTags arn:aws:ec2:*:*:network-interface/*",
        "ec2:DescribeInstanceTypes *",
        "ec2:DescribeInstances *",
        "ec2:DescribeNetworkInterfaces *",
        "ec2:DescribeSecurityGroups *",
        "ec2:DescribeSubnets *",
        "ec2:DescribeTags *",
        "ec2:ModifyNetworkInterfaceAttribute *",
      ]);
      assert.deepEqual(
        named(result.resources, "aws:iam/rolePolicyAttachment:RolePolicyAttachment", /-vpc-cni$/),
        [],
      );
    });

    it("has no route to the internet if there is none for IPv4", async () => {
      const closed = `  productionproof-eks:network: { podAddressing: ipv6, natGateways: none, interfaceEndpoints: [secretsmanager] }\n`;
      const { resources, findings } = await run(`  aws:region: eu-west-1${SETTINGS}${closed}`, {
        preset: "strict",
      });
      assert.deepEqual(findings, []);
      assert.deepEqual(named(resources, "aws:ec2/route:Route", /./), []);
      assert.deepEqual(
        named(resources, "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway", /./),
        [],
      );
      const removable = named(resources, "aws:ec2/vpcEndpoint:VpcEndpoint", /./).filter(
        ({ protect }) => !protect,
      );
      assert.deepEqual(
        removable.map(({ name }) => name),
        ["platform-secretsmanager"],
        "nodes need the others",
      );
    });
  });

  it("with an existing VPC creates none, and places nodes and control plane in its subnets", async () => {
    const zone = (number: number): string =>
      `{ zoneId: euw1-az${number}, nodes: { subnetId: subnet-0000000${number}, cidr: 10.1.${number * 32}.0/19 }, controlPlane: { subnetId: subnet-1000000${number}, cidr: 10.1.0.${number * 32}/27 } }`;
    const existing = `  productionproof-eks:existingNetwork: { vpcId: vpc-00000001, zones: [${zone(1)}, ${zone(2)}] }\n`;
    const { resources } = await run(`  aws:region: eu-west-1${SETTINGS}${existing}`);
    assert.deepEqual(
      resources.filter(({ type }) => type.startsWith("aws:ec2/")).map(({ type }) => type),
      ["aws:ec2/launchTemplate:LaunchTemplate"],
    );
    const [nodeGroup] = named(resources, "aws:eks/nodeGroup:NodeGroup", /./);
    assert.deepEqual(nodeGroup?.props["subnetIds"], ["subnet-00000001", "subnet-00000002"]);
    const [cluster] = named(resources, "aws:eks/cluster:Cluster", /./);
    assert.partialDeepStrictEqual(cluster?.props, {
      vpcConfig: { subnetIds: ["subnet-10000001", "subnet-10000002"] },
    });
  });

  it("with pods in subnets of an existing VPC configures the CNI with them, by the names of their zones", async () => {
    const zone = (number: number): string =>
      `{ zoneId: euw1-az${number}, nodes: { subnetId: subnet-0000000${number}, cidr: 10.1.${number}.0/24 }, controlPlane: { subnetId: subnet-0000000${number}, cidr: 10.1.${number}.0/24 }, pods: { subnetId: subnet-1000000${number}, cidr: 100.64.${number * 64}.0/18 } }`;
    const existing = `  productionproof-eks:existingNetwork: { vpcId: vpc-00000001, zones: [${zone(1)}, ${zone(2)}] }\n`;
    const { resources } = await run(`  aws:region: eu-west-1${SETTINGS}${existing}`);
    const [cni] = named(resources, "aws:eks/addon:Addon", /^vpc-cni$/);
    assert.partialDeepStrictEqual(JSON.parse(cni?.props["configurationValues"] as string), {
      env: { AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "true" },
      eniConfig: {
        create: true,
        region: "eu-west-1",
        subnets: { "eu-west-1a": { id: "subnet-10000001" }, "eu-west-1b": { id: "subnet-10000002" } },
      },
    });
  });

  it("with a bucket for flow logs creates no log group and no role for them", async () => {
    const network = `  productionproof-eks:network: { flowLogs: { bucketArn: "arn:aws:s3:::logs/eks", aggregationSeconds: 600 } }\n`;
    const { resources, findings } = await run(`  aws:region: eu-west-1${SETTINGS}${network}`, {
      preset: "strict",
    });
    assert.deepEqual(findings, []);
    const [flowLog] = named(resources, "aws:ec2/flowLog:FlowLog", /./);
    assert.partialDeepStrictEqual(flowLog?.props, {
      trafficType: "ALL",
      logDestinationType: "s3",
      logDestination: "arn:aws:s3:::logs/eks",
      maxAggregationInterval: 600,
    });
    assert.deepEqual(
      resources.filter(({ name }) => name.endsWith("-flow-logs")),
      [],
    );
  });

  it("for a cluster that runs keeps the size of each node group within its bounds, and says what becomes of the nodes", async () => {
    const group = (nodeGroupName: string, desiredSize: number) => ({
      token: "aws:eks/getNodeGroup:getNodeGroup",
      args: { clusterName: "platform", nodeGroupName },
      result: { scalingConfigs: [{ minSize: 0, maxSize: 20, desiredSize }] },
    });
    const groups = [
      group("platform-general-1a2b3c4", 5),
      group("platform-jobs-1a2b3c4", 4),
      // Left by a run that was interrupted while it replaced the group.
      group("platform-jobs-5d6e7f8", 2),
      // A pool that is no longer in the file.
      group("platform-jobs-large-1a2b3c4", 9),
    ];
    const names = groups.map(({ args }) => args.nodeGroupName);
    const lookups = [
      { token: "aws:eks/getClusters:getClusters", result: { names: ["other", "platform"] } },
      { token: "aws:eks/getNodeGroups:getNodeGroups", args: { clusterName: "platform" }, result: { names } },
      ...groups,
    ];
    const pools = `
  productionproof-eks:nodePools:
    general: { instanceTypes: [m7i.large], minSize: 1, maxSize: 3 }
    jobs: { instanceTypes: [m7i.large], minSize: 1, maxSize: 9, desiredSize: 7 }
    new: { instanceTypes: [m7i.large], minSize: 1, maxSize: 9, desiredSize: 2 }
`;
    const cluster = "\n  productionproof-eks:cluster: { name: platform, version: '1.36' }";
    const { resources, diagnostics } = await run(`  aws:region: eu-west-1${cluster}${pools}`, { lookups });
    const sizes = named(resources, "aws:eks/nodeGroup:NodeGroup", /./).map(({ name, props }) => [
      name,
      (props["scalingConfig"] as { desiredSize: number }).desiredSize,
    ]);
    assert.deepEqual(Object.fromEntries(sizes), {
      "platform-general": 3,
      "platform-jobs": 4,
      "platform-new": 2,
    });
    assert.deepEqual(diagnostics.map(({ severity, message }) => `${severity}: ${message}`).sort(), [
      "info: productionproof-eks:nodePools.jobs.desiredSize is 7 and has no effect: the pool exists, with 4 nodes; to change their number, set minSize, or scale the pool",
      "warning: productionproof-eks:nodePools.general.maxSize is 3: its 5 nodes become 3. EKS ends nodes at once, whatever PodDisruptionBudgets say; to drain them, let the autoscaler remove them first",
    ]);
  });

  it("with a block for the pods of each zone adds each to the VPC before the zone's subnet", async () => {
    const network = `  productionproof-eks:network: { podCidrs: [100.64.0.0/16, 100.65.0.0/16, 100.66.0.0/16] }\n`;
    const { resources } = await run(`  aws:region: eu-west-1${SETTINGS}${network}`);
    const blocks = named(resources, "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation", /./);
    assert.deepEqual(
      blocks.map(({ name, props }) => [name, props["cidrBlock"]]),
      [
        ["platform-euw1-az1", "100.64.0.0/16"],
        ["platform-euw1-az2", "100.65.0.0/16"],
        ["platform-euw1-az3", "100.66.0.0/16"],
      ],
    );
    for (const [index, { props, dependencies }] of named(
      resources,
      "aws:ec2/subnet:Subnet",
      /-pods-/,
    ).entries()) {
      assert.equal(props["cidrBlock"], blocks[index]?.props["cidrBlock"]);
      assert.ok(dependencies.includes(blocks[index]?.urn ?? ""));
    }
  });

  it("with every add-on gives each only the AWS permissions that it needs", async () => {
    const optional =
      "amazon-cloudwatch-observability, aws-efs-csi-driver, cert-manager, external-dns, kube-state-metrics, prometheus-node-exporter, snapshot-controller";
    const addons = `  productionproof-eks:addons: { optional: [${optional}], hostedZoneIds: [Z0123456789ABC], versions: { coredns: v1.14.2-eksbuild.4 } }\n`;
    const { resources } = await run(`  aws:region: eu-west-1${SETTINGS}${addons}`, {
      lookups: [{ token: "aws:route53/getZone:getZone", result: { name: "example.com." } }],
    });
    const ofAddon = (type: string) => named(resources, type, /^platform-/);
    const roles = named(resources, "aws:eks/addon:Addon", /./)
      .filter(({ props }) => "podIdentityAssociations" in props)
      .map(({ name, props }) => [
        name,
        (props["podIdentityAssociations"] as readonly { serviceAccount: string }[])[0]?.serviceAccount,
      ]);
    assert.deepEqual(Object.fromEntries(roles), {
      "amazon-cloudwatch-observability": "cloudwatch-agent",
      "aws-ebs-csi-driver": "ebs-csi-controller-sa",
      "aws-efs-csi-driver": "efs-csi-controller-sa",
      "external-dns": "external-dns",
      "vpc-cni": "aws-node",
    });
    const [certManager] = ofAddon("aws:eks/podIdentityAssociation:PodIdentityAssociation");
    assert.ok(certManager);
    assert.partialDeepStrictEqual(certManager.props, {
      namespace: "cert-manager",
      serviceAccount: "cert-manager",
    });
    // Pods that start before their association get no credentials.
    const [certManagerPods] = named(resources, "aws:eks/addon:Addon", /^cert-manager$/);
    assert.ok(certManagerPods?.dependencies.includes(certManager.urn));
    const [externalDns] = named(resources, "aws:eks/addon:Addon", /^external-dns$/);
    assert.deepEqual(JSON.parse(externalDns?.props["configurationValues"] as string), {
      txtOwnerId: "platform",
      domainFilters: ["example.com"],
    });
    const [ebs] = named(resources, "aws:iam/rolePolicyAttachment:RolePolicyAttachment", /-ebs-csi$/);
    assert.equal(ebs?.props["policyArn"], "arn:aws:iam::aws:policy/AmazonEBSCSIDriverPolicyV2");
    for (const { name, props } of ofAddon("aws:iam/rolePolicy:RolePolicy")) {
      if (/-(flow-logs|session-manager)$/.test(name)) continue;
      const { Statement } = JSON.parse(props["policy"] as string) as {
        Statement: readonly { Action: readonly string[]; Resource: readonly string[] }[];
      };
      for (const { Action, Resource } of Statement) {
        if (Action.includes("route53:ChangeResourceRecordSets"))
          assert.deepEqual(Resource, ["arn:aws:route53:::hostedzone/Z0123456789ABC"], name);
        else
          assert.ok(
            Action.every((action) => /:(List|Get)/.test(action)),
            name,
          );
      }
    }
    const [coredns] = named(resources, "aws:eks/addon:Addon", /^coredns$/);
    assert.equal(coredns?.props["addonVersion"], "v1.14.2-eksbuild.4");
  });

  it("with security groups for pods lets EKS manage their network interfaces, and leaves the account's EBS setting alone if told so", async () => {
    const addons = `  productionproof-eks:addons: { podSecurityGroups: true, ebsEncryptionByDefault: false }\n`;
    const { resources, findings } = await run(`  aws:region: eu-west-1${SETTINGS}${addons}`, {
      preset: "strict",
    });
    assert.deepEqual(findings, []);
    const [policy] = named(resources, "aws:iam/rolePolicyAttachment:RolePolicyAttachment", /-vpc-resources$/);
    assert.equal(policy?.props["policyArn"], "arn:aws:iam::aws:policy/AmazonEKSVPCResourceController");
    assert.ok(policy.dependencies.some((urn) => urn.includes("eks:index:Cluster")));
    const [cni] = named(resources, "aws:eks/addon:Addon", /^vpc-cni$/);
    const { env } = JSON.parse(cni?.props["configurationValues"] as string) as { env: object };
    assert.partialDeepStrictEqual(env, {
      ENABLE_POD_ENI: "true",
      POD_SECURITY_GROUP_ENFORCING_MODE: "standard",
    });
    assert.deepEqual(named(resources, "aws:ebs/encryptionByDefault:EncryptionByDefault", /./), []);
  });

  it("with tags, a permissions boundary and policies of its own applies them everywhere, those of components included", async () => {
    const boundary = "arn:aws:iam::123456789012:policy/boundary";
    const config = `
  aws:region: eu-west-1
  aws:profile: deployer
  productionproof-eks:tags: { team: shop }
  productionproof-eks:cluster: { name: platform, version: "1.36", permissionsBoundary: ${boundary} }
  productionproof-eks:nodePools:
    general:
      { instanceTypes: [m7i.large], minSize: 1, maxSize: 3, policies: [arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess] }
`;
    const { resources, findings } = await run(config, { preset: "strict" });
    assert.deepEqual(findings, []);
    const roles = named(resources, "aws:iam/role:Role", /./);
    assert.ok(roles.some(({ urn }) => urn.includes("eks:index:Cluster")));
    for (const { name, props } of roles) assert.equal(props["permissionsBoundary"], boundary, name);
    const tags = { project: "productionproof-eks", stack: "test", team: "shop" };
    const [provider] = named(resources, "pulumi:providers:aws", /^aws$/);
    assert.partialDeepStrictEqual(provider?.props, {
      profile: "deployer",
      defaultTags: JSON.stringify({ tags }),
    });
    const [template] = named(resources, "aws:ec2/launchTemplate:LaunchTemplate", /./);
    for (const specification of template?.props["tagSpecifications"] as readonly object[])
      assert.partialDeepStrictEqual(specification, { tags });
    const configuration = (name: RegExp): unknown =>
      JSON.parse(named(resources, "aws:eks/addon:Addon", name)[0]?.props["configurationValues"] as string);
    assert.partialDeepStrictEqual(configuration(/^aws-ebs-csi-driver$/), {
      controller: { extraVolumeTags: tags },
    });
    assert.partialDeepStrictEqual(configuration(/^vpc-cni$/), {
      env: { ADDITIONAL_ENI_TAGS: JSON.stringify(tags) },
    });
    const [group] = named(resources, "aws:eks/nodeGroup:NodeGroup", /./);
    const [policy] = named(
      resources,
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      /-AmazonS3ReadOnlyAccess$/,
    );
    assert.ok(policy && group?.dependencies.includes(policy.urn));
  });

  it("with the longest name of a cluster and of its pools has names that AWS accepts", async () => {
    const name = "a".repeat(42);
    const optional =
      "amazon-cloudwatch-observability, aws-efs-csi-driver, cert-manager, external-dns, kube-state-metrics, prometheus-node-exporter, snapshot-controller";
    const config = `
  aws:region: ap-southeast-1
  productionproof-eks:cluster: { name: ${name}, version: "1.36" }
  productionproof-eks:network: { natGateways: single, interfaceEndpoints: [elasticloadbalancing] }
  productionproof-eks:nodePools:
    ${"b".repeat(12)}: { instanceTypes: [m7i.large], minSize: 1, maxSize: 3 }
    b: { instanceTypes: [m7i.large], minSize: 1, maxSize: 3, perZone: true }
  productionproof-eks:addons: { optional: [${optional}], hostedZoneIds: [Z0123456789ABC] }
`;
    const { resources } = await run(config);
    const roles = named(resources, "aws:iam/role:Role", /./);
    assert.equal(roles.length, 10);
    // A dash and seven random characters follow the resource's name.
    for (const role of roles) assert.ok(role.name.length + 8 <= 64, role.name);
    for (const group of named(resources, "aws:eks/nodeGroup:NodeGroup", /./))
      assert.ok(group.name.length + 8 <= 63, group.name);
  });

  it("with pinned releases sets them in EKS, or looks up the AMI of that release", async () => {
    const pools = `
  productionproof-eks:nodePools:
    arm: { instanceTypes: [m7g.large], minSize: 1, maxSize: 3, releaseVersion: 1.36.1-20261101 }
    gpu: { instanceTypes: [g6.xlarge], operatingSystem: BOTTLEROCKET, minSize: 0, maxSize: 3 }
    small:
      { instanceTypes: [m7g.medium], operatingSystem: BOTTLEROCKET, minSize: 0, maxSize: 3, coolingAddressesPerNode: 16, releaseVersion: 1.50.0-0a1b2c3d }
    jobs:
      { instanceTypes: [t3.small], minSize: 0, maxSize: 3, coolingAddressesPerNode: 16, amiId: ami-0123456789abcdef0 }
`;
    const token = "aws:ssm/getParameter:getParameter";
    const name = "/aws/service/bottlerocket/aws-k8s-1.36/arm64/1.50.0-0a1b2c3d/image_id";
    const cluster =
      "\n  productionproof-eks:cluster: { name: platform, version: '1.36', oidcProvider: true }";
    const { resources, causes } = await run(`  aws:region: eu-west-1${cluster}${pools}`, {
      lookups: [{ token, args: { name }, result: { value: "ami-00000001" } }],
    });
    // Their user data contains the endpoint of a cluster that doesn't exist yet, so no rule can judge it.
    const notJudged = causes.filter(({ paths }) => paths.includes("userData"));
    assert.deepEqual(
      notJudged.map(({ resources }) => resources.map((urn) => urn.split("::")[3])),
      [["platform-jobs", "platform-small"]],
    );
    const group = (pool: string) =>
      named(resources, "aws:eks/nodeGroup:NodeGroup", new RegExp(`^platform-${pool}$`))[0]?.props ?? {};
    const template = (pool: string) =>
      named(resources, "aws:ec2/launchTemplate:LaunchTemplate", new RegExp(`^platform-${pool}$`))[0]?.props;
    assert.partialDeepStrictEqual(group("arm"), {
      amiType: "AL2023_ARM_64_STANDARD",
      version: "1.36",
      releaseVersion: "1.36.1-20261101",
    });
    assert.partialDeepStrictEqual(group("gpu"), {
      amiType: "BOTTLEROCKET_x86_64_NVIDIA",
      taints: [{ key: "nvidia.com/gpu", effect: "NO_SCHEDULE" }],
    });
    assert.equal(template("small")?.["imageId"], "ami-00000001");
    assert.deepEqual(
      ["amiType", "version", "releaseVersion"].filter((key) => key in group("small")),
      [],
    );
    assert.deepEqual(
      (template("small")?.["blockDeviceMappings"] as readonly object[]).length,
      2,
      "the read-only system and the volume for the rest",
    );
    assert.equal(template("jobs")?.["imageId"], "ami-0123456789abcdef0");
    assert.equal(named(resources, "aws:iam/openIdConnectProvider:OpenIdConnectProvider", /./).length, 1);
  });
});

/** Returns the resources of a type whose names match. */
function named(
  resources: PreviewResult["resources"],
  type: string,
  name: RegExp,
): PreviewResult["resources"] {
  return resources.filter((one) => one.type === type && name.test(one.name));
}
