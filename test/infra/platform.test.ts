import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { parse } from "yaml";

import { resourceTree } from "../../policies/src/report/tree.ts";
import { UNKNOWN } from "../../policies/src/rule/property-value.ts";
import { preview, type PreviewResult } from "../../policies/src/run/preview.ts";
import type { SourceResource } from "../../policies/src/sources/source.ts";
import { assertSnapshot } from "../snapshot.ts";

const NODE_ADDONS = ["vpc-cni", "kube-proxy", "eks-pod-identity-agent"];

/** The differences between the stacks in addition to sizes, as set in their files. */
const STACK_TRAITS: Readonly<Record<string, StackTraits>> = {
  batch: { systemPool: true, hasInternet: false },
  dev: { isPublic: true, isProtected: false },
  prod: { systemPool: true },
  staging: {},
};

interface StackTraits {
  readonly isPublic?: boolean;
  readonly isProtected?: boolean;
  readonly systemPool?: boolean;
  readonly hasInternet?: boolean;
}

/** The part of a stack's file that lists who can use the cluster, and its optional add-ons. */
interface StackFile {
  readonly config: {
    readonly "productionproof-eks:cluster": {
      readonly accessEntries: Readonly<
        Record<string, { principalArn: string; policy: string; namespaces?: readonly string[] }>
      >;
    };
    readonly "productionproof-eks:addons"?: { readonly optional?: readonly string[] };
  };
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const STACKS = readdirSync(`${ROOT}stacks`).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);

describe("the stacks that are tested here", () => {
  it("are all stacks; add the traits of a new one to STACK_TRAITS", () => {
    assert.deepEqual(Object.keys(STACK_TRAITS), STACKS);
  });
});

for (const stack of STACKS) {
  describe(`the ${stack} stack`, () => {
    const {
      isPublic = false,
      isProtected = true,
      systemPool = false,
      hasInternet = true,
    } = STACK_TRAITS[stack] ?? {};
    let result: PreviewResult;
    before(async () => {
      result = await preview({ directory: ROOT, stack, preset: "strict", now: new Date("2026-11-24") });
    });

    const ofType = (type: string): readonly SourceResource[] =>
      result.resources.filter((one) => one.type === type);
    const addon = (name: string): SourceResource =>
      ofType("aws:eks/addon:Addon").find(({ props }) => props["addonName"] === name) ??
      assert.fail(`no add-on ${name}`);
    const only = (type: string): SourceResource => {
      const [one, ...more] = ofType(type);
      assert.ok(one && more.length === 0, `exactly one ${type}`);
      return one;
    };

    /** All resources that must exist before this one: its dependencies, its parents, and their dependencies. */
    const waitsFor = ({ urn }: SourceResource): ReadonlySet<string> => {
      const seen = new Set<string>();
      const visit = (current: string): void => {
        const resource = result.resources.find((one) => one.urn === current);
        for (const next of [
          ...(resource?.dependencies ?? []),
          ...(resource?.parent ? [resource.parent] : []),
        ]) {
          if (seen.has(next)) continue;
          seen.add(next);
          visit(next);
        }
      };
      visit(urn);
      return seen;
    };

    it("creates the resources that its snapshot lists", () => {
      assertSnapshot(import.meta.url, stack, `${[...resourceTree(result.resources)].join("\n")}\n`);
    });

    it("has no finding under strict, and hides nothing", () => {
      assert.deepEqual(result.findings, []);
      assert.deepEqual(result.blindSpots, []);
      assert.deepEqual(result.diagnostics, []);
    });

    it("has a control plane that is private or open to listed blocks, encrypted, logged and protected from accidents", () => {
      const { props } = only("aws:eks/cluster:Cluster");
      const { vpcConfig, ...rest } = props as { vpcConfig: Readonly<Record<string, unknown>> };
      assert.partialDeepStrictEqual(vpcConfig, {
        endpointPrivateAccess: true,
        endpointPublicAccess: isPublic,
      });
      assert.deepEqual(vpcConfig["publicAccessCidrs"], isPublic ? ["203.0.113.0/24"] : undefined);
      assert.partialDeepStrictEqual(rest, {
        accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
        bootstrapSelfManagedAddons: false,
        deletionProtection: isProtected,
        enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
        encryptionConfig: { provider: { keyArn: UNKNOWN }, resources: ["secrets"] },
        kubernetesNetworkConfig: { ipFamily: "ipv4", serviceIpv4Cidr: "172.20.0.0/16" },
        upgradePolicy: { supportType: "STANDARD" },
        version: "1.36",
        zonalShiftConfig: { enabled: true },
      });
    });

    it("protects what holds data, addresses or the network of nodes, and nothing that can be made again", () => {
      // Those of the eks component are the cluster, which protects itself, its role and access entries.
      const own = result.resources.filter(
        ({ custom, type, urn }) =>
          custom && !type.startsWith("pulumi:") && !urn.includes("eks:index:Cluster"),
      );
      // A setting of the account, which stays as it is when the stack is destroyed.
      const names = own
        .filter(({ protect, type }) => !protect && type !== "aws:ebs/encryptionByDefault:EncryptionByDefault")
        .map(({ urn, name }) => (urn.includes("nodes:NodePool") ? "a node pool" : name));
      const { config } = parse(readFileSync(`${ROOT}stacks/Pulumi.${stack}.yaml`, "utf8")) as StackFile;
      const optional = config["productionproof-eks:addons"]?.optional ?? [];
      if (isProtected) assert.deepEqual([...new Set(names)].sort(), ["a node pool", ...optional].sort());
      else assert.ok(own.every(({ protect }) => !protect));
    });

    it("has subnets of a /19 for nodes and pods, half of it for prefixes, and small ones for the control plane", () => {
      const blocks = (type: string, name: RegExp): readonly unknown[] =>
        ofType(type)
          .filter((one) => name.test(one.name))
          .map(({ props }) => props["cidrBlock"]);
      assert.deepEqual(blocks("aws:ec2/subnet:Subnet", /-nodes-/), [
        "10.0.0.0/19",
        "10.0.32.0/19",
        "10.0.64.0/19",
      ]);
      assert.deepEqual(blocks("aws:ec2/subnetCidrReservation:SubnetCidrReservation", /./), [
        "10.0.16.0/20",
        "10.0.48.0/20",
        "10.0.80.0/20",
      ]);
      for (const cidr of blocks("aws:ec2/subnet:Subnet", /-control-plane-/))
        assert.match(String(cidr), /\/27$/);
    });

    it("has zones by ID, and node groups in all of them", () => {
      const zones = ofType("aws:ec2/subnet:Subnet").map(({ props }) => props["availabilityZoneId"]);
      assert.deepEqual([...new Set(zones)], ["euw1-az1", "euw1-az2", "euw1-az3"]);
      for (const { name, props } of ofType("aws:eks/nodeGroup:NodeGroup")) {
        const ofZone = /-(euw1-az\d)$/.test(name);
        assert.equal((props["subnetIds"] as readonly unknown[]).length, ofZone ? 1 : 3, name);
      }
    });

    it("lets nodes reach the internet through NAT, or only AWS through endpoints", () => {
      assert.equal(ofType("aws:ec2/internetGateway:InternetGateway").length, hasInternet ? 1 : 0);
      assert.equal(ofType("aws:ec2/natGateway:NatGateway").length > 0, hasInternet);
      const services = ofType("aws:ec2/vpcEndpoint:VpcEndpoint").map(({ props }) => props["serviceName"]);
      const needed = ["s3", ...(hasInternet ? [] : ["ec2", "ecr.api", "ecr.dkr", "eks-auth", "sts"])];
      for (const service of needed)
        assert.ok(services.includes(`com.amazonaws.eu-west-1.${service}`), service);
      assert.equal(services.length === 1, hasInternet);
      // The agent of Session Manager uses ssmmessages in its place.
      assert.ok(!services.includes("com.amazonaws.eu-west-1.ec2messages"));
    });

    it("configures the CNI as in its snapshot", () => {
      const values = configurationOf(addon("vpc-cni"));
      assert.partialDeepStrictEqual(values, {
        env: { AWS_VPC_K8S_CNI_EXTERNALSNAT: "true", ENABLE_PREFIX_DELEGATION: "true" },
        enableNetworkPolicy: "true",
      });
      assertSnapshot(import.meta.url, `cni-${stack}`, `${JSON.stringify(values, undefined, 2)}\n`);
    });

    it("has three or more DNS pods, spread over zones, on system nodes if there are any", () => {
      const values = configurationOf(addon("coredns"));
      assert.partialDeepStrictEqual(values, {
        autoScaling: { enabled: true, minReplicas: 3 },
        podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
        topologySpreadConstraints: [{ topologyKey: "topology.kubernetes.io/zone" }],
      });
      assert.equal("nodeSelector" in values, systemPool);
      const reserved = ofType("aws:eks/nodeGroup:NodeGroup").filter(({ props }) =>
        JSON.stringify(props["taints"] ?? []).includes("CriticalAddonsOnly"),
      );
      assert.deepEqual(
        reserved.map(({ props }) => props["labels"]),
        systemPool ? [{ "system-pool": "true" }] : [],
      );
    });

    it("gives access to the roles that its file lists, by access entries, and to no one else", () => {
      const { config } = parse(readFileSync(`${ROOT}stacks/Pulumi.${stack}.yaml`, "utf8")) as StackFile;
      // Pulumi passes keys to a program in alphabetical order.
      const listed = Object.entries(config["productionproof-eks:cluster"].accessEntries)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, entry]) => entry);
      const planned = (type: string, property: string) => ofType(type).map(({ props }) => props[property]);
      assert.deepEqual(
        planned("aws:eks/accessEntry:AccessEntry", "principalArn"),
        listed.map(({ principalArn }) => principalArn),
      );
      assert.deepEqual(
        planned("aws:eks/accessPolicyAssociation:AccessPolicyAssociation", "policyArn"),
        listed.map(({ policy }) => `arn:aws:eks::aws:cluster-access-policy/${policy}`),
      );
      assert.deepEqual(
        planned("aws:eks/accessPolicyAssociation:AccessPolicyAssociation", "accessScope"),
        listed.map(({ namespaces }) =>
          namespaces ? { type: "namespace", namespaces } : { type: "cluster" },
        ),
      );
    });

    it("has nodes with IMDSv2, encrypted volumes of 80 GiB, repair and rolling updates", () => {
      for (const { props } of ofType("aws:ec2/launchTemplate:LaunchTemplate")) {
        assert.partialDeepStrictEqual(props, {
          metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
        });
        const volumes = props["blockDeviceMappings"] as readonly { ebs: { volumeSize?: number } }[];
        for (const volume of volumes)
          assert.partialDeepStrictEqual(volume, { ebs: { volumeType: "gp3", encrypted: "true" } });
        assert.equal(volumes.at(-1)?.ebs.volumeSize, 80);
      }
      for (const { props } of ofType("aws:eks/nodeGroup:NodeGroup")) {
        assert.partialDeepStrictEqual(props, {
          nodeRepairConfig: {
            enabled: true,
            nodeRepairConfigOverrides: [{ nodeMonitoringCondition: "DiskPressure", repairAction: "Replace" }],
          },
          updateConfig: { maxUnavailablePercentage: 33 },
        });
      }
    });

    it("encrypts all new volumes of the account, before a StorageClass can create one, and lets other stacks keep that", () => {
      const encryption = only("aws:ebs/encryptionByDefault:EncryptionByDefault");
      assert.deepEqual(encryption.props, { enabled: true });
      assert.equal(encryption.protect, false);
      assert.ok(waitsFor(addon("aws-ebs-csi-driver")).has(encryption.urn));
    });

    it("has kubelets that rotate logs, clean up images and evict by every signal", () => {
      const signals = ["memory", "nodefs", "imagefs"].map((name) => `${name}.available`);
      const settings = [...signals, "nodefs.inodesFree", "imagefs.inodesFree", "10Mi", "75", "65"];
      for (const { name, props } of ofType("aws:ec2/launchTemplate:LaunchTemplate")) {
        const userData = Buffer.from(props["userData"] as string, "base64").toString();
        for (const setting of settings) assert.ok(userData.includes(setting), `${name}: ${setting}`);
      }
    });

    it("gives nodes no permissions of the CNI, and the CNI a role of its own", () => {
      const policies = ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment").filter(({ props }) =>
        (props["policyArn"] as string).endsWith("/AmazonEKS_CNI_Policy"),
      );
      assert.deepEqual(
        policies.map(({ name }) => name),
        [`platform-${stack}-vpc-cni`],
      );
    });

    it("has node groups whose AMI EKS chooses", () => {
      for (const { name, props } of ofType("aws:ec2/launchTemplate:LaunchTemplate"))
        assert.equal("imageId" in props, false, name);
      for (const { name, props } of ofType("aws:eks/nodeGroup:NodeGroup")) {
        assert.match(props["amiType"] as string, /^(AL2023|BOTTLEROCKET)_/, name);
        assert.equal(props["version"], "1.36", name);
      }
    });

    it("configures the node network before the first node, and installs add-ons that need nodes after the last", () => {
      const nodeGroups = ofType("aws:eks/nodeGroup:NodeGroup");
      assert.ok(nodeGroups.length > 0);
      for (const nodeGroup of nodeGroups) {
        for (const name of NODE_ADDONS) {
          assert.ok(waitsFor(nodeGroup).has(addon(name).urn), `${nodeGroup.name} waits for ${name}`);
        }
        for (const workload of ofType("aws:eks/addon:Addon")) {
          if (NODE_ADDONS.includes(workload.name)) continue;
          assert.ok(waitsFor(workload).has(nodeGroup.urn), `${workload.name} waits for ${nodeGroup.name}`);
        }
      }
      assert.ok(waitsFor(addon("vpc-cni")).has(addon("eks-pod-identity-agent").urn));
    });

    it("has no circular dependencies", () => {
      for (const resource of result.resources) {
        assert.ok(!waitsFor(resource).has(resource.urn), `${resource.urn} waits for itself`);
      }
    });

    it("has no resource inside the cluster's component that waits for nodes, since the component waits for its children", () => {
      const { urn } = only("eks:index:Cluster");
      for (const resource of result.resources) {
        if (!waitsFor(resource).has(urn)) continue;
        const isBelow = resource.urn.includes("$eks:index:Cluster$");
        assert.ok(
          !isBelow || ![...waitsFor(resource)].some((one) => one.includes("aws:eks/nodeGroup:NodeGroup")),
        );
      }
    });
  });
}

/** The configuration of an add-on. */
function configurationOf({ props }: SourceResource): object {
  return JSON.parse(props["configurationValues"] as string) as object;
}
