import { Command, Option } from "commander";

import { planOfStackFile } from "../capacity/stack-file.ts";
import { verdicts } from "../capacity/verdict.ts";
import {
  addressesOfCronJobs,
  clusterCapacity,
  coolingAddresses,
  describeFactSource,
  INSTANCE_TYPE_SOURCE,
  isPastBestBefore,
  type CronJobLoad,
} from "../facts/index.ts";
import {
  cronJobFlag,
  nodesFlag,
  planOfFlags,
  subnetPrefixLengths,
  vpcPrefixLength,
  type PlanFlags,
} from "./capacity-flags.ts";
import { EXIT_CODES } from "./exit-code.ts";
import { wholeNumber } from "./whole-number.ts";
import { writeText } from "./write-text.ts";

interface Flags extends PlanFlags {
  readonly stackFile?: string;
  readonly cronJob?: readonly CronJobLoad[];
  readonly cooldown: number;
  readonly json?: true;
  readonly svg?: string;
}

/** Flags that describe what a stack file describes. */
const PLAN_FLAGS = [
  "vpc",
  "subnets",
  "podSubnets",
  "zones",
  "otherAddresses",
  "nodes",
  "maxPods",
  "prefixDelegation",
  "warmEniTarget",
  "warmPrefixTarget",
  "warmIpTarget",
  "minimumIpTarget",
  "maxEni",
  "podEni",
  "headroom",
] as const;

/** Returns the command `productionproof capacity`, which passes its exit code to `finish`. */
export function capacityCommand(finish: (exitCode: number) => void): Command {
  return new Command("capacity")
    .description(
      "Shows whether a cluster's subnets have enough addresses for its nodes and pods: at maximum size, during an update and with one zone down. Needs neither a program nor a cloud account.",
    )
    .addOption(
      new Option("--stack-file <file>", "stack file of the productionproof-eks program").conflicts([
        ...PLAN_FLAGS,
      ]),
    )
    .addOption(
      new Option("--vpc <block>", "the VPC, divided into equal subnets: 10.0.0.0/16 or /16")
        .argParser(vpcPrefixLength)
        .conflicts("subnets"),
    )
    .option(
      "--subnets <prefixes>",
      "subnets of the nodes: /24, or one per zone: /24,/24,/23",
      subnetPrefixLengths,
    )
    .option("--pod-subnets <prefixes>", "subnets of the pods (custom networking)", subnetPrefixLengths)
    .option("--zones <count>", "Availability Zones", wholeNumber(1, 20), 3)
    .option("--other-addresses <count>", "addresses used by others in each node subnet", wholeNumber(0), 0)
    .option("--nodes <type=count>", "nodes of a type, m5.xlarge=15 or =3-15; repeatable", nodesFlag)
    .option(
      "--max-pods <count>",
      "the kubelet's maxPods (default: the value that EKS sets)",
      wholeNumber(3, 5000),
    )
    .option("--prefix-delegation", "ENABLE_PREFIX_DELEGATION of the VPC CNI")
    .option("--warm-eni-target <count>", "WARM_ENI_TARGET (default: 1)", wholeNumber(0))
    .option("--warm-prefix-target <count>", "WARM_PREFIX_TARGET (default: 1)", wholeNumber(0))
    .option("--warm-ip-target <count>", "WARM_IP_TARGET", wholeNumber(0))
    .option("--minimum-ip-target <count>", "MINIMUM_IP_TARGET", wholeNumber(0))
    .option("--max-eni <count>", "MAX_ENI", wholeNumber(1))
    .option("--pod-eni", "ENABLE_POD_ENI: a trunk interface on nodes that support one")
    .option(
      "--cron-job <schedule=load>",
      'a CronJob, "<schedule> [<time zone>] = <pods>x<seconds>"; repeatable',
      cronJobFlag,
    )
    .option("--cooldown <seconds>", "IP_COOLDOWN_PERIOD", wholeNumber(0, 3600), 30)
    .option("--headroom <percent>", "percentage of each subnet to keep free", wholeNumber(0, 99), 20)
    .option("--json", "print a single JSON document")
    .option("--svg <file>", "also write a diagram")
    .addHelpText(
      "after",
      `
Exit codes:
  ${EXIT_CODES.ok}  there are enough addresses
  ${EXIT_CODES.blocked}  there are too few; the last lines show what would be enough
  ${EXIT_CODES.usage}  incorrect usage
  ${EXIT_CODES.internalError}  productionproof itself failed; please report it
  ${EXIT_CODES.notWritten}  the report could not be written

Examples:
  $ productionproof capacity --subnets /24 --nodes m5.xlarge=15 --cron-job "* * * * * = 20x30"
  $ productionproof capacity --vpc 10.0.0.0/16 --nodes m7i.large=3-40 --prefix-delegation --svg capacity.svg
  $ productionproof capacity --stack-file stacks/Pulumi.prod.yaml --json | jq .verdicts`,
    )
    .action(async (flags: Flags) => {
      finish(await showCapacity(flags));
    });
}

async function showCapacity(flags: Flags): Promise<number> {
  const { stackFile, cronJob = [], cooldown, json, svg } = flags;
  const now = new Date();
  const { notes, ...plan } =
    stackFile === undefined ? { ...planOfFlags(flags), notes: [] } : planOfStackFile(stackFile);
  const cooling = coolingAddresses(cronJob, cooldown);
  const held = addressesOfCronJobs(cronJob, cooldown);
  const capacity = clusterCapacity({ ...plan, coolingAddresses: cooling.atOnce });
  if (svg !== undefined) {
    writeText("--svg", svg, (await import("../report/capacity-svg.ts")).capacitySvg(capacity, notes));
  }
  const report = json
    ? (await import("../report/capacity-json.ts")).capacityJson(capacity, cooling, held, notes)
    : (await import("../report/capacity-text.ts")).capacityText(capacity, cooling, held, notes);
  process.stdout.write(`${report}\n`);
  if (isPastBestBefore(INSTANCE_TYPE_SOURCE, now)) {
    process.stderr.write(`${describeFactSource(INSTANCE_TYPE_SOURCE)}\n`);
  }
  return verdicts(capacity).every(({ passes }) => passes) ? EXIT_CODES.ok : EXIT_CODES.blocked;
}
