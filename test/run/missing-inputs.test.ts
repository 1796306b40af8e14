import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import zonalShift from "../../policies/src/rules/control-plane/zonal-shift.ts";
import { MISSING_INPUTS, missingInputNote } from "../../policies/src/run/missing-inputs.ts";
import { preview } from "../../policies/src/run/preview.ts";
import { Run } from "../../policies/src/run/run.ts";

const PROGRAMS = fileURLToPath(new URL("../fixtures/programs/", import.meta.url));

type Component = (typeof MISSING_INPUTS)[number]["components"][number];

/** Returns the inputs of a component, and those of a cluster's default node group, as @pulumi/eks declares them. */
function inputsOf(component: Component): readonly string[] {
  const file = `${component.charAt(0).toLowerCase()}${component.slice(1)}.d.ts`;
  const defaultGroup =
    component === "Cluster" ? declared("types/input.d.ts", "ClusterNodeGroupOptionsArgs") : [];
  return [...declared(file, `${component}Args`), ...defaultGroup];
}

function declared(file: string, name: string): readonly string[] {
  const text = readFileSync(new URL(`../../node_modules/@pulumi/eks/${file}`, import.meta.url), "utf8");
  const [, members = ""] =
    new RegExp(`export interface ${name} \\{\\n(.*?)\\n\\s*\\}\\n(?=export|declare|\\n|$)`, "s").exec(text) ??
    [];
  const names = [...members.matchAll(/^ {4}(\w+)\??:/gm)].map(([, input = ""]) => input);
  assert.ok(names.length > 20, `${name} in ${file}`);
  return names;
}

/** Returns the strict findings about what the components create, with these transforms in their options. */
async function findingsOf(transforms: (component: Component) => readonly string[]) {
  const options = (component: Component) => `{ ${transforms(component).join(", ")} }`;
  // In the fixtures folder, so that the program finds its libraries.
  const directory = mkdtempSync(`${PROGRAMS}tmp-`);
  try {
    writeFileSync(
      `${directory}/Pulumi.yaml`,
      "name: shop\nruntime: { name: nodejs, options: { typescript: false } }\nmain: index.js\n",
    );
    writeFileSync(
      `${directory}/index.js`,
      `import * as eks from "@pulumi/eks";
const cluster = new eks.Cluster("shop", { authenticationMode: "API" }, ${options("Cluster")});
const nodes = { cluster, kubeletExtraArgs: "--max-pods=20" };
new eks.ManagedNodeGroup(
  "managed",
  { ...nodes, nodeRoleArn: "arn:aws:iam::123456789012:role/nodes", operatingSystem: "AL2023", diskSize: 10 },
  ${options("ManagedNodeGroup")},
);
new eks.NodeGroup("older", { ...nodes, instanceProfileName: "nodes" }, ${options("NodeGroup")});
new eks.NodeGroupV2("self-managed", { ...nodes, instanceProfileName: "nodes" }, ${options("NodeGroupV2")});
`,
    );
    const { findings } = await preview({ directory, preset: "strict" });
    return findings.filter(({ urn }) => urn.includes("::eks:index:"));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The inputs that set what is reported about the components of the program above. */
const INPUTS: Readonly<Record<string, string>> = {
  "Cluster addon configurationValues": "corednsAddonOptions",
  "Cluster addon podIdentityAssociations": "vpcCniOptions",
  "Cluster cluster enabledClusterLogTypes": "enabledClusterLogTypes",
  "Cluster cluster encryptionConfig.provider.keyArn": "encryptionConfigKeyArn",
  "Cluster cluster upgradePolicy.supportType": "upgradePolicy",
  "Cluster cluster version": "version",
  "Cluster cluster vpcConfig.endpointPrivateAccess": "endpointPrivateAccess",
  "Cluster cluster vpcConfig.publicAccessCidrs": "publicAccessCidrs",
  "Cluster launchTemplate blockDeviceMappings": "nodeRootVolumeSize",
  "ManagedNodeGroup launchTemplate blockDeviceMappings[0].ebs.volumeSize": "diskSize",
  "ManagedNodeGroup launchTemplate userData.spec.kubelet.flags.--max-pods": "kubeletExtraArgs",
  "NodeGroup stack templateBody.Resources.NodeGroup.Properties": "extraNodeSecurityGroups",
  "NodeGroup launchConfiguration rootBlockDevice": "nodeRootVolumeSize",
  "NodeGroup launchConfiguration userData.spec.kubelet.flags.--max-pods": "kubeletExtraArgs",
  "NodeGroupV2 launchTemplate blockDeviceMappings": "nodeRootVolumeSize",
  "NodeGroupV2 launchTemplate userData.spec.kubelet.flags.--max-pods": "kubeletExtraArgs",
};

describe("MISSING_INPUTS", () => {
  for (const { components, property } of MISSING_INPUTS) {
    for (const component of components) {
      it(`has ${property}, which eks.${component} has no input for`, () => {
        const inputs = inputsOf(component).filter((name) =>
          name.toLowerCase().includes(property.toLowerCase()),
        );
        assert.deepEqual(inputs, []);
      });
    }
  }

  it("is what a preview says about the components, and what fixes the findings", async () => {
    const findings = await findingsOf(() => []);
    const transforms = new Map<string, string[]>();
    // What is about a whole resource asks for no property.
    for (const { urn, path, notes } of findings.filter((finding) => finding.path !== "")) {
      const [, component = "", type = ""] =
        /::eks:index:(\w+)\$(?:.*\$)?aws:\w+\/(\w+):\w+::/.exec(urn) ?? [];
      const [note] = notes;
      if (note === undefined) {
        const input = INPUTS[`${component} ${type} ${path}`] ?? "";
        assert.ok(inputsOf(component as Component).includes(input), `${component} ${type} ${path}`);
        continue;
      }
      const [, named = "", transform = ""] =
        /^eks\.(\w+) has no input .*? transforms: \[(.*)\]$/.exec(note) ?? [];
      assert.equal(named, component);
      transforms.set(component, [...(transforms.get(component) ?? []), transform]);
    }
    assert.deepEqual([...transforms].map(([component, code]) => [component, code.length]).sort(), [
      ["Cluster", 3],
      ["ManagedNodeGroup", 3],
      ["NodeGroup", 1],
      ["NodeGroupV2", 1],
    ]);
    const after = await findingsOf((component) => [
      `transforms: [${transforms.get(component)?.join(", ") ?? ""}]`,
    ]);
    assert.deepEqual(
      after.filter(({ notes }) => notes.length > 0),
      [],
    );
  });

  it("is not mentioned for a resource that the program creates, or whose property is set", () => {
    const urn = (types: string) => `urn:pulumi:dev::shop::${types}::shop`;
    const noteOf = (finding: string, types: string) =>
      missingInputNote("node-auto-repair", finding, urn(types));
    const group = "aws:eks/nodeGroup:NodeGroup";
    assert.match(noteOf("off", `eks:index:ManagedNodeGroup$${group}`) ?? "", /nodeRepairConfig/);
    assert.equal(noteOf("off", group), undefined);
    assert.equal(noteOf("off", `acme:index:ManagedNodeGroup$${group}`), undefined);
    assert.equal(noteOf("no-agent", `eks:index:ManagedNodeGroup$${group}`), undefined);
  });

  it("is still mentioned when an exemption has expired", () => {
    const exempt = [{ name: "*", reason: "Replaced in spring.", owner: "team-shop", expires: "2026-06-14" }];
    const run = new Run({ rules: [zonalShift], preset: "strict", now: new Date("2026-06-15T10:00:00Z") });
    run.configure({ "zonal-shift": { exempt } });
    const type = "aws:eks/cluster:Cluster";
    const urn = `urn:pulumi:dev::shop::eks:index:Cluster$${type}::shop`;
    const [finding] = run.judge({ urn, type, name: "shop", props: {} });
    assert.match(
      finding?.notes.join("\n") ?? "",
      /^eks\.Cluster has no input .*\nThe exemption of team-shop expired/,
    );
  });
});
