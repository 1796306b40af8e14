import { RunError } from "@pulumi/pulumi";
import {
  architectureOf,
  enclosingIpv4Block,
  findInstanceType,
  isStandardVersion,
  OLDEST_STANDARD_VERSION,
  parseIpv4Block,
  ZONE_IDS_WITHOUT_EKS,
  zoneIdPrefix,
} from "productionproof-eks-policies/facts";
import { z } from "zod";

import { describeProblems } from "./settings-problems.ts";

/** The retention periods that CloudWatch Logs takes. Source: PutRetentionPolicy, API reference, read 2026-11. */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const name = z
  .string()
  .regex(
    /^[a-z]([a-z0-9-]{0,40}[a-z0-9])?$/,
    "expected lower-case letters, digits and dashes, 42 at most, a letter first",
  );

/** The form of all regions so far, narrow enough for a misspelt one to be none. */
const region = z
  .string("expected an AWS region, such as eu-west-1")
  .regex(
    /^[a-z]{2,4}(-gov|-[a-z]{2})?-(north|south)?(east|west)?(central)?-\d$/,
    "expected an AWS region, such as eu-west-1",
  );

const vpcBlock = ipv4Block("an IPv4 block from /16 to /20, such as 10.0.0.0/16", {
  shortest: 16,
  longest: 20,
});

const publicBlock = ipv4Block("an IPv4 block of /16 or smaller, such as 203.0.113.0/24", {
  shortest: 16,
  longest: 32,
}).refine(
  (cidr) => !NOT_PUBLIC.test(cidr),
  "expected addresses of the internet: AWS refuses private ones, which reach the endpoint inside the VPC",
);

/** Addresses that never come from the internet: RFC 1918, 1122, 3927, 5771 and 6598. */
const NOT_PUBLIC =
  /^(0|10|127|169\.254|172\.(1[6-9]|2\d|3[01])|192\.168|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])|2[2-5]\d)\./;

function ipv4Block(
  expected: string,
  { shortest, longest }: { readonly shortest: number; readonly longest: number },
): z.ZodString {
  return z.string().check((context) => {
    const { prefixLength } = parseIpv4Block(context.value) ?? { prefixLength: -1 };
    if (prefixLength >= shortest && prefixLength <= longest) return;
    const enclosing = prefixLength === -1 ? enclosingIpv4Block(context.value) : undefined;
    const hint = enclosing === undefined ? "" : `; the block around it is ${enclosing}`;
    context.issues.push({ code: "custom", input: context.value, message: `expected ${expected}${hint}` });
  });
}

const zoneId = z
  .string()
  .regex(
    /^[a-z]+\d-az\d$/,
    "expected the id of an availability zone, such as euw1-az1; names stand for other zones in every account",
  )
  .refine(
    (id) => !ZONE_IDS_WITHOUT_EKS.includes(id),
    `expected a zone with EKS; these have none: ${ZONE_IDS_WITHOUT_EKS.join(", ")}`,
  );

const accessEntry = z.strictObject({
  /** The IAM role; users and the account's root are not for people who run clusters. */
  principalArn: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/,
      "expected the ARN of an IAM role, such as arn:aws:iam::123456789012:role/admins",
    ),
  policy: z.enum([
    "AmazonEKSClusterAdminPolicy",
    "AmazonEKSAdminPolicy",
    "AmazonEKSEditPolicy",
    "AmazonEKSViewPolicy",
  ]),
  /** Kubernetes namespaces that the policy holds in; without it, the whole cluster. */
  namespaces: z.array(z.string()).min(1).optional(),
});

const cluster = z.strictObject({
  /** Name of the cluster; fixed, so that it is known before the cluster is made. */
  name,
  /** Kubernetes version. The default is what EKS itself takes since October 2026. */
  version: z
    .string()
    .refine(
      isStandardVersion,
      `expected a version in standard support, in quotes: "${OLDEST_STANDARD_VERSION}" or newer`,
    )
    .default("1.36"),
  /** Blocks that may reach the API endpoint from the internet. Empty: only the VPC may, since nothing else has to. */
  publicAccessCidrs: z.array(publicBlock).max(40).default([]),
  /** Who may use the cluster, by a name of your own. Nobody is administrator by having created it, so empty means nobody. */
  accessEntries: z.record(name, accessEntry).default({}),
  /** Retention of control-plane and flow logs: a quarter, which covers the usual time to notice an intrusion. */
  logRetentionDays: z.literal(LOG_RETENTION_DAYS).default(90),
  /** AWS and Pulumi refuse to delete the cluster until this is lifted. */
  deletionProtection: z.boolean().default(true),
});

const network = z.strictObject({
  /** Address block of the VPC. A /16 costs nothing, and can't be changed later. */
  cidr: vpcBlock.default("10.0.0.0/16"),
  /** Zones by id. Without it, the first three of the region that have EKS. */
  availabilityZoneIds: z
    .array(zoneId)
    .min(2)
    .max(3)
    .refine((ids) => new Set(ids).size === ids.length, "expected each zone once")
    .optional(),
  /** Prefix length of each zone's subnet for nodes and pods: a /19 has 8187 addresses, which AWS calls enough for most. */
  nodeSubnetPrefixLength: z.int().min(18).max(22).default(19),
  /** Part of each node subnet that stays free when all pools are at their largest, for growth and for updates. */
  headroomPercent: z.int().min(0).max(90).default(20),
  /** One NAT gateway in each zone outlives the loss of any zone; a single one is cheaper. */
  natGateways: z.enum(["one-per-zone", "single"]).default("one-per-zone"),
});

const instanceType = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]*\.(nano|micro|small|medium|large|\d*xlarge|metal(-\d+xl)?)$/,
    "expected an instance type, such as m7i.large",
  )
  .refine((type) => {
    const known = findInstanceType(type);
    return known === undefined || known.isNitro;
  }, "expected an instance type on Nitro, such as m7i.large: prefix delegation needs it");

const labelKey = z
  .string()
  .regex(
    /^([a-z0-9]([a-z0-9.-]*[a-z0-9])?\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/,
    "expected the key of a Kubernetes label, such as team or example.com/team",
  )
  .refine(
    (key) => !/(^|\.)(kubernetes\.io|k8s\.io|eks\.amazonaws\.com)\//.test(key),
    "expected a key of your own: EKS refuses those of kubernetes.io, k8s.io and eks.amazonaws.com",
  );

const labelValue = z
  .string()
  .regex(
    /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/,
    "expected the value of a Kubernetes label: 63 letters, digits, dots, dashes and underscores at most",
  );

const nodePool = z
  .strictObject({
    instanceTypes: z.array(instanceType).min(1),
    minSize: z.int().min(0),
    maxSize: z.int().min(1).max(450),
    /** Nodes at creation; afterwards whatever scales the pool decides. @defaultValue `minSize` */
    desiredSize: z.int().min(0).optional(),
    capacityType: z.enum(["ON_DEMAND", "SPOT"]).default("ON_DEMAND"),
    /** Size of the root volume. The AMI's 20 GiB fill up with images and logs. */
    diskGiB: z.int().min(20).max(16_384).default(80),
    labels: z.record(labelKey, labelValue).default({}),
    /**
     * Free addresses that every node must have for pods that just ended, for pools that run CronJobs. It makes `maxPods`
     * smaller, and needs instance types that are in the table of facts. A node keeps one prefix of 16 addresses warm, and
     * an empty node has no more than that.
     */
    coolingAddressesPerNode: z.int().min(1).max(16).optional(),
    /** AMI of a pool with cooling addresses. @defaultValue the newest EKS-optimized Amazon Linux 2023 */
    amiId: z
      .string()
      .regex(/^ami-[0-9a-f]{8,17}$/, "expected the id of an AMI, such as ami-0123456789abcdef0")
      .optional(),
  })
  .check((context) => {
    const {
      minSize,
      maxSize,
      desiredSize = minSize,
      instanceTypes,
      coolingAddressesPerNode,
      amiId,
    } = context.value;
    const refuse = (path: string, message: string): void => {
      context.issues.push({ code: "custom", input: context.value[path as never], path: [path], message });
    };
    if (minSize > maxSize) refuse("minSize", `expected ${maxSize} (maxSize) or less`);
    else if (desiredSize < minSize || desiredSize > maxSize)
      refuse("desiredSize", `expected ${minSize} to ${maxSize}`);
    if (new Set(instanceTypes.map(architectureOf)).size > 1) {
      refuse("instanceTypes", "expected one processor architecture; make a pool for each");
    }
    if (coolingAddressesPerNode !== undefined && !instanceTypes.every(findInstanceType)) {
      refuse("instanceTypes", "expected types whose network limits are known, for coolingAddressesPerNode");
    }
    if (coolingAddressesPerNode === undefined && amiId !== undefined) {
      refuse("amiId", "expected none: without coolingAddressesPerNode, EKS chooses the AMI");
    }
  });

const addons = z.strictObject({
  /** Version of each add-on. Without one, EKS takes its default for the Kubernetes version. */
  versions: z
    .partialRecord(
      z.enum([
        "aws-ebs-csi-driver",
        "coredns",
        "eks-node-monitoring-agent",
        "eks-pod-identity-agent",
        "kube-proxy",
        "vpc-cni",
      ]),
      z
        .string()
        .regex(
          /^v\d+\.\d+\.\d+-eksbuild\.\d+$/,
          "expected a version of the add-on, such as v1.2.3-eksbuild.1",
        ),
    )
    .default({}),
  /** CoreDNS pods. Three outlive the loss of a zone with one to spare; the autoscaler adds more with nodes and cores. */
  dnsReplicas: z
    .strictObject({ min: z.int().min(2).max(1000).default(3), max: z.int().min(2).max(1000).default(20) })
    .refine(({ min, max }) => min <= max, "expected min to be max or less")
    .prefault({}),
});

const stackFile = z
  .strictObject({
    "aws:region": region,
    "productionproof-eks:cluster": cluster,
    "productionproof-eks:network": network.prefault({}),
    "productionproof-eks:nodePools": z
      .record(name, nodePool)
      .refine((pools) => Object.keys(pools).length > 0, "expected at least one pool"),
    "productionproof-eks:addons": addons.prefault({}),
  })
  .check((context) => {
    if (context.issues.length > 0) return;
    const values = context.value;
    const problems = [...zonesElsewhere(values), ...longPoolNames(values), ...poolsWithoutNode(values)];
    context.issues.push(...problems.map((problem) => ({ code: "custom" as const, ...problem })));
  });

/** Something wrong with values that are right one by one. */
interface Problem {
  readonly path: PropertyKey[];
  readonly input: unknown;
  readonly message: string;
}

type StackFile = z.output<typeof stackFile>;

function zonesElsewhere({
  "aws:region": region,
  "productionproof-eks:network": network,
}: StackFile): readonly Problem[] {
  // Regions of younger partitions have longer names, and ids that nobody can tell from them.
  if (!/^[a-z]{2}(-gov)?-[a-z]+-\d$/.test(region)) return [];
  const prefix = `${zoneIdPrefix(region)}-az`;
  return (network.availabilityZoneIds ?? []).flatMap((id, index) => {
    const path = ["productionproof-eks:network", "availabilityZoneIds", index];
    const message = `expected a zone of ${region}, such as ${prefix}1`;
    return id.startsWith(prefix) ? [] : [{ path, input: id, message }];
  });
}

/** Node groups' names have 63 characters, of which Pulumi takes a dash and a suffix of eight. */
function longPoolNames({
  "productionproof-eks:cluster": { name },
  "productionproof-eks:nodePools": pools,
}: StackFile): readonly Problem[] {
  const longest = 63 - `${name}-`.length - "-0123456".length;
  const message = `expected ${longest} characters at most: with the cluster's name, AWS takes no more`;
  return Object.keys(pools)
    .filter((pool) => pool.length > longest)
    .map((pool) => ({ path: ["productionproof-eks:nodePools"], input: pool, message }));
}

function poolsWithoutNode({ "productionproof-eks:nodePools": pools }: StackFile): readonly Problem[] {
  const [first = ""] = Object.keys(pools);
  const path = ["productionproof-eks:nodePools", first, "minSize"];
  const message = "expected 1 or more in one pool, or a desiredSize: CoreDNS is ready on a node only";
  const start = Object.values(pools).map(({ minSize, desiredSize = minSize }) => desiredSize);
  return start.some((nodes) => nodes > 0) ? [] : [{ path, input: 0, message }];
}

/** A stack's settings, checked and with defaults filled in. */
export interface Settings {
  readonly region: string;
  readonly cluster: ClusterSettings;
  readonly network: NetworkSettings;
  /** Pools of nodes, by name. */
  readonly nodePools: Readonly<Record<string, NodePoolSettings>>;
  readonly addons: AddonSettings;
}

/** Settings of the cluster. */
export type ClusterSettings = z.output<typeof cluster>;

/** Settings of the network. */
export type NetworkSettings = z.output<typeof network>;

/** Settings of a pool of nodes. */
export type NodePoolSettings = z.output<typeof nodePool>;

/** Settings of the add-ons. */
export type AddonSettings = z.output<typeof addons>;

/**
 * The settings in a stack's configuration.
 *
 * @param config every configuration value of the stack, `namespace:key` to text; structured values are JSON.
 * @param file the stack's file, for messages.
 * @param encryptedKeys keys whose values are secret.
 * @throws RunError, which Pulumi shows without a stack trace, with a line for each problem: file, key, value and what
 * would be accepted.
 */
export function parseSettings(
  config: Readonly<Record<string, string>>,
  file: string,
  encryptedKeys: readonly string[] = [],
): Settings {
  if (encryptedKeys.length > 0) {
    const expected = "expected it in plain: no setting is a secret, and messages may show any";
    throw new RunError(encryptedKeys.map((key) => `${file}: ${key} is encrypted; ${expected}`).join("\n"));
  }
  const values = Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => !key.startsWith("pulumi:"))
      .map(([key, value]) => [key, fromText(value)]),
  );
  const result = stackFile.safeParse(values, { reportInput: true });
  if (!result.success)
    throw new RunError(describeProblems(result.error.issues, stackFile, `${file}: `).join("\n"));
  return {
    region: result.data["aws:region"],
    cluster: result.data["productionproof-eks:cluster"],
    network: result.data["productionproof-eks:network"],
    nodePools: result.data["productionproof-eks:nodePools"],
    addons: result.data["productionproof-eks:addons"],
  };
}

/** Pulumi hands structured values to a program as JSON, and others as they are. */
function fromText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
