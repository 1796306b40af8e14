import * as aws from "@pulumi/aws";
import { all, type CustomResourceOptions, type Input } from "@pulumi/pulumi";

import type { NodePoolSettings } from "../settings/node-pool-settings.ts";
import { amiTypeOf, imageParameter } from "./ami.ts";
import { labelsAndTaints } from "./kubelet.ts";
import { NODE_OS } from "./node-os.ts";

/** The arguments of {@link createLaunchTemplate}. */
export interface LaunchTemplateArgs {
  readonly settings: NodePoolSettings;
  /** Set for pools whose `maxPods` the plan decides: EKS overrides it unless the template sets an AMI. */
  readonly maxPods?: number;
  readonly clusterVersion: string;
  readonly clusterName: Input<string>;
  readonly endpoint: Input<string>;
  readonly certificateAuthority: Input<string>;
  readonly serviceCidr: Input<string>;
  /** The tags of instances, volumes and network interfaces, to which the provider's default tags don't apply. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Creates the launch template of a pool: metadata service, volumes and user data. */
export function createLaunchTemplate(
  name: string,
  args: LaunchTemplateArgs,
  options: CustomResourceOptions,
): aws.ec2.LaunchTemplate {
  const { settings, maxPods, tags } = args;
  const os = NODE_OS[settings.operatingSystem];
  return new aws.ec2.LaunchTemplate(
    name,
    {
      // One hop: a pod that doesn't use the host network can't get the node's credentials.
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      blockDeviceMappings: os.volumes(settings.diskGiB),
      ...(maxPods === undefined
        ? { userData: base64(os.userData(settings)) }
        : { imageId: imageId(args, options), userData: ownUserData(args, maxPods) }),
      tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({
        resourceType,
        tags: { ...tags, Name: name },
      })),
      updateDefaultVersion: true,
    },
    options,
  );
}

/** Returns the pool's AMI: the one it sets, that of its release, or the latest for the cluster's version. */
function imageId(
  { settings, clusterVersion }: LaunchTemplateArgs,
  options: CustomResourceOptions,
): Input<string> {
  const { amiId, releaseVersion } = settings;
  if (amiId !== undefined) return amiId;
  const name = imageParameter(amiTypeOf(settings), clusterVersion, releaseVersion);
  return aws.ssm.getParameterOutput({ name }, options).value;
}

function ownUserData(args: LaunchTemplateArgs, maxPods: number): Input<string> {
  const { settings } = args;
  return all([args.clusterName, args.endpoint, args.certificateAuthority, args.serviceCidr]).apply(
    ([name, apiServerEndpoint, certificateAuthority, serviceCidr]) => {
      const cluster = { name, apiServerEndpoint, certificateAuthority, serviceCidr };
      const registration = { ...cluster, maxPods, ...labelsAndTaints(settings) };
      return base64(NODE_OS[settings.operatingSystem].userData({ ...settings, registration }));
    },
  );
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
