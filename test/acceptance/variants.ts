import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { preview } from "../../policies/src/run/preview.ts";
import type { SourceResource } from "../../policies/src/sources/source.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const POOLS =
  "  productionproof-eks:nodePools: { general: { instanceTypes: [m7i.large], minSize: 1, maxSize: 3 } }\n";

/** Stack files for what a platform can be in addition to the four stacks. */
const VARIANTS: Readonly<Record<string, string>> = {
  ipv6: `${POOLS}  productionproof-eks:network: { podAddressing: ipv6 }\n`,
  "custom-networking": `${POOLS}  productionproof-eks:network: { podCidr: 100.64.0.0/16 }\n`,
  "one-by-one": `${POOLS}  productionproof-eks:network: { podAddressing: secondary-ip }\n`,
  "own-ami": `  productionproof-eks:nodePools:
    linux:
      { instanceTypes: [m7i.large], minSize: 1, maxSize: 3, amiId: ami-0123456789abcdef0, labels: { team: shop } }
    bottlerocket:
      { instanceTypes: [m7g.large], operatingSystem: BOTTLEROCKET, minSize: 0, maxSize: 3, amiId: ami-0123456789abcdef0 }
`,
  "existing-vpc": `${POOLS}  productionproof-eks:existingNetwork:
    vpcId: vpc-0123456789abcdef0
    zones:
      - zoneId: euw1-az1
        nodes: { subnetId: subnet-0123456789abcdef0, cidr: 10.0.0.0/19 }
        controlPlane: { subnetId: subnet-0123456789abcdef1, cidr: 10.0.200.0/27 }
      - zoneId: euw1-az2
        nodes: { subnetId: subnet-0123456789abcdef2, cidr: 10.0.32.0/19 }
        controlPlane: { subnetId: subnet-0123456789abcdef3, cidr: 10.0.200.32/27 }
`,
  gpu: `  productionproof-eks:nodePools:
    general: { instanceTypes: [m7i.large], minSize: 1, maxSize: 3 }
    gpu: { instanceTypes: [g6.xlarge], minSize: 0, maxSize: 2 }
    neuron: { instanceTypes: [inf2.xlarge], minSize: 0, maxSize: 2 }
`,
  "no-internet": `${POOLS}  productionproof-eks:network: { natGateways: none }
  productionproof-eks:addons: { optional: [amazon-cloudwatch-observability, aws-efs-csi-driver] }
`,
  "two-zones": `${POOLS}  productionproof-eks:network: { availabilityZoneIds: [euw1-az1, euw1-az2] }\n`,
  "every-addon": `${POOLS}  productionproof-eks:addons:
    optional: [aws-efs-csi-driver, cert-manager, external-dns, kube-state-metrics, prometheus-node-exporter, snapshot-controller]
    hostedZoneIds: [Z0123456789ABC]
`,
};

/** The names of the stacks and of their variants. */
export const STACKS = readdirSync(`${ROOT}stacks`).flatMap(
  (file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [],
);
export const PLATFORMS = [...STACKS, ...Object.keys(VARIANTS)];

const planned = new Map<string, Promise<readonly SourceResource[]>>();

/** Returns the resources that a stack or a variant plans, from one preview. */
export function plannedResources(platform: string): Promise<readonly SourceResource[]> {
  const known = planned.get(platform);
  if (known) return known;
  const config = VARIANTS[platform];
  const resources = config === undefined ? ofStack(platform) : ofVariant(config);
  planned.set(platform, resources);
  return resources;
}

async function ofStack(stack: string): Promise<readonly SourceResource[]> {
  const { resources } = await preview({ directory: ROOT, stack });
  return resources;
}

async function ofVariant(config: string): Promise<readonly SourceResource[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "variant-"));
  const write = (name: string, text: string): void => {
    writeFileSync(path.join(folder, name), text);
  };
  const runtime =
    "{ name: nodejs, options: { typescript: false, nodeargs: --conditions=productionproof-source } }";
  write(
    "Pulumi.yaml",
    `name: productionproof-eks\nruntime: ${runtime}\nmain: ${path.join(ROOT, "infra/index.ts")}\n`,
  );
  const cluster = '  productionproof-eks:cluster: { name: platform, version: "1.36" }\n';
  write("Pulumi.test.yaml", `config:\n  aws:region: eu-west-1\n${cluster}${config}`);
  const account = {
    token: "aws:index/getCallerIdentity:getCallerIdentity",
    result: { accountId: "123456789012" },
  };
  write("productionproof.json", JSON.stringify({ lookups: [account] }));
  try {
    const { resources } = await preview({ directory: folder });
    return resources;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
