import { enclosingIpv4Block, parseIpv4Block, ZONE_IDS_WITHOUT_EKS } from "productionproof-eks-policies/facts";
import { z } from "zod";

/** A name that becomes part of other names: of resources, tags and Kubernetes objects. */
export const name = z
  .string()
  .regex(
    /^[a-z]([a-z0-9-]{0,40}[a-z0-9])?$/,
    "expected at most 42 lowercase letters, digits and dashes, starting with a letter",
  );

/**
 * The places of AWS by continent, so that a misspelled region is rejected and a further one in a known place isn't.
 * Source: botocore 1.44, data/partitions.json, 2026-11.
 */
const PLACES = [
  "af-south",
  "ap-(east|(north|south)east|south)",
  "ca-(central|west)",
  "cn-north(west)?",
  "eu-(central|north|south|west)",
  "eusc-de-east",
  "il-central",
  "me-(central|south)",
  "mx-central",
  "sa-(east|west)",
  "us-(gov-)?(east|west)",
].join("|");

export const region = z
  .string("expected an AWS region, such as eu-west-1")
  .regex(new RegExp(`^(${PLACES})-\\d$`), "expected an AWS region, such as eu-west-1")
  .describe("The AWS region of the whole platform.");

/** The ID of a zone: a zone name refers to different zones in different accounts. */
export const zoneId = z
  .string()
  .regex(
    /^[a-z]+\d-az\d$/,
    "expected the ID of an Availability Zone, such as euw1-az1; zone names differ between accounts",
  )
  .refine(
    (id) => !ZONE_IDS_WITHOUT_EKS.includes(id),
    `expected a zone that supports EKS; these don't: ${ZONE_IDS_WITHOUT_EKS.join(", ")}`,
  );

/** Returns the schema of an IPv4 block in CIDR notation whose size is between two prefix lengths. */
export function ipv4Block(
  expected: string,
  { shortest, longest }: { readonly shortest: number; readonly longest: number },
): z.ZodString {
  return z
    .string()
    .check((context) => {
      const { prefixLength } = parseIpv4Block(context.value) ?? { prefixLength: -1 };
      if (prefixLength >= shortest && prefixLength <= longest) return;
      const enclosing = prefixLength === -1 ? enclosingIpv4Block(context.value) : undefined;
      const hint = enclosing === undefined ? "" : `; the block around it is ${enclosing}`;
      context.issues.push({ code: "custom", input: context.value, message: `expected ${expected}${hint}` });
    })
    .meta({ pattern: String.raw`^\d{1,3}(\.\d{1,3}){3}/\d{1,2}$` });
}

/** The ARN of a managed policy of AWS or of an account. */
export const policyArn = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/.+$/,
    "expected the ARN of a managed IAM policy, such as arn:aws:iam::123456789012:policy/platform",
  );
