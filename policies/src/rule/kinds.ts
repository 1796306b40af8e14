import { parseIpBlock, type IpBlock } from "../facts/ip-block.ts";
import { parseIpv4Block, type Ipv4Block } from "../facts/ipv4-block.ts";
import { parseSchedule, type Schedule } from "../facts/schedule.ts";
import type { PropertyValue } from "./property-value.ts";

/** A kind of value that a property can have. */
export interface Kind<T> {
  /** What a value must be, worded for a message: `a whole number`. */
  readonly expected: string;
  /** Returns the value, or undefined if the property holds something else. */
  parse(value: PropertyValue): T | undefined;
  /** True if `parse` also accepts strings that are known in part. @defaultValue false */
  readonly readsParts?: boolean;
}

/** A kind whose values can be printed, because none of them can be a secret, an environment value or user data. */
export interface HarmlessKind<T> extends Kind<T> {
  readonly isHarmless: true;
}

/** A whole number. */
export const INTEGER: HarmlessKind<number> = {
  isHarmless: true,
  expected: "a whole number",
  parse: (value) => (Number.isInteger(value) ? (value as number) : undefined),
};

/** A number of pods, or a percentage of them. */
export interface PodCount {
  readonly count: number;
  readonly unit: "pods" | "%";
}

/** A number of pods, or a percentage of them: `1`, `"50%"`. */
export const POD_COUNT: HarmlessKind<PodCount> = {
  isHarmless: true,
  expected: "a whole number or a percentage",
  parse: (value) => {
    if (Number.isInteger(value) && Number(value) >= 0) return { count: Number(value), unit: "pods" };
    const [, percent] = typeof value === "string" ? (/^(\d{1,3})%$/.exec(value) ?? []) : [];
    return percent === undefined ? undefined : { count: Number(percent), unit: "%" };
  },
};

/** True or false. */
export const BOOLEAN: HarmlessKind<boolean> = {
  isHarmless: true,
  expected: "true or false",
  parse: (value) => (typeof value === "boolean" ? value : undefined),
};

/** An IPv4 CIDR block. */
export const IPV4_BLOCK: HarmlessKind<Ipv4Block> = {
  isHarmless: true,
  expected: "an IPv4 block without host bits",
  parse: (value) => (typeof value === "string" ? parseIpv4Block(value) : undefined),
};

/** An IPv4 address: `203.0.113.7`. */
export const IPV4_ADDRESS: HarmlessKind<IpBlock> = {
  isHarmless: true,
  expected: "an IPv4 address",
  parse: (value) => (typeof value === "string" ? parseIpBlock(`${value}/32`) : undefined),
};

/** An IPv4 or IPv6 CIDR block. */
export const IP_BLOCK: HarmlessKind<IpBlock> = {
  isHarmless: true,
  expected: "an IPv4 or IPv6 block",
  parse: (value) => (typeof value === "string" ? parseIpBlock(value) : undefined),
};

/** A CronJob schedule: `0 3 * * MON`, `@daily`. */
export const SCHEDULE: HarmlessKind<Schedule> = {
  isHarmless: true,
  expected: "a schedule",
  parse: (value) => (typeof value === "string" ? parseSchedule(value) : undefined),
};

/** A version of Kubernetes, of an add-on or of a chart: `1.34`, `v1.20.4-eksbuild.2`. */
export const VERSION = matching(
  "a version",
  /^v?\d{1,4}(\.\d{1,4}){0,3}(-(eksbuild|alpha|beta|rc)\.?\d{1,4})?$/,
);

/** A Kubernetes minor version in the format that EKS accepts: `1.36`. The provider converts a number, as in YAML, to a string. */
export const KUBERNETES_VERSION: HarmlessKind<string> = {
  isHarmless: true,
  expected: "a version such as 1.36",
  parse: (value) => {
    const version = typeof value === "number" ? String(value) : value;
    return typeof version === "string" && /^1\.\d{2}$/.test(version) ? version : undefined;
  },
};

/** An EC2 instance type: `m7i.large`. */
export const INSTANCE_TYPE = matching(
  "an EC2 instance type",
  /^[a-z][a-z0-9-]{1,15}\.(metal|nano|micro|small|medium|\d{0,3}x?large|metal-\d{1,3}xl)$/,
);

/** The ID of an Availability Zone, Local Zone or Wavelength Zone: `use1-az1`, `usw2-lax1-az1`. */
export const ZONE_ID = matching("the ID of a zone", /^[a-z]{2,6}\d(-[a-z0-9]{2,8}){1,3}$/);

/** The name of an Availability Zone, Local Zone or Wavelength Zone: `us-east-1a`, `us-west-2-lax-1a`. */
export const ZONE_NAME = matching("the name of a zone", /^[a-z]{2}(-[a-z0-9]{1,12}){2,6}$/);

/** A duration in Go syntax: `30s`, `1h30m`. */
export const DURATION = matching("a duration", /^(\d{1,9}(\.\d{1,9})?(ns|us|µs|ms|s|m|h))+$/);

/** Returns the kind of a string from a closed list. */
export function oneOf<const Word extends string>(words: readonly Word[]): HarmlessKind<Word> {
  return {
    isHarmless: true,
    expected: `one of ${words.join(", ")}`,
    parse: (value) => words.find((word) => word === value),
  };
}

/** Any string, which can be judged but not printed. */
export const STRING: Kind<string> = {
  expected: "a string",
  parse: (value) => (typeof value === "string" ? value : undefined),
};

/** A string, or a number or boolean converted to one, as in environment variables and tags. */
export const SCALAR: Kind<string> = {
  expected: "a string, number or boolean",
  parse: (value) =>
    typeof value === "string" || typeof value === "number" || typeof value === "boolean"
      ? String(value)
      : undefined,
};

function matching(expected: string, pattern: RegExp): HarmlessKind<string> {
  return {
    isHarmless: true,
    expected,
    parse: (value) => (typeof value === "string" && pattern.test(value) ? value : undefined),
  };
}
