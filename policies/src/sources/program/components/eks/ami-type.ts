import { apply, type Output } from "../output.ts";
import type { Options } from "./options.ts";

/** An AMI type and its properties. */
interface AmiType {
  readonly name: string;
  readonly os: string;
  readonly gpu: boolean;
  readonly arm: boolean;
  /** A name that the component accepted before AMI types. */
  readonly alias?: string;
}

// Source: pulumi-eks v4.3.0, nodes/ami.ts, read 2026-11-23.
const AMI_TYPES: readonly AmiType[] = [
  { name: "AL2_x86_64", os: "AL2", gpu: false, arm: false, alias: "amazon-linux-2" },
  { name: "AL2_x86_64_GPU", os: "AL2", gpu: true, arm: false, alias: "amazon-linux-2-gpu" },
  { name: "AL2_ARM_64", os: "AL2", gpu: false, arm: true, alias: "amazon-linux-2-arm" },
  {
    name: "AL2023_x86_64_STANDARD",
    os: "AL2023",
    gpu: false,
    arm: false,
    alias: "amazon-linux-2023/x86_64/standard",
  },
  {
    name: "AL2023_ARM_64_STANDARD",
    os: "AL2023",
    gpu: false,
    arm: true,
    alias: "amazon-linux-2023/arm64/standard",
  },
  {
    name: "AL2023_x86_64_NVIDIA",
    os: "AL2023",
    gpu: true,
    arm: false,
    alias: "amazon-linux-2023/x86_64/nvidia",
  },
  { name: "BOTTLEROCKET_ARM_64", os: "Bottlerocket", gpu: false, arm: true },
  { name: "BOTTLEROCKET_x86_64", os: "Bottlerocket", gpu: false, arm: false },
  { name: "BOTTLEROCKET_ARM_64_NVIDIA", os: "Bottlerocket", gpu: true, arm: true },
  { name: "BOTTLEROCKET_x86_64_NVIDIA", os: "Bottlerocket", gpu: true, arm: false },
];

/**
 * Returns the AMI type for an operating system, GPU support and the processors of instance types.
 *
 * @throws Error as the component does, if there is none.
 */
export function amiTypeFor(os: string, gpu: boolean, instanceTypes: readonly string[]): string {
  const arm = instanceTypes.map(isGraviton);
  if (arm.includes(true) && arm.includes(false)) {
    throw new Error("instanceTypes: they do not share an architecture, so none can be determined");
  }
  const isArm = arm.includes(true);
  const found = AMI_TYPES.find((type) => type.os === os && type.gpu === gpu && type.arm === isArm);
  if (!found) {
    throw new Error(`no AMI type for OS ${os}, GPU support ${String(gpu)}, ${isArm ? "arm64" : "x86_64"}`);
  }
  return found.name;
}

/** Returns the operating system that the options of nodes select. @throws Error as the component does; see {@link operatingSystemOf}. */
export function operatingSystem(options: Options): Output {
  return apply([options("amiType"), options("operatingSystem")], (amiType, os) =>
    operatingSystemOf(amiType as string | undefined, os as string | undefined),
  );
}

/**
 * Returns the operating system of nodes.
 *
 * @throws Error as the component does, for an AMI type that is unknown or has a different operating system.
 */
export function operatingSystemOf(amiType: string | undefined, os: string | undefined): string {
  if (amiType === undefined || amiType === "") return os ?? "AL2023";
  const found = AMI_TYPES.find(({ name, alias }) => name === amiType || alias === amiType);
  if (!found) throw new Error(`amiType: cannot determine the OS of unknown AMI type ${amiType}`);
  if (os !== undefined && os !== "" && os !== found.os) {
    throw new Error(`operatingSystem: ${os} is not the OS of AMI type ${amiType}, which is ${found.os}`);
  }
  return found.os;
}

/** True for Graviton, whose instance types have a "g" after the generation, as in m7g.large. */
function isGraviton(instanceType: string): boolean {
  const match = /([a-z]+)([0-9]+)([a-z])?-?([a-z]+)?\.([a-zA-Z0-9-]+)/.exec(instanceType);
  if (!match) throw new Error(`instanceTypes: invalid EC2 instance type ${instanceType}`);
  return match[3] === "g";
}
