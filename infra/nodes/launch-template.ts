import * as aws from "@pulumi/aws";
import { all, type CustomResourceOptions, type Input } from "@pulumi/pulumi";
import { architectureOf } from "productionproof-eks-policies/facts";

import type { NodePoolSettings } from "../settings.ts";
import { nodeUserData } from "./node-config.ts";

/** What a launch template is made of. */
export interface LaunchTemplateArgs {
  readonly settings: NodePoolSettings;
  /** Set for pools whose `maxPods` is ours: EKS overrules it unless the template names an AMI. */
  readonly maxPods?: number;
  readonly clusterVersion: string;
  readonly clusterName: Input<string>;
  readonly endpoint: Input<string>;
  readonly certificateAuthority: Input<string>;
  readonly serviceCidr: Input<string>;
  /** Tags of instances, volumes and network interfaces, which the provider's default tags don't reach. */
  readonly tags: Readonly<Record<string, string>>;
}

/** The launch template of a pool: metadata service, root volume and user data. */
export function createLaunchTemplate(
  name: string,
  args: LaunchTemplateArgs,
  options: CustomResourceOptions,
): aws.ec2.LaunchTemplate {
  const { settings, maxPods, tags } = args;
  return new aws.ec2.LaunchTemplate(
    name,
    {
      // One hop: a pod that is not in the node's network gets no credentials of the node.
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: {
            volumeType: "gp3",
            volumeSize: settings.diskGiB,
            encrypted: "true",
            deleteOnTermination: "true",
          },
        },
      ],
      ...(maxPods === undefined
        ? { userData: base64(nodeUserData({})) }
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

/** The pool's AMI, or the newest EKS-optimized Amazon Linux 2023 of the cluster's version. */
function imageId(
  { settings, clusterVersion }: LaunchTemplateArgs,
  options: CustomResourceOptions,
): Input<string> {
  const [instanceType = ""] = settings.instanceTypes;
  const path = `/aws/service/eks/optimized-ami/${clusterVersion}/amazon-linux-2023/${architectureOf(instanceType)}/standard/recommended/image_id`;
  return settings.amiId ?? aws.ssm.getParameterOutput({ name: path }, options).value;
}

function ownUserData(args: LaunchTemplateArgs, maxPods: number): Input<string> {
  return all([args.clusterName, args.endpoint, args.certificateAuthority, args.serviceCidr]).apply(
    ([name, apiServerEndpoint, certificateAuthority, cidr]) =>
      base64(nodeUserData({ cluster: { name, apiServerEndpoint, certificateAuthority, cidr }, maxPods })),
  );
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
