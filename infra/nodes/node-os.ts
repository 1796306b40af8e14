import type * as aws from "@pulumi/aws";
import { architectureOf } from "productionproof-eks-policies/facts";

import type { NodePoolSettings } from "../settings/node-pool-settings.ts";
import { bottlerocketUserData } from "./bottlerocket.ts";
import type { NodeUserDataArgs } from "./kubelet.ts";
import { nodeConfigUserData } from "./node-config.ts";

type Architecture = ReturnType<typeof architectureOf>;

/** The differences between the operating systems of nodes. */
export interface NodeOs {
  /** Returns the AMI type by which EKS chooses an AMI. */
  readonly amiType: (architecture: Architecture) => string;
  /** Returns the name of the SSM parameter with the ID of a release's AMI, or of the latest. */
  readonly imageParameter: (version: string, architecture: Architecture, release?: string) => string;
  readonly userData: (args: NodeUserDataArgs) => string;
  /** Returns the volumes of a node whose images, logs and pods' files need this much space. */
  readonly volumes: (diskGiB: number) => aws.types.input.ec2.LaunchTemplateBlockDeviceMapping[];
}

/** The operating systems that a pool can have. */
export const NODE_OS: Readonly<Record<NodePoolSettings["operatingSystem"], NodeOs>> = {
  AL2023: {
    amiType: (architecture) =>
      architecture === "arm64" ? "AL2023_ARM_64_STANDARD" : "AL2023_x86_64_STANDARD",
    // Source: EKS user guide, "Retrieve recommended Amazon Linux AMI IDs", 2026-08.
    imageParameter(version, architecture, release) {
      const image = `amazon-eks-node-al2023-${architecture}-standard-${version}-v${release?.split("-")[1] ?? ""}`;
      const path = `/aws/service/eks/optimized-ami/${version}/amazon-linux-2023/${architecture}/standard`;
      return `${path}/${release === undefined ? "recommended" : image}/image_id`;
    },
    userData: nodeConfigUserData,
    volumes: (diskGiB) => [volume("/dev/xvda", diskGiB)],
  },
  BOTTLEROCKET: {
    amiType: (architecture) => (architecture === "arm64" ? "BOTTLEROCKET_ARM_64" : "BOTTLEROCKET_x86_64"),
    // Source: EKS user guide, "Retrieve recommended Bottlerocket AMI IDs", 2026-08.
    imageParameter: (version, architecture, release = "latest") =>
      `/aws/service/bottlerocket/aws-k8s-${version}/${architecture}/${release}/image_id`,
    userData: bottlerocketUserData,
    // The first holds the read-only system; images, logs and pods' files are on the second.
    volumes: (diskGiB) => [volume("/dev/xvda"), volume("/dev/xvdb", diskGiB)],
  },
};

function volume(
  deviceName: string,
  volumeSize?: number,
): aws.types.input.ec2.LaunchTemplateBlockDeviceMapping {
  const size = volumeSize === undefined ? {} : { volumeSize };
  return {
    deviceName,
    ebs: { volumeType: "gp3", ...size, encrypted: "true", deleteOnTermination: "true" },
  };
}
