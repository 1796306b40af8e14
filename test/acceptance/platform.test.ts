import assert from "node:assert/strict";

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { UNKNOWN, type PropertyObject } from "../../policies/src/rule/property-value.ts";
import type { SourceResource } from "../../policies/src/sources/source.ts";
import { sample } from "../sample.ts";
import { assertSnapshot } from "../snapshot.ts";
import { ineffective } from "./policies/iam-actions.ts";
import { documentsOf } from "./policies/policy-documents.ts";
import { requestsOf } from "./requests/aws-requests.ts";
import { refusedInputs } from "./requests/refused-inputs.ts";
import { cloudFormationTemplate } from "./scanners/cloudformation-template.ts";
import { describeScanners, runScanner } from "./scanners/python.ts";
import { terraformPlan } from "./scanners/terraform-plan.ts";
import { PLATFORMS, plannedResources, STACKS } from "./variants.ts";

/** Those that are previewed here and now: all of them to write the documents. */
const WRITES = process.env["UPDATE_SNAPSHOTS"] === "1";
const TRIED = WRITES ? PLATFORMS : sample(PLATFORMS, 5);

/** Mistakes that AWS refuses, and how they are reported. */
const MISTAKES: readonly (readonly [type: string, inputs: PropertyObject, reports: readonly string[]])[] = [
  [
    "aws:iam/role:Role",
    { name: "n".repeat(65) },
    [
      "CreateRole roleName: has 65 characters; AWS accepts at most 64",
      "CreateRole: lacks AssumeRolePolicyDocument, which AWS requires",
    ],
  ],
  [
    "aws:eks/nodeGroup:NodeGroup",
    {
      clusterName: "platform",
      nodeGroupName: "general",
      nodeRoleArn: UNKNOWN,
      subnetIds: [UNKNOWN],
      amiType: "AL2023_x86_64_GPU",
      labels: { team: "", [`example.com/${"k".repeat(60)}`]: "a" },
      scalingConfig: { minSize: -1, maxSize: 0, desiredSize: "1" },
      taints: [{ key: "databases", effect: "NoSchedule" }],
      updateConfig: { maxUnavailablePercentage: 101 },
      nodeRepairConfig: { enabled: true, nodeRepairConfigOverrides: [{ repairAction: "Restart" }] },
    },
    [
      'CreateNodegroup amiType: is "AL2023_x86_64_GPU", which is none of',
      "CreateNodegroup labels.example.com/kk",
      "CreateNodegroup labels.team: has 0 characters; AWS accepts at least 1",
      'CreateNodegroup nodeRepairConfig.nodeRepairConfigOverrides[0].repairAction: is "Restart", which is none of Replace, Reboot, NoAction',
      'CreateNodegroup scalingConfig.desiredSize: is "1", not an integer',
      "CreateNodegroup scalingConfig.maxSize: is 0; AWS accepts at least 1",
      "CreateNodegroup scalingConfig.minSize: is -1; AWS accepts at least 0",
      'CreateNodegroup taints[0].effect: is "NoSchedule", which is none of NO_SCHEDULE, NO_EXECUTE, PREFER_NO_SCHEDULE',
      "CreateNodegroup updateConfig.maxUnavailablePercentage: is 101; AWS accepts at most 100",
    ],
  ],
  [
    "aws:eks/cluster:Cluster",
    {
      name: "-platform",
      roleArn: UNKNOWN,
      vpcConfig: { subnetIds: "subnet-0123456789abcdef0", publicIps: true },
      kubernetesNetworkConfig: { ipFamily: "IPv4" },
      upgradePolicy: { supportType: "LONG" },
    },
    [
      'CreateCluster kubernetesNetworkConfig.ipFamily: is "IPv4", which is none of ipv4, ipv6',
      'CreateCluster name: is "-platform", which doesn\'t match ^[0-9A-Za-z]',
      "CreateCluster resourcesVpcConfig.publicIps: is no member of eks VpcConfigRequest",
      'CreateCluster resourcesVpcConfig.subnetIds: is "subnet-0123456789abcdef0", not a list',
      'CreateCluster upgradePolicy.supportType: is "LONG", which is none of STANDARD, EXTENDED',
    ],
  ],
  [
    "aws:ec2/launchTemplate:LaunchTemplate",
    {
      name: "general",
      metadataOptions: { httpTokens: "yes" },
      blockDeviceMappings: [{ ebs: { volumeType: "gp4", encrypted: "on" } }],
      tagSpecifications: [{ resourceType: "node", tags: { a: "b" } }],
    },
    [
      'CreateLaunchTemplate launchTemplateData.blockDeviceMappings[0].ebs.encrypted: is "on", not true or false',
      'CreateLaunchTemplate launchTemplateData.blockDeviceMappings[0].ebs.volumeType: is "gp4", which is none of',
      'CreateLaunchTemplate launchTemplateData.metadataOptions.httpTokens: is "yes", which is none of optional, required',
      'CreateLaunchTemplate launchTemplateData.tagSpecifications[0].resourceType: is "node", which is none of',
    ],
  ],
  [
    "aws:cloudwatch/logGroup:LogGroup",
    { name: "/aws/eks/a b", retentionInDays: "30" },
    [
      'CreateLogGroup logGroupName: is "/aws/eks/a b", which doesn\'t match',
      'PutRetentionPolicy logGroupName: is "/aws/eks/a b", which doesn\'t match',
      'PutRetentionPolicy retentionInDays: is "30", not an integer',
    ],
  ],
];

describe("requests, by AWS's own service models", () => {
  for (const [type, inputs, reports] of MISTAKES) {
    it(`show the mistakes in a ${type}`, () => {
      const found = [...refusedInputs(type, inputs)]
        .map(({ request, path, problem }) => `${[request, path].filter(Boolean).join(" ")}: ${problem}`)
        .sort();
      assert.deepEqual(
        found.map((report, index) => report.slice(0, reports[index]?.length)),
        reports,
      );
    });
  }

  for (const platform of TRIED) {
    it(`accept every resource of ${platform}`, async () => {
      const found: string[] = [];
      for (const { type, name, props } of await plannedResources(platform)) {
        if (!type.startsWith("aws:")) continue;
        if (!requestsOf(type, props)) found.push(`${type} isn't mapped to a request`);
        for (const { request, path, problem } of refusedInputs(type, props))
          found.push(`${type} ${name}: ${request} ${path} ${problem}`);
      }
      assert.deepEqual([...new Set(found)], []);
    });
  }
});

const DOCUMENTS = path.join(import.meta.dirname, "policies/documents");

describe("policy documents", () => {
  it("are known before their resources are created, and are those that are committed; UPDATE_SNAPSHOTS=1 writes them", async () => {
    const isOfVariant = (file: string): boolean => !WRITES && existsSync(path.join(DOCUMENTS, file));
    const texts = new Map<string, string>();
    for (const platform of TRIED) {
      for (const { name, text } of documentsOf(await plannedResources(platform))) {
        const own = `${name}.${platform}.json`;
        const first = texts.get(`${name}.json`) ?? text;
        texts.set(first === text && !isOfVariant(own) ? `${name}.json` : own, text);
      }
    }
    if (WRITES) {
      for (const file of readdirSync(DOCUMENTS)) rmSync(path.join(DOCUMENTS, file));
      for (const [file, text] of texts) writeFileSync(path.join(DOCUMENTS, file), text);
    }
    const committed = readdirSync(DOCUMENTS).map(
      (file) => [file, readFileSync(path.join(DOCUMENTS, file), "utf8")] as const,
    );
    const expected = committed.filter(([file]) => TRIED.length === PLATFORMS.length || texts.has(file));
    assert.deepEqual(Object.fromEntries(texts), Object.fromEntries(expected));
  });

  it("name actions, resources and conditions that IAM has, and mistakes in them are found", async () => {
    const statement = { actions: ["logs:DescribeLogGroups"], resources: ["*"], conditionKeys: [] };
    assert.deepEqual([...ineffective(statement)], []);
    const group = "arn:aws:logs:eu-west-1:123456789012:log-group:a";
    const zone = "arn:aws:route53:::hostedzone/Z0123456789ABC";
    for (const [mistake, ...reports] of [
      [{ resources: [group] }, "logs:DescribeLogGroups works only on *", `no action works on ${group}`],
      [
        { actions: ["logs:PutLogEvent"] },
        "logs:PutLogEvent is no action; npm run refresh-iam-actions adds it, if it is new",
      ],
      [
        { actions: ["logs:PutLogEvents"], resources: [zone] },
        `logs:PutLogEvents works on none of ${zone}`,
        `no action works on ${zone}`,
      ],
      [
        {
          actions: ["route53:ListResourceRecordSets"],
          resources: [zone],
          conditionKeys: ["route53:ChangeResourceRecordSetsRecordTypes"],
        },
        "route53:ListResourceRecordSets has no condition key route53:ChangeResourceRecordSetsRecordTypes",
      ],
    ] as const)
      assert.deepEqual([...ineffective({ ...statement, ...mistake })], reports);

    const found = new Set<string>();
    for (const platform of TRIED) {
      for (const { name, statements } of documentsOf(await plannedResources(platform)))
        for (const one of statements.flatMap((parts) => [...ineffective(parts)]))
          found.add(`${name}: ${one}`);
    }
    assert.deepEqual([...found], []);
  });
});

/** A resource as a program plans it. */
function plannedResource(type: string, props: PropertyObject): SourceResource {
  const urn = `urn:pulumi:test::test::${type}::mistake`;
  const rest = { custom: true, protect: false, dependencies: [], propertyDependencies: {} };
  return { urn, type, name: "mistake", props, ...rest };
}

describeScanners("planned resources, by the linters of others", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "scanners-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  /** Writes a file for each of these platforms and for a resource with a mistake, and returns the files. */
  const write = async (
    platforms: readonly string[],
    mistake: SourceResource,
    convert: (resources: readonly SourceResource[]) => object,
  ): Promise<readonly string[]> => {
    const file = (name: string, resources: readonly SourceResource[]): string => {
      const target = path.join(folder, `${name}.json`);
      writeFileSync(target, JSON.stringify(convert(resources)));
      return target;
    };
    const files = [file("mistake", [mistake])];
    for (const platform of platforms) files.push(file(platform, await plannedResources(platform)));
    return files;
  };

  // Starting a linter takes as long as what it does.
  const cfnLint = "have nothing that cfn-lint finds in the schemas of CloudFormation";
  for (const title of sample([cfnLint], 5)) {
    it(title, async () => {
      const mistake = plannedResource("aws:iam/role:Role", { name: "n".repeat(65), assumeRolePolicy: "{}" });
      const files = await write(TRIED, mistake, cloudFormationTemplate);
      const findings = runScanner("cfn-lint", ["--format", "json", ...files]) as readonly {
        readonly Filename: string;
        readonly Message: string;
        readonly Rule: { readonly Id: string };
      }[];
      const found = findings.map(
        ({ Filename, Message, Rule }) => `${path.basename(Filename)} ${Rule.Id} ${Message}`,
      );
      const ofMistake = found.filter((one) => one.startsWith("mistake.json"));
      assert.ok(
        ofMistake.some((one) => one.includes("is longer than 64")),
        ofMistake.join("\n"),
      );
      assert.deepEqual(
        found.filter((one) => !ofMistake.includes(one)),
        [],
      );
    });
  }

  const checkov = "have no failure in Checkov's checks but those with a reason";
  for (const title of WRITES ? [checkov] : sample([checkov], 5)) {
    it(title, async () => {
      const mistake = plannedResource("aws:cloudwatch/logGroup:LogGroup", {
        name: "mistake",
        retentionInDays: 400,
      });
      const files = await write(STACKS, mistake, terraformPlan);
      const { results } = runScanner("checkov", [
        ...["--framework", "terraform_plan", "--quiet", "--compact", "--skip-download", "--output", "json"],
        ...files.flatMap((file) => ["--file", file]),
      ]) as { readonly results: { readonly failed_checks: readonly CheckovFailure[] } };
      const failures = results.failed_checks
        .map(
          ({ file_path, check_id, resource }) =>
            `${path.basename(file_path, ".json")} ${check_id} ${resource}`,
        )
        .sort();
      assert.ok(
        failures.includes("mistake CKV_AWS_158 aws_cloudwatch_log_group.mistake"),
        failures.join("\n"),
      );
      const ofStacks = failures.filter((failure) => !failure.startsWith("mistake "));
      const lines = ofStacks.map((failure) => {
        const [, check = ""] = failure.split(" ");
        return `${failure}: ${CHECKOV_REASONS[check] ?? assert.fail(`without a reason: ${failure}`)}`;
      });
      assertSnapshot(import.meta.url, "checkov", `${lines.join("\n")}\n`);
    });
  }
});

interface CheckovFailure {
  readonly check_id: string;
  readonly file_path: string;
  readonly resource: string;
}

/** Why a check fails, by its ID. */
const CHECKOV_REASONS: Readonly<Record<string, string>> = {
  CKV_AWS_39: "the stack lists the only blocks that reach its endpoint",
  CKV_AWS_290: "most actions of Session Manager work only on *, on which AWS's own policy allows all of them",
  CKV_AWS_338: "how long logs are kept is a setting; its default is a quarter",
  CKV_AWS_339: "Checkov's list of versions is older than the version",
  CKV_AWS_355: "most actions of Session Manager work only on *, on which AWS's own policy allows all of them",
};
