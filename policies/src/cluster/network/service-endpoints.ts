import { groupBy } from "../../facts/group-by.ts";
import { oncePerStack } from "../../rule/once.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { ROUTE_TABLES, VPC, VPC_ENDPOINT, VPC_ENDPOINT_ROUTE_TABLE_ASSOCIATION } from "../aws-types.ts";
import { NOT_KNOWN, reference, references, referencesOfOne } from "../references.ts";

/** The AWS services that rules know endpoints of, as they are at the end of `serviceName`. */
export type Service = "ec2" | "ecr.api" | "ecr.dkr" | "s3" | "sts" | "eks-auth";

/** What reaches a service inside a VPC. */
export interface ServiceEndpoints {
  /** The endpoints of the service that requests from a subnet's route table use. */
  readonly usable: readonly ResourceView[];
  /** The interface endpoints that are not used, because the service's name doesn't resolve to them. */
  readonly withoutDns: readonly ResourceView[];
  /** True if another endpoint may be one of the service, which is recorded. */
  readonly mayHaveMore: boolean;
}

/** The endpoints of a service in a VPC of the stack, for nodes that use a route table. */
export function serviceEndpoints(
  stack: StackView,
  vpc: ResourceView,
  table: ResourceView | undefined,
  service: Service,
): ServiceEndpoints {
  const named = (byVpc(stack).get(vpc) ?? []).map((endpoint) => ({
    endpoint,
    isIt: isOf(endpoint, service),
  }));
  const elsewhere = (byVpc(stack).get(undefined) ?? []).filter(
    (endpoint) => isOf(endpoint, service) !== false,
  );
  for (const endpoint of elsewhere) endpoint.at("vpcId").undetermined(NOT_KNOWN);
  const own = named.flatMap(({ endpoint, isIt }) => (isIt === true ? [endpoint] : []));
  const interfaces = own.filter((endpoint) => !isGateway(endpoint));
  // Unless it is set, a service's name leads to its public address.
  const withDns = interfaces.filter((endpoint) => endpoint.isSet("privateDnsEnabled") && !isFalse(endpoint));
  return {
    usable: [
      ...withDns,
      ...own.filter((endpoint) => isGateway(endpoint) && isRouted(stack, endpoint, table)),
    ],
    withoutDns: interfaces.filter((endpoint) => !withDns.includes(endpoint)),
    mayHaveMore: elsewhere.length > 0 || named.some(({ isIt }) => isIt === undefined),
  };
}

/** The endpoints of each VPC of the stack, and under `undefined` those of a VPC that is not known yet. */
const byVpc = oncePerStack((stack) => {
  const placed = stack.ofType([VPC_ENDPOINT]).map((endpoint) => {
    const { resources, gap } = referencesOfOne(stack, endpoint, "vpcId", [VPC]);
    return { endpoint, vpc: resources[0], gap };
  });
  const grouped = groupBy(
    placed.filter(({ vpc, gap }) => vpc !== undefined || gap === NOT_KNOWN),
    ({ vpc }) => vpc,
  );
  return new Map([...grouped].map(([vpc, all]) => [vpc, all.map(({ endpoint }) => endpoint)]));
});

/** Whether an endpoint is one of a service; undefined if its name is not known, which is recorded. */
function isOf(endpoint: ResourceView, service: Service): boolean | undefined {
  const name = endpoint.string("serviceName");
  if (name.kind !== "known") return name.kind === "absent" ? false : undefined;
  return name.value.endsWith(`.${service}`);
}

/** True for an endpoint that is a target of routes; the default of `vpcEndpointType`. */
function isGateway(endpoint: ResourceView): boolean {
  const type = endpoint.string("vpcEndpointType");
  return type.kind === "absent" || (type.kind === "known" && type.value === "Gateway");
}

function isFalse(endpoint: ResourceView): boolean {
  const enabled = endpoint.boolean("privateDnsEnabled");
  return enabled.kind === "known" && !enabled.value;
}

/** True if a route table has, or may have, a route to a gateway endpoint. */
function isRouted(stack: StackView, endpoint: ResourceView, table: ResourceView | undefined): boolean {
  if (!table) return true;
  const { resources, candidates = [], gap } = references(stack, endpoint, "routeTableIds", ROUTE_TABLES);
  if (gap === NOT_KNOWN && candidates.length === 0) return true;
  const associated = associatedTables(stack).get(endpoint) ?? [];
  return [...resources, ...candidates, ...associated].includes(table) || associated.includes(undefined);
}

const associatedTables = oncePerStack((stack) => {
  const pairs = stack.ofType([VPC_ENDPOINT_ROUTE_TABLE_ASSOCIATION]).map((one) => ({
    endpoint: reference(stack, one, "vpcEndpointId", [VPC_ENDPOINT]),
    table: reference(stack, one, "routeTableId", ROUTE_TABLES),
  }));
  const grouped = groupBy(pairs, ({ endpoint }) => endpoint);
  return new Map([...grouped].map(([endpoint, all]) => [endpoint, all.map(({ table }) => table)]));
});
