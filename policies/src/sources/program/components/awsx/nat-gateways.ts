import type { Options } from "../eks/options.ts";
import { elementsOf, holdsUnknown, Output, type Input } from "../output.ts";
import type { Resource } from "../resource.ts";
import type { PlannedSubnet } from "./subnet-layout.ts";
import { tagsIn, type DeclareChild } from "./vpc-children.ts";
import { textOr } from "./vpc-options.ts";

/** The NAT gateways of a VPC, as they are created, and their addresses. */
export class NatGateways {
  readonly gateways: Resource[] = [];
  readonly addresses: Resource[] = [];
  readonly #strategy: string;
  readonly #givenAddresses: readonly Output[];
  readonly #options: Options;

  /** @throws Error as the component does, for an unknown strategy, or one that the addresses or subnets don't fit. */
  constructor(options: Options, zones: number) {
    const { value: ids } = options("natGateways").get("elasticIpAllocationIds");
    this.#givenAddresses = elementsOf(ids).map(
      (id) => new Output(id, holdsUnknown(id) ? options("natGateways").from : []),
    );
    this.#strategy = natStrategy(options, this.#givenAddresses.length, zones);
    this.#options = options;
  }

  /** @throws Error as the component does, if there are no subnets for gateways or none that use them. */
  check(subnets: readonly PlannedSubnet[]): void {
    const types = subnets.map(({ spec }) => spec.type.toLowerCase());
    if (this.#strategy !== "none" && !(types.includes("public") && types.some((type) => type !== "public"))) {
      throw new Error(
        "natGateways: NAT gateways need public subnets, and private or isolated ones; otherwise set the strategy None",
      );
    }
  }

  /** Creates the gateway in a public subnet of a zone, if the strategy has one there. */
  async createIn(subnet: Resource, zone: number, vpcName: string, child: DeclareChild): Promise<void> {
    const wanted = this.#strategy === "none" ? 0 : this.#strategy === "single" ? 1 : zone + 1;
    if (this.gateways.length >= wanted) return;
    const name = `${vpcName}-${zone + 1}`;
    const props = { tags: { ...tagsIn(this.#options("tags")), Name: name } };
    const inSubnet = { name, parent: subnet, dependsOn: [subnet] };
    const given = this.#givenAddresses.length > 0;
    const eip = given ? undefined : await child({ type: "aws:ec2/eip:Eip", ...inSubnet, props });
    if (eip) this.addresses.push(eip);
    const allocationId = eip ? eip.output("allocationId") : this.#givenAddresses[zone];
    this.gateways.push(
      await child({
        type: "aws:ec2/natGateway:NatGateway",
        ...inSubnet,
        props: { ...props, subnetId: subnet.output("id"), allocationId },
      }),
    );
  }

  /** Returns the target of a private subnet's default route; undefined if there is no gateway for its zone. */
  routeTarget(zone: number): Readonly<Record<string, Input>> | undefined {
    const gateway = this.gateways[this.#strategy === "single" ? 0 : zone];
    return gateway && { natGatewayId: gateway.output("id") };
  }
}

/** Returns the strategy in lower case. @throws Error for an unknown one, or one that the addresses don't fit. */
function natStrategy(options: Options, addresses: number, zones: number): string {
  const given = textOr(options("natGateways").get("strategy"), "OnePerAz");
  const strategy = given.toLowerCase();
  const limits = new Map([
    ["none", 0],
    ["single", 1],
    ["oneperaz", zones],
  ]);
  const limit = limits.get(strategy);
  if (limit === undefined) throw new Error(`natGateways.strategy: unknown strategy ${given}`);
  if (addresses > limit || (strategy === "oneperaz" && addresses !== 0 && addresses !== zones)) {
    throw new Error(
      `natGateways.elasticIpAllocationIds: the strategy ${given} takes ${limit}, but ${addresses} are specified`,
    );
  }
  return strategy;
}
