import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { preview, type PreviewResult } from "../../policies/src/preview/preview.ts";
import { UsageError } from "../../policies/src/preview/usage-error.ts";

const PROGRAM = fileURLToPath(new URL("../../infra/index.ts", import.meta.url));

/** The least that a stack must say beside its region. */
const SETTINGS = `
  productionproof-eks:cluster: { name: platform }
  productionproof-eks:nodePools: { general: { instanceTypes: [m7i.large], minSize: 1, maxSize: 3 } }
`;

describe("the program with a stack file", () => {
  let folder: string;
  const run = (config: string): Promise<PreviewResult> => {
    writeFileSync(path.join(folder, "Pulumi.test.yaml"), `config:\n${config}`);
    return preview({ directory: folder });
  };
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "stack-"));
    const runtime =
      "{ name: nodejs, options: { typescript: false, nodeargs: --conditions=productionproof-source } }";
    writeFileSync(
      path.join(folder, "Pulumi.yaml"),
      `name: productionproof-eks\nruntime: ${runtime}\nmain: ${PROGRAM}\n`,
    );
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  for (const [what, config, problem] of [
    [
      "a value that nothing takes",
      `  aws:region: eu-west-1${SETTINGS}  productionproof-eks:network: { cidr: 10.0.0.0/8 }\n`,
      'productionproof-eks:network.cidr is "10.0.0.0/8"; expected an IPv4 block from /16 to /20, such as 10.0.0.0/16',
    ],
    [
      "an address plan that can't fit",
      `  aws:region: eu-west-1${SETTINGS}  productionproof-eks:network: { cidr: 10.0.0.0/18 }\n`,
      "productionproof-eks:network.cidr is 10.0.0.0/18; expected /17 or larger: 3 node subnets of /19 and as much again for the others",
    ],
    ["no region", SETTINGS, "aws:region is missing; expected an AWS region, such as eu-west-1"],
    [
      "an encrypted setting",
      `  aws:region: { secure: AAABAA }${SETTINGS}`,
      `aws:region is encrypted; expected it in plain: no setting is a secret, and messages may show any\nThe program got "[secret]" for aws:region.`,
    ],
  ] as const) {
    it(`that has ${what} ends with what is wrong, as a mistake of the user`, async () => {
      await assert.rejects(run(config), new UsageError(`stacks/Pulumi.test.yaml: ${problem}`));
    });
  }

  it("for a region in China uses the names of that partition", async () => {
    const token = "aws:index/getCallerIdentity:getCallerIdentity";
    writeFileSync(
      path.join(folder, "productionproof.json"),
      JSON.stringify({ lookups: [{ token, result: { accountId: "123456789012" } }] }),
    );
    const { resources } = await run(`  aws:region: cn-north-1${SETTINGS}`);
    // What eks.Cluster makes is the component's own affair.
    const own = resources.filter(({ urn }) => !urn.includes("eks:index:Cluster"));
    const props = JSON.stringify(own.map((resource) => resource.props));
    assert.deepEqual(new Set(props.match(/arn:[\w-]+/g)), new Set(["arn:aws-cn"]));
    assert.match(props, /logs\.cn-north-1\.amazonaws\.com\.cn/);
  });
});
