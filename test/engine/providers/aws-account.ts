import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import type { PropertyObject } from "../../../policies/src/rule/property-value.ts";

const CLUSTER = "aws:eks/cluster:Cluster";
const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";

/** The numbers of nodes of a node group. */
export interface ScalingConfig {
  readonly minSize: number;
  readonly maxSize: number;
  readonly desiredSize: number;
}

/** The properties of clusters and node groups that matter here. */
interface Named {
  readonly name: string;
  readonly clusterName: string;
  readonly nodeGroupName: string;
  readonly scalingConfig?: ScalingConfig;
}

/**
 * The clusters and node groups of an account, which outlast the run that creates them: a folder for each cluster, in it a file for each
 * group. Every run starts its own provider.
 */
export class AwsAccount {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Creates or updates a resource.
   *
   * @throws Error with AWS's message for numbers of nodes that it rejects.
   */
  put(type: string, outputs: PropertyObject): void {
    const { name, clusterName, nodeGroupName, scalingConfig } = outputs as unknown as Named;
    if (type === CLUSTER) mkdirSync(this.#path(name), { recursive: true });
    if (type !== NODE_GROUP || scalingConfig === undefined) return;
    refuse(scalingConfig);
    mkdirSync(this.#path(clusterName), { recursive: true });
    this.scale(clusterName, nodeGroupName, scalingConfig);
  }

  delete(type: string, outputs: PropertyObject): void {
    const { name, clusterName, nodeGroupName } = outputs as unknown as Named;
    if (type === CLUSTER) rmSync(this.#path(name), { recursive: true, force: true });
    if (type === NODE_GROUP) rmSync(this.#path(clusterName, nodeGroupName), { force: true });
  }

  /** Answers the functions that list clusters and node groups; undefined for others. */
  answer(token: string, args: Readonly<Record<string, unknown>>): PropertyObject | undefined {
    const { clusterName, nodeGroupName } = args as unknown as Pick<Named, "clusterName" | "nodeGroupName">;
    switch (token) {
      case "aws:eks/getClusters:getClusters":
        return { id: "eu-west-1", names: this.#list() };
      case "aws:eks/getNodeGroups:getNodeGroups":
        if (!this.#list().includes(clusterName))
          throw new Error(`ResourceNotFoundException: No cluster found for name: ${clusterName}.`);
        return { id: clusterName, clusterName, names: this.nodeGroups(clusterName) };
      case "aws:eks/getNodeGroup:getNodeGroup": {
        const scalingConfigs = [{ ...this.scaling(clusterName, nodeGroupName) }];
        return { id: `${clusterName}:${nodeGroupName}`, clusterName, nodeGroupName, scalingConfigs };
      }
      default:
        return undefined;
    }
  }

  nodeGroups(cluster: string): readonly string[] {
    return this.#list(cluster);
  }

  scaling(cluster: string, group: string): ScalingConfig {
    return JSON.parse(readFileSync(this.#path(cluster, group), "utf8")) as ScalingConfig;
  }

  /** Sets the numbers of nodes, as an autoscaler does. */
  scale(cluster: string, group: string, scaling: ScalingConfig): void {
    writeFileSync(this.#path(cluster, group), JSON.stringify(scaling));
  }

  #list(cluster = ""): readonly string[] {
    mkdirSync(this.#folder, { recursive: true });
    return readdirSync(this.#path(cluster)).sort();
  }

  #path(...names: readonly string[]): string {
    return path.join(this.#folder, ...names);
  }
}

/** Source: the messages of UpdateNodegroupConfig in terraform-aws-eks #3521 and containers-roadmap #1637. */
function refuse({ minSize, maxSize, desiredSize }: ScalingConfig): void {
  if (minSize > desiredSize)
    throw new Error(
      `InvalidParameterException: Minimum capacity ${minSize} can't be greater than desired size ${desiredSize}`,
    );
  if (desiredSize > maxSize)
    throw new Error(
      `InvalidParameterException: desired capacity ${desiredSize} can't be greater than max size ${maxSize}`,
    );
}
