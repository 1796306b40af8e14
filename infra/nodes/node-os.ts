import type * as aws from "@pulumi/aws";

import type { NodePoolSettings } from "../settings/node-pool-settings.ts";
import { bottlerocketUserData } from "./bottlerocket.ts";
import type { NodeUserDataArgs } from "./kubelet.ts";
import { nodeConfigUserData } from "./node-config.ts";

/** The differences between the operating systems of nodes. */
export interface NodeOs {
  readonly userData: (args: NodeUserDataArgs) => string;
  /** Returns the volumes of a node whose images, logs and pods' files need this much space. */
  readonly volumes: (diskGiB: number) => aws.types.input.ec2.LaunchTemplateBlockDeviceMapping[];
}

/** The operating systems that a pool can have. */
export const NODE_OS: Readonly<Record<NodePoolSettings["operatingSystem"], NodeOs>> = {
  AL2023: {
    userData: nodeConfigUserData,
    volumes: (diskGiB) => [volume("/dev/xvda", diskGiB)],
  },
  BOTTLEROCKET: {
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
