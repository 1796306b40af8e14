import assert from "node:assert/strict";

import { RunError } from "@pulumi/pulumi";
import { instanceTypes } from "productionproof-eks-policies/facts";

import { parseSettings } from "../../infra/settings.ts";

const FILE = "stacks/Pulumi.test.yaml";

/** A configuration as Pulumi hands it to a program, of the least that a stack must say and what the test says. */
function config(values: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  const settings = {
    cluster: { name: "platform" },
    nodePools: { general: { instanceTypes: ["m7i.large"], minSize: 1, maxSize: 3 } },
    ...values,
  };
  const entries = Object.entries(settings).map(([key, value]) => [
    `productionproof-eks:${key}`,
    JSON.stringify(value),
  ]);
  return { "aws:region": "eu-west-1", ...(Object.fromEntries(entries) as Record<string, string>) };
}

const ALL_KEYS =
  "aws:region, productionproof-eks:cluster, productionproof-eks:network, productionproof-eks:nodePools, productionproof-eks:addons";

/** What is said of each problem, behind the file and the namespace. */
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
  it("are hardened where the stack says nothing", () => {
    assert.deepEqual(parseSettings(config(), FILE), {
      region: "eu-west-1",
      cluster: {
        name: "platform",
        version: "1.36",
        publicAccessCidrs: [],
        accessEntries: {},
        logRetentionDays: 90,
        deletionProtection: true,
      },
      network: {
        cidr: "10.0.0.0/16",
        nodeSubnetPrefixLength: 19,
        headroomPercent: 20,
        natGateways: "one-per-zone",
      },
      nodePools: {
        general: {
          instanceTypes: ["m7i.large"],
          minSize: 1,
          maxSize: 3,
          capacityType: "ON_DEMAND",
          diskGiB: 80,
          labels: {},
        },
      },
      addons: { versions: {}, dnsReplicas: { min: 3, max: 20 } },
    });
  });

  it("name the file, the key, the value and what would pass, all problems at once", () => {
    const values = {
      cluster: { name: "platform", version: 1.36 },
      network: { cidr: "10.0.0.0/8", natGateway: "single" },
    };
    assert.throws(
      () => parseSettings(config(values), FILE),
      new RunError(`\
stacks/Pulumi.test.yaml: productionproof-eks:cluster.version is 1.36; expected a text; quote it if it looks like a number
stacks/Pulumi.test.yaml: productionproof-eks:network.cidr is "10.0.0.0/8"; expected an IPv4 block from /16 to /20, such as 10.0.0.0/16
stacks/Pulumi.test.yaml: productionproof-eks:network.natGateway is no setting (did you mean "natGateways"?); accepted: cidr, availabilityZoneIds, nodeSubnetPrefixLength, headroomPercent, natGateways`),
    );
  });

  it("of the whole stack are checked by name too", () => {
    assert.deepEqual(problems({ netwrok: {} }), [
      `netwrok is no setting (did you mean "productionproof-eks:network"?); accepted: ${ALL_KEYS}`,
    ]);
  });

  it("of other namespaces are refused, since nothing would read them", () => {
    const withKey = (key: string) => () => parseSettings({ ...config(), [key]: "x" }, FILE);
    assert.throws(withKey("aws:profile"), {
      message: `${FILE}: aws:profile is no setting; accepted: ${ALL_KEYS}`,
    });
    assert.throws(withKey("productionproofeks:network"), {
      message: `${FILE}: productionproofeks:network is no setting (did you mean "productionproof-eks:network"?); accepted: ${ALL_KEYS}`,
    });
    // Pulumi's own namespace is for the engine.
    assert.ok(withKey("pulumi:tags")());
  });

  for (const [what, region, problem] of [
    ["no region", undefined, "is missing; expected an AWS region, such as eu-west-1"],
    ["an empty region", "", 'is ""; expected an AWS region, such as eu-west-1'],
    ["a misspelt region", "eu-wst-1", 'is "eu-wst-1"; expected an AWS region, such as eu-west-1'],
  ] as const) {
    it(`refuse ${what}`, () => {
      const others = Object.fromEntries(Object.entries(config()).filter(([key]) => key !== "aws:region"));
      const values = region === undefined ? others : { ...others, "aws:region": region };
      assert.throws(() => parseSettings(values, FILE), { message: `${FILE}: aws:region ${problem}` });
    });
  }

  it("take the regions of every partition", () => {
    for (const region of [
      "us-east-1",
      "ap-northeast-3",
      "us-gov-west-1",
      "cn-northwest-1",
      "eusc-de-east-1",
    ]) {
      assert.equal(parseSettings({ ...config(), "aws:region": region }, FILE).region, region);
    }
  });

  it("are refused where they are encrypted, without their values", () => {
    const key = "productionproof-eks:cluster";
    assert.throws(() => parseSettings({ ...config(), [key]: '{"name":"hunter2"}' }, FILE, [key]), {
      message: `${FILE}: ${key} is encrypted; expected it in plain: no setting is a secret, and messages may show any`,
    });
  });

  it("take every instance type that AWS has and the CNI's prefixes work on", () => {
    const instanceTypesOf = (name: string) => ({ nodePools: { a: { ...pool, instanceTypes: [name] } } });
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
      'cluster.name is "Platform"; expected lower-case letters, digits and dashes, 42 at most, a letter first',
    ],
    [
      "a version out of standard support",
      { cluster: { name: "a", version: "1.33" } },
      'cluster.version is "1.33"; expected a version in standard support, in quotes: "1.34" or newer',
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
      "a retention that CloudWatch does not know",
      { cluster: { name: "a", logRetentionDays: 31 } },
      "cluster.logRetentionDays is 31; expected 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653",
    ],
    [
      "a zone without EKS",
      { network: { availabilityZoneIds: ["euw1-az1", "use1-az3"] } },
      'network.availabilityZoneIds[1] is "use1-az3"; expected a zone with EKS; these have none: use1-az3, usw1-az2, cac1-az3',
    ],
    [
      "a zone of another region",
      { network: { availabilityZoneIds: ["euw1-az1", "euw2-az2"] } },
      'network.availabilityZoneIds[1] is "euw2-az2"; expected a zone of eu-west-1, such as euw1-az1',
    ],
    [
      "a block that begins in the middle",
      { network: { cidr: "10.0.1.0/16" } },
      'network.cidr is "10.0.1.0/16"; expected an IPv4 block from /16 to /20, such as 10.0.0.0/16; the block around it is 10.0.0.0/16',
    ],
    [
      "private addresses for the public endpoint",
      { cluster: { name: "a", publicAccessCidrs: ["172.20.0.0/16"] } },
      'cluster.publicAccessCidrs[0] is "172.20.0.0/16"; expected addresses of the internet: AWS refuses private ones, which reach the endpoint inside the VPC',
    ],
    [
      "pools without a node to start with",
      { nodePools: { a: { ...pool, minSize: 0 } } },
      "nodePools.a.minSize is 0; expected 1 or more in one pool, or a desiredSize: CoreDNS is ready on a node only",
    ],
    [
      "a pool whose name is too long with that of the cluster",
      { cluster: { name: "a".repeat(42) }, nodePools: { ["b".repeat(13)]: pool } },
      'nodePools is "bbbbbbbbbbbbb"; expected 12 characters at most: with the cluster\'s name, AWS takes no more',
    ],
    [
      "what is no instance type",
      { nodePools: { a: { ...pool, instanceTypes: ["m7i.lrage"] } } },
      'nodePools.a.instanceTypes[0] is "m7i.lrage"; expected an instance type, such as m7i.large',
    ],
    [
      "a label that only EKS may set",
      { nodePools: { a: { ...pool, labels: { "eks.amazonaws.com/team": "x" } } } },
      "nodePools.a.labels.eks.amazonaws.com/team is no name; expected a key of your own: EKS refuses those of kubernetes.io, k8s.io and eks.amazonaws.com",
    ],
    [
      "a label that Kubernetes does not take",
      { nodePools: { a: { ...pool, labels: { team: "a b" } } } },
      'nodePools.a.labels.team is "a b"; expected the value of a Kubernetes label: 63 letters, digits, dots, dashes and underscores at most',
    ],
    [
      "a zone by its name",
      { network: { availabilityZoneIds: ["euw1-az1", "eu-west-1b"] } },
      'network.availabilityZoneIds[1] is "eu-west-1b"; expected the id of an availability zone, such as euw1-az1; names stand for other zones in every account',
    ],
    [
      "one zone",
      { network: { availabilityZoneIds: ["euw1-az1"] } },
      'network.availabilityZoneIds is ["euw1-az1"]; expected 2 or more of them',
    ],
    [
      "a zone twice",
      { network: { availabilityZoneIds: ["euw1-az1", "euw1-az1"] } },
      'network.availabilityZoneIds is ["euw1-az1","euw1-az1"]; expected each zone once',
    ],
    [
      "more nodes at least than at most",
      { nodePools: { a: { ...pool, minSize: 4 } } },
      "nodePools.a.minSize is 4; expected 3 (maxSize) or less",
    ],
    [
      "a start outside both",
      { nodePools: { a: { ...pool, desiredSize: 4 } } },
      "nodePools.a.desiredSize is 4; expected 1 to 3",
    ],
    [
      "an instance type without prefix delegation",
      { nodePools: { a: { ...pool, instanceTypes: ["m4.large"] } } },
      'nodePools.a.instanceTypes[0] is "m4.large"; expected an instance type on Nitro, such as m7i.large: prefix delegation needs it',
    ],
    [
      "two architectures in a pool",
      { nodePools: { a: { ...pool, instanceTypes: ["m7i.large", "m7g.large"] } } },
      'nodePools.a.instanceTypes is ["m7i.large","m7g.large"]; expected one processor architecture; make a pool for each',
    ],
    [
      "cooling addresses on a type nobody knows",
      { nodePools: { a: { ...pool, instanceTypes: ["m99.large"], coolingAddressesPerNode: 4 } } },
      'nodePools.a.instanceTypes is ["m99.large"]; expected types whose network limits are known, for coolingAddressesPerNode',
    ],
    [
      "an AMI that would not be used",
      { nodePools: { a: { ...pool, amiId: "ami-0123456789abcdef0" } } },
      'nodePools.a.amiId is "ami-0123456789abcdef0"; expected none: without coolingAddressesPerNode, EKS chooses the AMI',
    ],
    [
      "a misspelt add-on",
      { addons: { versions: { corends: "v1.14.2-eksbuild.4" } } },
      'addons.versions.corends is no setting (did you mean "coredns"?); accepted: aws-ebs-csi-driver, coredns, eks-node-monitoring-agent, eks-pod-identity-agent, kube-proxy, vpc-cni',
    ],
    [
      "fewer DNS pods at most than at least",
      { addons: { dnsReplicas: { min: 5, max: 4 } } },
      'addons.dnsReplicas is {"min":5,"max":4}; expected min to be max or less',
    ],
  ] as const) {
    it(`refuse ${what}`, () => {
      assert.deepEqual(problems(values), [expected]);
    });
  }

  it("take cooling addresses up to the prefix that a node keeps warm", () => {
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
    it(`take ${key} from ${accepted[0]} to ${accepted[1]}`, () => {
      for (const value of accepted) assert.ok(parseSettings(config({ network: { [key]: value } }), FILE));
      for (const value of refused) assert.equal(problems({ network: { [key]: value } }).length, 1);
    });
  }
});
