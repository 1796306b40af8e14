// Judges that other projects publish as Go modules: programs that answer each line of input with a line of what that code says.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

/** A judge from elsewhere. */
export interface Oracle {
  /** The folder of its source, beside this file. */
  readonly folder: string;
  /** Its name in messages. */
  readonly title: string;
  /** For code that isn't exported: the module that the files of the folder are built in, and the package in it. */
  readonly within?: { readonly module: string; readonly package: string };
  /** The environment that it reads when it starts. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The API server's decoders, defaults and validation. */
export const KUBERNETES: Oracle = { folder: "kubernetes", title: "Kubernetes' validation" };
/** Prometheus' reader of expressions. */
export const PROMQL: Oracle = { folder: "promql", title: "Prometheus' parser" };

/** The VPC CNI: the checks of aws-node when it starts, and how its pool of addresses grows. */
export const VPC_CNI: Oracle = {
  folder: "vpc-cni",
  title: "The VPC CNI",
  within: { module: "github.com/aws/amazon-vpc-cni-k8s@v1.23.2", package: "./cmd/aws-vpc-cni" },
  // It writes its log to a file of the node.
  environment: { AWS_VPC_K8S_CNI_LOG_FILE: "stderr", AWS_VPC_K8S_CNI_LOGLEVEL: "fatal" },
};

/** CoreDNS' reader of Corefiles, and what its plugins say of their lines. */
export const COREDNS: Oracle = { folder: "coredns", title: "CoreDNS" };

/** nodeadm as of 2024-02, the newest that Go's proxy serves: the shape of user data, not the newest fields. */
export const NODEADM: Oracle = {
  folder: "nodeadm",
  title: "nodeadm",
  within: {
    module: "github.com/awslabs/amazon-eks-ami/nodeadm@v0.0.0-20240229193347-cfab22a10647",
    package: "./cmd/oracle",
  },
};

/** The kubelet's strict reader of its configuration, and Karpenter's reader of MIME documents. */
export const KUBELET: Oracle = { folder: "kubelet", title: "The kubelet's validation" };

/** All judges. */
export const ORACLES: readonly Oracle[] = [KUBERNETES, PROMQL, VPC_CNI, COREDNS, NODEADM, KUBELET];

/** The folder of a judge's source. */
export function sourceOf({ folder }: Oracle): string {
  return path.join(import.meta.dirname, folder);
}

/** Where a judge is built: in the user's own cache, by a name that changes with its source. */
export function programFile(oracle: Oracle): string {
  const source = sourceOf(oracle);
  const hash = createHash("sha256").update(oracle.within?.module ?? "");
  for (const file of readdirSync(source, { recursive: true, encoding: "utf8" }).sort())
    if (path.extname(file) !== "") hash.update(readFileSync(path.join(source, file)));
  const cache = process.env["XDG_CACHE_HOME"] ?? path.join(homedir(), ".cache");
  return path.join(cache, "productionproof-eks", `${oracle.folder}-${hash.digest("hex").slice(0, 12)}`);
}

/** True if a judge is built: `npm run build-oracles`. */
export function isBuilt(oracle: Oracle): boolean {
  return existsSync(programFile(oracle));
}

/** Skips the tests of a suite where their judge isn't built. */
export function skipWithout(oracle: Oracle): void {
  before(function () {
    if (isBuilt(oracle)) return;
    console.log(`${oracle.title} is not built; npm run build-oracles builds it with Go`);
    this.skip();
  });
}

/** Returns a judge's answer to each request, in order. */
export function answersOf(oracle: Oracle, requests: readonly unknown[]): readonly unknown[] {
  const { status, stdout, stderr, error } = spawnSync(programFile(oracle), {
    input: requests.map((request) => JSON.stringify(request)).join("\n"),
    encoding: "utf8",
    env: { ...process.env, ...oracle.environment },
    maxBuffer: 2 ** 28,
  });
  if (error ?? status !== 0) throw new Error(`${oracle.title} failed: ${stderr}`, { cause: error });
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
}
