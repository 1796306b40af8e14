import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { preview, type PreviewResult } from "../../policies/src/preview/preview.ts";
import type { PlannedResource } from "../../policies/src/preview/plan.ts";
import { UNKNOWN } from "../../policies/src/rule/property-value.ts";
import { resourceTree } from "../../policies/src/report/tree.ts";
import { assertSnapshot } from "../snapshot.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const STACKS = readdirSync(`${ROOT}stacks`).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);

for (const stack of STACKS) {
  describe(`the ${stack} stack`, () => {
    let result: PreviewResult;
    before(async () => {
      result = await preview({ directory: ROOT, stack, preset: "strict", now: new Date("2026-11-24") });
    });

    const ofType = (type: string): readonly PlannedResource[] =>
      result.resources.filter((one) => one.type === type);
    const addon = (name: string): PlannedResource =>
      ofType("aws:eks/addon:Addon").find(({ props }) => props["addonName"] === name) ??
      assert.fail(`no add-on ${name}`);
    const only = (type: string): PlannedResource => {
      const [one, ...more] = ofType(type);
      assert.ok(one && more.length === 0, `exactly one ${type}`);
      return one;
    };

    /** Every resource that must be there before this one: what it waits for, its parents, and what those wait for. */
    const waitsFor = ({ urn }: PlannedResource): ReadonlySet<string> => {
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

    it("makes what its snapshot lists", () => {
      assertSnapshot(import.meta.url, stack, `${[...resourceTree(result.resources)].join("\n")}\n`);
    });

    it("has no finding under strict, and hides nothing but the user data that names a new cluster's endpoint", () => {
      const notJudged = result.findings.flatMap(({ rule, found }) =>
        rule === "blind-spots" ? [...found.matchAll(/\S+: (.*)/g)].map(([, line]) => line) : [found],
      );
      assert.deepEqual(
        [...new Set(notJudged)],
        stack === "prod"
          ? ["aws:ec2/launchTemplate:LaunchTemplate platform-prod-jobs userData, not known before pulumi up"]
          : [],
      );
      assert.deepEqual(result.blindSpots, []);
      assert.deepEqual(result.diagnostics, []);
    });

    it("has a control plane that is private, encrypted, logged and kept from accidents", () => {
      const { props } = only("aws:eks/cluster:Cluster");
      const { vpcConfig, ...rest } = props as { vpcConfig: object };
      assert.partialDeepStrictEqual(vpcConfig, { endpointPrivateAccess: true, endpointPublicAccess: false });
      assert.ok(!("publicAccessCidrs" in vpcConfig));
      assert.partialDeepStrictEqual(rest, {
        accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
        bootstrapSelfManagedAddons: false,
        deletionProtection: stack === "prod",
        enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
        encryptionConfig: { provider: { keyArn: UNKNOWN }, resources: ["secrets"] },
        upgradePolicy: { supportType: "STANDARD" },
        version: "1.36",
        zonalShiftConfig: { enabled: true },
      });
    });

    it("has nodes with IMDSv2, encrypted volumes, repair and rolling updates", () => {
      for (const { props } of ofType("aws:ec2/launchTemplate:LaunchTemplate")) {
        assert.partialDeepStrictEqual(props, {
          metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
          blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { volumeType: "gp3", encrypted: "true" } }],
        });
      }
      for (const { props } of ofType("aws:eks/nodeGroup:NodeGroup")) {
        assert.partialDeepStrictEqual(props, {
          nodeRepairConfig: { enabled: true },
          updateConfig: { maxUnavailablePercentage: 33 },
        });
      }
    });

    it("leaves maxPods to EKS, but for pools with cooling addresses, whose template names an AMI", () => {
      const ownAmi = ofType("aws:ec2/launchTemplate:LaunchTemplate").filter(
        ({ props }) => "imageId" in props,
      );
      assert.deepEqual(
        ownAmi.map(({ name }) => name),
        stack === "prod" ? ["platform-prod-jobs"] : [],
      );
      for (const { name, props } of ofType("aws:eks/nodeGroup:NodeGroup")) {
        const isOwn = ownAmi.some((template) => template.name === name);
        assert.deepEqual(
          ["amiType", "version"].map((key) => key in props),
          [!isOwn, !isOwn],
          name,
        );
      }
    });

    it("configures the network of nodes before the first node, and starts what needs nodes after the last", () => {
      const nodeGroups = ofType("aws:eks/nodeGroup:NodeGroup");
      assert.ok(nodeGroups.length > 0);
      for (const nodeGroup of nodeGroups) {
        for (const name of ["vpc-cni", "kube-proxy", "eks-pod-identity-agent"]) {
          assert.ok(waitsFor(nodeGroup).has(addon(name).urn), `${nodeGroup.name} waits for ${name}`);
        }
        for (const name of ["coredns", "aws-ebs-csi-driver", "eks-node-monitoring-agent"]) {
          assert.ok(waitsFor(addon(name)).has(nodeGroup.urn), `${name} waits for ${nodeGroup.name}`);
        }
      }
      assert.ok(waitsFor(addon("vpc-cni")).has(addon("eks-pod-identity-agent").urn));
    });

    it("waits in no circle", () => {
      for (const resource of result.resources) {
        assert.ok(!waitsFor(resource).has(resource.urn), `${resource.urn} waits for itself`);
      }
    });

    it("has nothing below the cluster's component that waits for nodes, since the component waits for its children", () => {
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
