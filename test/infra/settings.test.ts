import assert from "node:assert/strict";

import { RunError } from "@pulumi/pulumi";
import { instanceTypes } from "productionproof-eks-policies/facts";

import { parseSettings } from "../../infra/settings/parse-settings.ts";

const FILE = "stacks/Pulumi.test.yaml";

/** A configuration as Pulumi passes it to a program: the required settings, and those of the test. */
function config(values: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  const { cluster = "cluster" in values ? undefined : { name: "platform" } } = values;
  const settings = {
    nodePools: { general: { instanceTypes: ["m7i.large"], minSize: 1, maxSize: 3 } },
    ...values,
    cluster: cluster && { version: "1.36", ...cluster },
  };
  const entries = Object.entries(settings).map(([key, value]) => [
    `productionproof-eks:${key}`,
    JSON.stringify(value),
  ]);
  return { "aws:region": "eu-west-1", ...(Object.fromEntries(entries) as Record<string, string>) };
}

const ALL_KEYS =
  "aws:region, aws:profile, aws:assumeRoles, aws:allowedAccountIds, productionproof-eks:tags, productionproof-eks:cluster, productionproof-eks:network, productionproof-eks:existingNetwork, productionproof-eks:nodePools, productionproof-eks:addons";

const ROLE = "arn:aws:iam::123456789012:role/viewers";
const GOV_ROLE = "arn:aws-us-gov:iam::123456789012:role/viewers";
const GOV_POLICY = "arn:aws-us-gov:iam::123456789012:policy/platform";
const VIEW = { policy: "AmazonEKSViewPolicy" };
const VIEWER = { principalArn: ROLE, ...VIEW };

/** A key of 64 characters, which Kubernetes takes. */
const LONG_KEY = `example.com/${"a".repeat(52)}`;

/** An existing network. */
const EXISTING = {
  vpcId: "vpc-0123456789abcdef0",
  zones: [1, 2].map((number) => {
    const subnet = { subnetId: `subnet-0123456${number}`, cidr: `10.1.${number * 64}.0/19` };
    return { zoneId: `euw1-az${number}`, nodes: subnet, controlPlane: subnet };
  }),
};

/** The message of each problem, after the file and the namespace. */
function problems(values: Readonly<Record<string, unknown>>): readonly string[] {
  try {
    parseSettings(config(values), FILE);
  } catch (error) {
    // Pulumi shows a RunError without a stack trace.
    assert.ok(RunError.isInstance(error));
    return error.message.split("\n").map((line) => line.replace(`${FILE}: productionproof-eks:`, ""));
  }
  return assert.fail("accepted");
}

describe("settings", () => {
  it("are hardened by default", () => {
    assert.deepEqual(parseSettings(config(), FILE), {
      region: "eu-west-1",
      provider: {},
      tags: {},
      cluster: {
        name: "platform",
        version: "1.36",
        supportType: "STANDARD",
        publicAccessCidrs: [],
        ingress: {},
        serviceCidr: "172.20.0.0/16",
        accessEntries: {},
        logRetentionDays: 90,
        deletionProtection: true,
        nodeGroupQuota: 30,
        oidcProvider: false,
      },
      network: {
        cidr: "10.0.0.0/16",
        addressPlan: "four-zones",
        nodeSubnetPrefixLength: 19,
        headroomPercent: 20,
        natGateways: "one-per-zone",
        interfaceEndpoints: [],
        flowLogs: { aggregationSeconds: 60 },
        bucketAccountIds: [],
        podAddressing: "prefix-delegation",
        reservePrefixes: true,
      },
      nodePools: {
        general: {
          instanceTypes: ["m7i.large"],
          minSize: 1,
          maxSize: 3,
          perZone: false,
          system: false,
          capacityType: "ON_DEMAND",
          operatingSystem: "AL2023",
          diskGiB: 80,
          labels: {},
          taints: [],
          maxUnavailablePercent: 33,
          autoRepair: true,
          kubelet: {
            containerLogMaxSizeMiB: 10,
            containerLogMaxFiles: 5,
            imageGcHighPercent: 75,
            imageGcLowPercent: 65,
            config: {},
          },
          userData: { before: [], after: [] },
          policies: [],
        },
      },
      addons: {
        versions: {},
        optional: [],
        hostedZoneIds: [],
        ebsEncryptionByDefault: true,
        networkPolicies: true,
        podSecurityGroups: false,
        dnsReplicas: { min: 3, max: 20 },
      },
    });
  });

  it("report all problems at once, each with the file, the key, the value and what would pass", () => {
    const values = {
      cluster: { name: "platform", version: 1.36 },
      network: { cidr: "10.0.0.0/8", natGateway: "single" },
    };
    assert.throws(
      () => parseSettings(config(values), FILE),
      new RunError(`\
stacks/Pulumi.test.yaml: productionproof-eks:cluster.version is 1.36; expected a Kubernetes version in quotes, such as "1.36"
stacks/Pulumi.test.yaml: productionproof-eks:network.cidr is "10.0.0.0/8"; expected an IPv4 block from /16 to /20, such as 10.0.0.0/16
stacks/Pulumi.test.yaml: productionproof-eks:network.natGateway is not a setting (did you mean "natGateways"?); accepted: cidr, availabilityZoneIds, addressPlan, nodeSubnetPrefixLength, headroomPercent, natGateways, interfaceEndpoints, flowLogs, bucketAccountIds, podAddressing, podCidr, podCidrs, reservePrefixes`),
    );
  });

  it("reject unknown keys of the stack", () => {
    assert.deepEqual(problems({ netwrok: {} }), [
      `netwrok is not a setting (did you mean "productionproof-eks:network"?); accepted: ${ALL_KEYS}`,
    ]);
  });

  it("reject keys of other namespaces, since nothing would read them", () => {
    const withKey = (key: string) => () => parseSettings({ ...config(), [key]: "x" }, FILE);
    assert.throws(withKey("aws:accessKey"), {
      message: `${FILE}: aws:accessKey is not a setting; accepted: ${ALL_KEYS}`,
    });
    assert.throws(withKey("productionproofeks:network"), {
      message: `${FILE}: productionproofeks:network is not a setting (did you mean "productionproof-eks:network"?); accepted: ${ALL_KEYS}`,
    });
    // Pulumi's own namespace is for the engine.
    assert.ok(withKey("pulumi:tags")());
  });

  for (const [what, region, problem] of [
    ["no region", undefined, "is missing; expected an AWS region, such as eu-west-1"],
    ["an empty region", "", 'is ""; expected an AWS region, such as eu-west-1'],
    ["a misspelled region", "eu-wst-1", 'is "eu-wst-1"; expected an AWS region, such as eu-west-1'],
    [
      "a region where AWS has none",
      "us-northeast-1",
      'is "us-northeast-1"; expected an AWS region, such as eu-west-1',
    ],
  ] as const) {
    it(`reject ${what}`, () => {
      const others = Object.fromEntries(Object.entries(config()).filter(([key]) => key !== "aws:region"));
      const values = region === undefined ? others : { ...others, "aws:region": region };
      assert.throws(() => parseSettings(values, FILE), { message: `${FILE}: aws:region ${problem}` });
    });
  }

  it("accept the regions of every partition", () => {
    for (const region of [
      "us-east-1",
      "af-south-1",
      "ap-east-2",
      "ap-northeast-3",
      "ap-southeast-7",
      "ca-west-1",
      "il-central-1",
      "me-south-1",
      "mx-central-1",
      "us-gov-west-1",
      "cn-northwest-1",
      "eusc-de-east-1",
    ]) {
      assert.equal(parseSettings({ ...config(), "aws:region": region }, FILE).region, region);
    }
  });

  it("accept the version of a cluster that runs, in standard or extended support", () => {
    for (const version of ["1.31", "1.33", "1.36", "1.40"]) {
      for (const supportType of ["STANDARD", "EXTENDED"])
        assert.ok(parseSettings(config({ cluster: { name: "a", version, supportType } }), FILE));
    }
  });

  it("have the settings of the AWS provider under its own names", () => {
    const provider = {
      profile: "deployer",
      assumeRoles: [{ roleArn: "arn:aws:iam::123456789012:role/deployer", externalId: "platform" }],
      allowedAccountIds: ["123456789012"],
    };
    const values = Object.entries(provider).map(([key, value]) => [
      `aws:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    const given = { ...config(), ...(Object.fromEntries(values) as Record<string, string>) };
    assert.deepEqual(parseSettings(given, FILE).provider, provider);
    assert.throws(() => parseSettings({ ...given, "aws:region": "cn-north-1" }, FILE), {
      message: `${FILE}: aws:assumeRoles[0].roleArn is "arn:aws:iam::123456789012:role/deployer"; expected one of the partition of cn-north-1: arn:aws-cn:iam::…`,
    });
  });

  it("are rejected if they are encrypted, without showing their values", () => {
    const key = "productionproof-eks:cluster";
    assert.throws(() => parseSettings({ ...config(), [key]: '{"name":"hunter2"}' }, FILE, [key]), {
      message: `${FILE}: ${key} is encrypted; expected plain text: no setting is a secret, and messages can show any value`,
    });
  });

  it("accept every AWS instance type that supports prefix delegation", () => {
    const driver = (name: string) => (name.startsWith("g7.") ? { amiType: "AL2023_x86_64_NVIDIA" } : {});
    const instanceTypesOf = (name: string) => ({
      nodePools: { general: pool, a: { ...pool, ...driver(name), instanceTypes: [name] } },
    });
    for (const { name } of instanceTypes().filter(({ isNitro }) => isNitro)) {
      assert.ok(parseSettings(config(instanceTypesOf(name)), FILE));
    }
  });

  const pool = { instanceTypes: ["m7i.large"], minSize: 1, maxSize: 3 };
  for (const [what, values, expected] of [
    ["no cluster", { cluster: undefined }, "cluster is missing; expected keys and values"],
    ["no pool", { nodePools: {} }, "nodePools is {}; expected at least one pool"],
    [
      "a cluster name that Kubernetes can't use",
      { cluster: { name: "Platform" } },
      'cluster.name is "Platform"; expected at most 42 lowercase letters, digits and dashes, starting with a letter',
    ],
    [
      "no version, so that a newer version of this program can't update a cluster",
      { cluster: { name: "a", version: undefined } },
      'cluster.version is missing; expected a Kubernetes version in quotes, such as "1.36"',
    ],
    [
      "a version that EKS no longer supports",
      { cluster: { name: "a", version: "1.30" } },
      'cluster.version is "1.30"; expected a version that EKS supports, in quotes: "1.31" or newer',
    ],
    [
      "the API endpoint open to the world",
      { cluster: { name: "a", publicAccessCidrs: ["0.0.0.0/0"] } },
      'cluster.publicAccessCidrs[0] is "0.0.0.0/0"; expected an IPv4 block of /16 or smaller, such as 203.0.113.0/24',
    ],
    [
      "an IAM user as administrator",
      {
        cluster: {
          name: "a",
          accessEntries: {
            me: { principalArn: "arn:aws:iam::123456789012:user/me", policy: "AmazonEKSViewPolicy" },
          },
        },
      },
      'cluster.accessEntries.me.principalArn is "arn:aws:iam::123456789012:user/me"; expected the ARN of an IAM role, such as arn:aws:iam::123456789012:role/admins',
    ],
    [
      "a role of another partition",
      { cluster: { name: "a", accessEntries: { me: { ...VIEWER, principalArn: GOV_ROLE } } } },
      `cluster.accessEntries.me.principalArn is "${GOV_ROLE}"; expected one of the partition of eu-west-1: arn:aws:iam::…`,
    ],
    [
      "a role with two access entries",
      { cluster: { name: "a", accessEntries: { one: VIEWER, two: VIEWER } } },
      `cluster.accessEntries.two.principalArn is "${ROLE}"; expected another role, since EKS accepts one entry for each: productionproof-eks:cluster.accessEntries.one has it; put its policies there`,
    ],
    [
      "a namespace that Kubernetes can't have",
      { cluster: { name: "a", accessEntries: { me: { ...VIEWER, namespaces: ["shop-*", "Not_Valid!"] } } } },
      'cluster.accessEntries.me.namespaces[1] is "Not_Valid!"; expected a Kubernetes namespace, such as shop, or the start of several, such as shop-*',
    ],
    [
      "a role that could do nothing",
      { cluster: { name: "a", accessEntries: { me: { principalArn: ROLE } } } },
      "cluster.accessEntries.me.policy is missing; expected a policy, policies or groups: the role could do nothing",
    ],
    [
      "namespaces without a policy",
      {
        cluster: {
          name: "a",
          accessEntries: { me: { principalArn: ROLE, groups: ["a"], namespaces: ["b"] } },
        },
      },
      'cluster.accessEntries.me.namespaces is ["b"]; expected a policy that applies to them',
    ],
    [
      "a policy beside a list of policies, and one of them twice",
      { cluster: { name: "a", accessEntries: { me: { ...VIEWER, policies: [VIEW, VIEW] } } } },
      `cluster.accessEntries.me.policy is "AmazonEKSViewPolicy"; expected none beside policies; add it to the list
cluster.accessEntries.me.policies[1].policy is "AmazonEKSViewPolicy"; expected each policy once: policies[0] is the same, and can have the namespaces of both`,
    ],
    [
      "groups and names that belong to Kubernetes and EKS",
      {
        cluster: {
          name: "a",
          accessEntries: { me: { principalArn: ROLE, groups: ["system:masters"], username: "eks:me" } },
        },
      },
      `cluster.accessEntries.me.groups[0] is "system:masters"; expected the name of a group of your own, such as viewers
cluster.accessEntries.me.username is "eks:me"; expected a name that doesn't start with system:, eks:, aws:, amazon: or iam:, and has a colon before {{SessionName}}`,
    ],
    [
      "a retention that CloudWatch doesn't accept",
      { cluster: { name: "a", logRetentionDays: 31 } },
      "cluster.logRetentionDays is 31; expected 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653",
    ],
    [
      "a zone without EKS",
      { network: { availabilityZoneIds: ["euw1-az1", "use1-az3"] } },
      'network.availabilityZoneIds[1] is "use1-az3"; expected a zone that supports EKS; these don\'t: use1-az3, usw1-az2, cac1-az3',
    ],
    [
      "a zone of another region",
      { network: { availabilityZoneIds: ["euw1-az1", "euw2-az2"] } },
      'network.availabilityZoneIds[1] is "euw2-az2"; expected a zone of eu-west-1, such as euw1-az1',
    ],
    [
      "a block that doesn't start on its boundary",
      { network: { cidr: "10.0.1.0/16" } },
      'network.cidr is "10.0.1.0/16"; expected an IPv4 block from /16 to /20, such as 10.0.0.0/16; the block around it is 10.0.0.0/16',
    ],
    [
      "private addresses for the public endpoint",
      { cluster: { name: "a", publicAccessCidrs: ["172.20.0.0/16"] } },
      'cluster.publicAccessCidrs[0] is "172.20.0.0/16"; expected public addresses: AWS rejects private ones, which reach the endpoint inside the VPC',
    ],
    [
      "pools without a node to start with",
      { nodePools: { a: { ...pool, minSize: 0 } } },
      "nodePools.a.minSize is 0; expected 1 or more in one pool without taints and accelerators, or a desiredSize: add-ons become ready only on a node",
    ],
    [
      "a pool name that is too long together with the cluster's",
      { cluster: { name: "a".repeat(42) }, nodePools: { ["b".repeat(13)]: pool } },
      'nodePools is "bbbbbbbbbbbbb"; expected at most 12 characters: together with the cluster\'s name, AWS accepts no more',
    ],
    [
      "a value that is not an instance type",
      { nodePools: { a: { ...pool, instanceTypes: ["m7i.lrage"] } } },
      'nodePools.a.instanceTypes[0] is "m7i.lrage"; expected an instance type, such as m7i.large',
    ],
    [
      "a label that only EKS can set",
      { nodePools: { a: { ...pool, labels: { "eks.amazonaws.com/team": "x" } } } },
      "nodePools.a.labels.eks.amazonaws.com/team is not a valid name; expected a key of your own: EKS rejects those of kubernetes.io, k8s.io and eks.amazonaws.com",
    ],
    [
      "a label that Kubernetes rejects",
      { nodePools: { a: { ...pool, labels: { team: "a b" } } } },
      'nodePools.a.labels.team is "a b"; expected the value of a Kubernetes label: 1 to 63 letters, digits, dots, dashes and underscores',
    ],
    [
      "a zone by its name",
      { network: { availabilityZoneIds: ["euw1-az1", "eu-west-1b"] } },
      'network.availabilityZoneIds[1] is "eu-west-1b"; expected the ID of an Availability Zone, such as euw1-az1; zone names differ between accounts',
    ],
    [
      "one zone",
      { network: { availabilityZoneIds: ["euw1-az1"] } },
      'network.availabilityZoneIds is ["euw1-az1"]; expected 2 or more items',
    ],
    [
      "a zone twice",
      { network: { availabilityZoneIds: ["euw1-az1", "euw1-az1"] } },
      'network.availabilityZoneIds is ["euw1-az1","euw1-az1"]; expected each zone once',
    ],
    [
      "a minimum size above the maximum",
      { nodePools: { a: { ...pool, minSize: 4 } } },
      "nodePools.a.minSize is 4; expected 3 (maxSize) or less",
    ],
    [
      "a desired size outside the minimum and maximum",
      { nodePools: { a: { ...pool, desiredSize: 4 } } },
      "nodePools.a.desiredSize is 4; expected 1 to 3",
    ],
    [
      "an instance type without prefix delegation",
      { nodePools: { a: { ...pool, instanceTypes: ["m4.large"] } } },
      'nodePools.a.instanceTypes[0] is "m4.large"; expected a Nitro instance type, such as m7i.large: prefix delegation requires it',
    ],
    [
      "two architectures in a pool",
      { nodePools: { a: { ...pool, instanceTypes: ["m7i.large", "m7g.large"] } } },
      'nodePools.a.instanceTypes is ["m7i.large","m7g.large"]; expected one processor architecture; create a pool for each',
    ],
    [
      "cooling addresses on an unknown instance type",
      { nodePools: { a: { ...pool, instanceTypes: ["m99.large"], coolingAddressesPerNode: 4 } } },
      'nodePools.a.instanceTypes is ["m99.large"]; expected instance types whose network limits are known, for coolingAddressesPerNode',
    ],
    [
      "a misspelled add-on",
      { addons: { versions: { corends: "v1.14.2-eksbuild.4" } } },
      'addons.versions.corends is not a setting (did you mean "coredns"?); accepted: amazon-cloudwatch-observability, aws-ebs-csi-driver, aws-efs-csi-driver, cert-manager, coredns, eks-node-monitoring-agent, eks-pod-identity-agent, external-dns, kube-proxy, kube-state-metrics, metrics-server, prometheus-node-exporter, snapshot-controller, vpc-cni',
    ],
    [
      "a version of an add-on that isn't installed",
      { addons: { versions: { "cert-manager": "v1.20.0-eksbuild.1" } } },
      'addons.versions.cert-manager is "v1.20.0-eksbuild.1"; expected cert-manager in addons.optional, or no version',
    ],
    [
      "a value that is not an add-on version",
      { addons: { versions: { coredns: "1.14.2" } } },
      'addons.versions.coredns is "1.14.2"; expected a version of the add-on, such as v1.2.3-eksbuild.1',
    ],
    [
      "an add-on twice",
      { addons: { optional: ["cert-manager", "cert-manager"] } },
      'addons.optional is ["cert-manager","cert-manager"]; expected each add-on once',
    ],
    [
      "external-dns without a zone to write to",
      { addons: { optional: ["external-dns"] } },
      "addons.hostedZoneIds is []; expected the zones that external-dns can write to",
    ],
    [
      "zones that nothing writes to",
      { addons: { hostedZoneIds: ["Z0123456789ABC"] } },
      'addons.hostedZoneIds is ["Z0123456789ABC"]; expected none without external-dns or cert-manager',
    ],
    [
      "services inside the VPC",
      { cluster: { name: "a", serviceCidr: "10.0.16.0/20" } },
      'cluster.serviceCidr is "10.0.16.0/20"; expected a block outside 10.0.0.0/16, which nodes and pods use',
    ],
    [
      "services with public addresses",
      { cluster: { name: "a", serviceCidr: "100.64.0.0/16" } },
      'cluster.serviceCidr is "100.64.0.0/16"; expected a block inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16: EKS accepts no other',
    ],
    [
      "a time to live of events that is too short",
      { cluster: { name: "a", eventTtlMinutes: 5 } },
      "cluster.eventTtlMinutes is 5; expected 10 or more",
    ],
    [
      "a control plane tier that EKS doesn't have",
      { cluster: { name: "a", controlPlaneTier: "xl" } },
      'cluster.controlPlaneTier is "xl"; expected standard, tier-xl, tier-2xl, tier-4xl or tier-8xl',
    ],
    [
      "pod addresses that other networks use",
      { network: { podCidr: "10.1.0.0/16" } },
      'network.podCidr is "10.1.0.0/16"; expected a block inside 100.64.0.0/10, to which no other network of yours has a route',
    ],
    [
      "pod addresses that AWS adds to no VPC",
      { network: { podCidr: "198.19.0.0/16" } },
      'network.podCidr is "198.19.0.0/16"; expected a block inside 100.64.0.0/10, to which no other network of yours has a route',
    ],
    [
      "pod addresses inside those of nodes",
      { network: { cidr: "100.64.0.0/16", podCidr: "100.64.64.0/18" } },
      'network.podCidr is "100.64.64.0/18"; expected a block outside 100.64.0.0/16, the VPC\'s primary block',
    ],
    [
      "pod addresses of a zone inside those of another",
      { network: { podCidrs: ["100.64.0.0/16", "100.65.0.0/16", "100.64.64.0/18"] } },
      'network.podCidrs[2] is "100.64.64.0/18"; expected a block outside 100.64.0.0/16, that of another zone',
    ],
    [
      "pod addresses that zones share and have of their own",
      { network: { podCidr: "100.66.0.0/16", podCidrs: ["100.64.0.0/16", "100.65.0.0/16"] } },
      'network.podCidrs is ["100.64.0.0/16","100.65.0.0/16"]; expected none with podCidr: a block that the zones share, or one for each',
    ],
    [
      "link-local addresses for the VPC",
      { network: { cidr: "169.254.0.0/16" } },
      'network.cidr is "169.254.0.0/16"; expected a block outside 169.254.0.0/16, which AWS assigns to no VPC',
    ],
    [
      "a bucket for flow logs that isn't an ARN",
      { network: { flowLogs: { bucketArn: "flow-logs" } } },
      'network.flowLogs.bucketArn is "flow-logs"; expected the ARN of a bucket, such as arn:aws:s3:::flow-logs or arn:aws:s3:::flow-logs/eks',
    ],
    [
      "an interface endpoint where a gateway endpoint is free",
      { network: { interfaceEndpoints: ["s3"] } },
      'network.interfaceEndpoints[0] is "s3"; expected a service without a gateway endpoint',
    ],
    [
      "accounts of buckets behind NAT gateways",
      { network: { bucketAccountIds: ["210987654321"] } },
      'network.bucketAccountIds is ["210987654321"]; expected none with NAT gateways, through which the buckets of all accounts can be reached',
    ],
    [
      "an account of buckets that isn't an ID",
      { network: { natGateways: "none", bucketAccountIds: ["data"] } },
      'network.bucketAccountIds[0] is "data"; expected the ID of an AWS account, in quotes, such as "123456789012"',
    ],
    [
      "a NAT gateway setting that doesn't exist",
      { network: { natGateways: "two" } },
      'network.natGateways is "two"; expected one-per-zone, single or none',
    ],
    [
      "settings of a new network with an existing one",
      { network: { cidr: "10.0.0.0/16", headroomPercent: 10 }, existingNetwork: EXISTING },
      'network.cidr is "10.0.0.0/16"; expected none with existingNetwork, which creates no VPC; only headroomPercent and podAddressing apply to it',
    ],
    [
      "an existing zone of another region",
      {
        existingNetwork: {
          ...EXISTING,
          zones: EXISTING.zones
            .map((zone, index) => ({ ...zone, zoneId: `euw2-az${index + 1}` }))
            .slice(0, 2),
        },
      },
      'existingNetwork.zones[0].zoneId is "euw2-az1"; expected a zone of eu-west-1, such as euw1-az1\nexistingNetwork.zones[1].zoneId is "euw2-az2"; expected a zone of eu-west-1, such as euw1-az1',
    ],
    [
      "a value that is not the ID of a VPC",
      { existingNetwork: { ...EXISTING, vpcId: "main" } },
      'existingNetwork.vpcId is "main"; expected the ID of a VPC, such as vpc-0123456789abcdef0',
    ],
    [
      "only tainted pools",
      { nodePools: { a: { ...pool, taints: [{ key: "team", effect: "NO_SCHEDULE" }] } } },
      "nodePools.a.minSize is 1; expected 1 or more in one pool without taints and accelerators, or a desiredSize: add-ons become ready only on a node",
    ],
    [
      "label keys and values that EKS doesn't take",
      {
        nodePools: {
          a: { ...pool, labels: { team: "" }, taints: [{ key: LONG_KEY, effect: "NO_SCHEDULE" }] },
        },
      },
      `nodePools.a.labels.team is ""; expected the value of a Kubernetes label: 1 to 63 letters, digits, dots, dashes and underscores
nodePools.a.taints[0].key is "${LONG_KEY}"; expected at most 63 characters with the prefix: EKS takes no more`,
    ],
    [
      "only nodes with GPUs, whose taint keeps add-ons away",
      { nodePools: { a: { ...pool, instanceTypes: ["g6.xlarge"] } } },
      "nodePools.a.minSize is 1; expected 1 or more in one pool without taints and accelerators, or a desiredSize: add-ons become ready only on a node",
    ],
    [
      "GPUs beside Trainium",
      { nodePools: { a: { ...pool, instanceTypes: ["g6.xlarge", "trn1.2xlarge"] } } },
      'nodePools.a.instanceTypes is ["g6.xlarge","trn1.2xlarge"]; expected the same kind of accelerator in all, or none; create a pool for each',
    ],
    [
      "GPUs for which EKS has no driver",
      { nodePools: { a: { ...pool, instanceTypes: ["g7.2xlarge"] } } },
      'nodePools.a.instanceTypes is ["g7.2xlarge"]; expected an amiId with NVIDIA driver 595 or later, which g7 needs and the images of EKS don\'t have, or an amiType, if they do by now',
    ],
    [
      "an AMI type of another operating system",
      { nodePools: { a: { ...pool, amiType: "BOTTLEROCKET_x86_64_FIPS" } } },
      'nodePools.a.amiType is "BOTTLEROCKET_x86_64_FIPS"; expected one that starts with AL2023_x86_64',
    ],
    [
      "an AMI type together with an AMI",
      {
        nodePools: { a: { ...pool, amiType: "AL2023_x86_64_STANDARD", amiId: "ami-0123456789abcdef0" } },
      },
      'nodePools.a.amiType is "AL2023_x86_64_STANDARD"; expected none: amiId sets the AMI',
    ],
    [
      "more instance types than EKS takes",
      { nodePools: { a: { ...pool, instanceTypes: Array(21).fill("m7i.large") } } },
      `nodePools.a.instanceTypes is ${JSON.stringify(Array(21).fill("m7i.large"))}; expected at most 20 items`,
    ],
    [
      "add-ons that need Route 53 in a network without internet",
      {
        network: { natGateways: "none" },
        addons: { optional: ["cert-manager", "external-dns"], hostedZoneIds: ["Z0123456789ABC"] },
      },
      `addons.optional[1] is "external-dns"; expected none with natGateways: none, since Route 53 is reached through the internet
addons.hostedZoneIds is ["Z0123456789ABC"]; expected none with natGateways: none, since DNS challenges need the internet; cert-manager can still issue from a CA of your own`,
    ],
    [
      "security groups of pods where no node can have them",
      {
        nodePools: { a: { ...pool, instanceTypes: ["t3.large", "t3a.large"] } },
        addons: { podSecurityGroups: true },
      },
      "addons.podSecurityGroups is true; expected false, or a pool whose instance types have branch interfaces, such as m7i.large: no node could run a pod with security groups of its own",
    ],
    [
      "policies, a boundary and credentials of another partition",
      {
        cluster: { name: "a", permissionsBoundary: GOV_POLICY },
        nodePools: { a: { ...pool, policies: [GOV_POLICY] } },
      },
      `cluster.permissionsBoundary is "${GOV_POLICY}"; expected one of the partition of eu-west-1: arn:aws:iam::…
nodePools.a.policies[0] is "${GOV_POLICY}"; expected one of the partition of eu-west-1: arn:aws:iam::…`,
    ],
    [
      "tags that belong to AWS and Kubernetes, and that IAM takes for the same",
      { tags: { Name: "a", "kubernetes.io/cluster/a": "owned" } },
      `tags.Name is not a valid name; expected a key of your own: AWS, EKS and Kubernetes set their own, and each resource has its Name
tags.kubernetes.io/cluster/a is not a valid name; expected a key of your own: AWS, EKS and Kubernetes set their own, and each resource has its Name`,
    ],
    [
      "tags that IAM takes for the same",
      { tags: { team: "a", Team: "b" } },
      'tags is {"team":"a","Team":"b"}; expected keys that differ in more than capitals',
    ],
    [
      "a setting of the kubelet that doesn't exist, or with a value of another type",
      {
        nodePools: {
          a: { ...pool, kubelet: { config: { cpuManagerPolicy: "dynamic", kubeReserved: { cpu: 1 } } } },
        },
      },
      `nodePools.a.kubelet.config.cpuManagerPolicy is "dynamic"; expected none or static
nodePools.a.kubelet.config.kubeReserved.cpu is 1; expected a string; quote it if it looks like a number`,
    ],
    [
      "settings of the kubelet that Bottlerocket doesn't have",
      {
        nodePools: {
          a: {
            ...pool,
            operatingSystem: "BOTTLEROCKET",
            kubelet: { config: { podsPerCore: 10, systemReserved: { pid: "100" } } },
          },
        },
      },
      `nodePools.a.kubelet.config.podsPerCore is 10; expected none: Bottlerocket has no such setting
nodePools.a.kubelet.config.systemReserved.pid is "100"; expected none: Bottlerocket reserves cpu, memory and ephemeral-storage`,
    ],
    [
      "settings with which the kubelet doesn't start",
      {
        nodePools: {
          a: {
            ...pool,
            kubelet: {
              config: {
                evictionSoft: { "memory.available": "500Mi" },
                imageMinimumGCAge: "200h",
                maxParallelImagePulls: 2,
                serializeImagePulls: true,
                shutdownGracePeriodCriticalPods: "30s",
              },
            },
          },
        },
      },
      `nodePools.a.kubelet.config.evictionSoft is {"memory.available":"500Mi"}; expected an evictionSoftGracePeriod for memory.available
nodePools.a.kubelet.config.shutdownGracePeriodCriticalPods is "30s"; expected at most shutdownGracePeriod, of which it is a part
nodePools.a.kubelet.config.imageMinimumGCAge is "200h"; expected less than imageMaximumGCAge, which is 168h if unset
nodePools.a.kubelet.config.maxParallelImagePulls is 2; expected none, or serializeImagePulls: false`,
    ],
    [
      "user data that Amazon Linux can't read, without showing it",
      {
        nodePools: {
          a: { ...pool, userData: { before: ["export TOKEN=hunter2"], after: ["#!/bin/sh\n--//\n"] } },
        },
      },
      `nodePools.a.userData.after[0] is not accepted; expected no line that starts with --//, which separates the parts
nodePools.a.userData.before[0] is not accepted; expected text that starts with #!, #cloud-config or apiVersion: node.eks.aws/`,
    ],
    [
      "a script for Bottlerocket",
      {
        nodePools: {
          a: { ...pool, operatingSystem: "BOTTLEROCKET", userData: { after: ["#!/bin/sh\necho"] } },
        },
      },
      "nodePools.a.userData.after[0] is not accepted; expected TOML with a table named settings, and no other",
    ],
    [
      "more user data than EC2 takes",
      { nodePools: { a: { ...pool, userData: { before: [`#!${"x".repeat(12_300)}`] } } } },
      "nodePools.a.userData is not accepted; expected at most 12288 bytes in all, of the 16 KiB that EC2 takes",
    ],
    [
      "a taint as Kubernetes spells it",
      { nodePools: { a: { ...pool, taints: [{ key: "team", effect: "NoSchedule" }] } } },
      'nodePools.a.taints[0].effect is "NoSchedule"; expected NO_SCHEDULE, NO_EXECUTE or PREFER_NO_SCHEDULE',
    ],
    [
      "DNS on a single node",
      { nodePools: { a: pool, system: { ...pool, system: true } } },
      "nodePools.system.minSize is 1; expected 2 or more in the pool: DNS runs there, and must survive the loss of a node",
    ],
    [
      "a release for another version of Kubernetes",
      { nodePools: { a: { ...pool, releaseVersion: "1.35.2-20261101" } } },
      'nodePools.a.releaseVersion is "1.35.2-20261101"; expected a release for Kubernetes 1.36, such as 1.36.0-20261101',
    ],
    [
      "an AMI together with a release",
      {
        nodePools: {
          a: {
            ...pool,
            coolingAddressesPerNode: 4,
            amiId: "ami-0123456789abcdef0",
            releaseVersion: "1.36.0-20261101",
          },
        },
      },
      'nodePools.a.releaseVersion is "1.36.0-20261101"; expected none: amiId sets the AMI',
    ],
    [
      "logs that fill the disk",
      { nodePools: { a: { ...pool, kubelet: { containerLogMaxSizeMiB: 200 } } } },
      "nodePools.a.diskGiB is 80; expected 108 or more: the logs of 110 pods, 5 files of 200 MiB each, need that much",
    ],
    [
      "a single log file, which rotation would truncate",
      { nodePools: { a: { ...pool, kubelet: { containerLogMaxFiles: 1 } } } },
      "nodePools.a.kubelet.containerLogMaxFiles is 1; expected 2 or more",
    ],
    [
      "a low image GC threshold that isn't below the high one",
      { nodePools: { a: { ...pool, kubelet: { imageGcHighPercent: 65 } } } },
      "nodePools.a.kubelet.imageGcLowPercent is 65; expected less than 65 (imageGcHighPercent)",
    ],
    [
      "an operating system that is no longer supported",
      { nodePools: { a: { ...pool, operatingSystem: "AL2" } } },
      'nodePools.a.operatingSystem is "AL2"; expected AL2023 or BOTTLEROCKET',
    ],
    [
      "a maximum number of DNS pods below the minimum",
      { addons: { dnsReplicas: { min: 5, max: 4 } } },
      'addons.dnsReplicas is {"min":5,"max":4}; expected min to be less than or equal to max',
    ],
  ] as const) {
    it(`reject ${what}`, () => {
      assert.deepEqual(problems(values), expected.split("\n"));
    });
  }

  it("accept roles with several policies, groups and a name", () => {
    const entry = {
      principalArn: ROLE,
      policies: [VIEW, { policy: "AmazonEKSEditPolicy", namespaces: ["shop"] }],
      groups: ["shop-operators"],
      username: "shop:{{SessionName}}",
    };
    assert.ok(parseSettings(config({ cluster: { name: "a", accessEntries: { shop: entry } } }), FILE));
  });

  it("accept cert-manager with a CA of your own in a network without internet", () => {
    const values = { network: { natGateways: "none" }, addons: { optional: ["cert-manager"] } };
    assert.ok(parseSettings(config(values), FILE));
  });

  it("reject settings that don't apply to an IPv6 cluster, and instance types that it can't have", () => {
    const values = {
      cluster: { name: "platform", serviceCidr: "172.20.0.0/16" },
      network: { podAddressing: "ipv6", podCidr: "100.64.0.0/16" },
      nodePools: { a: { ...pool, instanceTypes: ["m7i.large", "m4.large"], coolingAddressesPerNode: 4 } },
    };
    assert.deepEqual(problems(values), [
      'cluster.serviceCidr is "172.20.0.0/16"; expected none: EKS chooses the service block of an IPv6 cluster',
      'network.podCidr is "100.64.0.0/16"; expected none: pods with IPv6 addresses don\'t use it, and EKS has no custom networking for them',
      "nodePools.a.coolingAddressesPerNode is 4; expected none: with IPv6, nodes don't run out of addresses",
      'nodePools.a.instanceTypes[1] is "m4.large"; expected a Nitro instance type, such as m7i.large: IPv6 requires it',
    ]);
  });

  it("reject IPv6 in an existing network, of which only the IPv4 blocks are known", () => {
    assert.deepEqual(problems({ network: { podAddressing: "ipv6" }, existingNetwork: EXISTING }), [
      'network.podAddressing is "ipv6"; expected prefix-delegation or secondary-ip with existingNetwork, whose subnets are known only by their IPv4 blocks',
    ]);
  });

  it("accept any network for an IPv6 cluster, whose services don't use its blocks", () => {
    assert.ok(parseSettings(config({ network: { podAddressing: "ipv6", cidr: "172.20.0.0/16" } }), FILE));
  });

  it("accept instance types without prefix delegation if addresses are assigned one by one", () => {
    const nodePools = { a: { ...pool, instanceTypes: ["m4.large"] } };
    assert.ok(parseSettings(config({ network: { podAddressing: "secondary-ip" }, nodePools }), FILE));
  });

  it("reject endpoints in China, whose names differ", () => {
    const values = { network: { natGateways: "none", interfaceEndpoints: ["sqs"] } };
    assert.throws(() => parseSettings({ ...config(values), "aws:region": "cn-north-1" }, FILE), {
      message: `\
${FILE}: productionproof-eks:network.natGateways is "none"; expected one-per-zone or single: interface endpoints have different names in China
${FILE}: productionproof-eks:network.interfaceEndpoints is ["sqs"]; expected none: interface endpoints have different names in China`,
    });
  });

  it("accept cooling addresses up to the size of the prefix that a node keeps warm", () => {
    const cooling = (coolingAddressesPerNode: number) => ({
      nodePools: { a: { ...pool, coolingAddressesPerNode } },
    });
    assert.ok(parseSettings(config(cooling(16)), FILE));
    assert.deepEqual(problems(cooling(17)), [
      "nodePools.a.coolingAddressesPerNode is 17; expected 16 or less",
    ]);
  });

  for (const [key, accepted, refused] of [
    ["headroomPercent", [0, 90], [-1, 91]],
    ["nodeSubnetPrefixLength", [18, 22], [17, 23]],
  ] as const) {
    it(`accept ${key} from ${accepted[0]} to ${accepted[1]}`, () => {
      for (const value of accepted) assert.ok(parseSettings(config({ network: { [key]: value } }), FILE));
      for (const value of refused) assert.equal(problems({ network: { [key]: value } }).length, 1);
    });
  }
});
