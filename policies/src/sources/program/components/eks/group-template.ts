import { isUnknown, UNKNOWN, type PropertyValue } from "../../../../rule/property-value.ts";
import { applyPartly, fieldsOf, textOf, type Input, type Output } from "../output.ts";
import type { Core } from "./core.ts";
import type { Options } from "./options.ts";

/**
 * Returns the CloudFormation template with the Auto Scaling group of the older kind of self-managed nodes. It is known except for
 * what is not known in it. Source: pulumi-eks v4.3.0, nodes/nodegroup.ts, read 2026-11-28.
 */
export function groupTemplate(options: Options, core: Core, launchConfiguration: Output): Output {
  const inputs: Readonly<Record<string, Input>> = {
    launchConfiguration,
    desiredCapacity: options("desiredCapacity").or(2),
    minSize: options("minSize").or(1),
    maxSize: options("maxSize").or(2),
    minInService: options("spotPrice").isSet ? 0 : 1,
    clusterName: core.clusterName,
    tags: options("autoScalingGroupTags"),
    // The component looks up in the route tables which of the cluster's subnets are private.
    subnetIds: options("nodeSubnetIds").or(core.whole),
  };
  return applyPartly([inputs], (values) => {
    const { clusterName, tags, ...others } = fieldsOf(values);
    const text = (name: string): string => textOf(others[name]);
    return `
                AWSTemplateFormatVersion: '2010-09-09'
                Outputs:
                    NodeGroup:
                        Value: !Ref NodeGroup
                Resources:
                    NodeGroup:
                        Type: AWS::AutoScaling::AutoScalingGroup
                        Properties:
                          DesiredCapacity: ${text("desiredCapacity")}
                          LaunchConfigurationName: ${text("launchConfiguration")}
                          MinSize: ${text("minSize")}
                          MaxSize: ${text("maxSize")}
                          VPCZoneIdentifier: ${text("subnetIds")}
                          Tags:
                          ${tagsOfGroup(textOf(clusterName), tags)}
                        UpdatePolicy:
                          AutoScalingRollingUpdate:
                            MinInstancesInService: '${text("minInService")}'
                            MaxBatchSize: '1'
                `;
  });
}

function tagsOfGroup(clusterName: string, tags: PropertyValue): string {
  if (isUnknown(tags)) return `  ${UNKNOWN}`; // a value of the line above
  const all = {
    Name: `${clusterName}-worker`,
    [`kubernetes.io/cluster/${clusterName}`]: "owned",
    ...fieldsOf(tags),
  };
  const lines = Object.entries(all).map(
    ([key, value]) => `
                          - Key: ${key}
                            Value: ${textOf(value)}
                            PropagateAtLaunch: 'true'`,
  );
  return lines.join("");
}
