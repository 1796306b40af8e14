import { groupBy } from "../../facts/group-by.ts";
import { oncePerStack } from "../../rule/once.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import type { View } from "../../rule/view.ts";
import {
  INTERNET_GATEWAY,
  NAT_GATEWAY,
  ROUTE,
  ROUTE_TABLE_ASSOCIATION,
  ROUTE_TABLES,
  SUBNET,
  VPN_GATEWAY,
} from "../aws-types.ts";
import { reference, referencesOfOne, type References } from "../references.ts";

/**
 * Where a subnet's IPv4 traffic to the internet goes: directly to an internet gateway (`public`), through a target
 * that translates its address or leads elsewhere (`private`), or nowhere (`none`).
 */
export type DefaultRoute =
  | { readonly kind: "public" }
  | {
      readonly kind: "none";
      /** True if the route table has other routes, which may lead to a network that has a way to the internet. */
      readonly leadsElsewhere: boolean;
    }
  | {
      readonly kind: "private";
      /** The route itself. */
      readonly place: View;
      /** The NAT gateway it leads to, if it is one that the stack shows. */
      readonly natGateways: References;
    }
  | { readonly kind: "undetermined"; readonly place: View; readonly reason: Reason };

/** The reason why a stack does not show a subnet's default route. */
export type Reason =
  | "may lead to the internet or to NAT"
  | "no route table association in the stack"
  | "its target is not one that the pack knows"
  | "its route table is not in the stack"
  | "not known before pulumi up";

/** The default route of a subnet, as far as the stack shows it. Records nothing. */
export function defaultRoute(stack: StackView, subnet: ResourceView): DefaultRoute {
  const association = associationsBySubnet(stack).get(subnet)?.[0];
  // Without an explicit association, a subnet uses the VPC's main route table, which is rarely in the program.
  if (!association) return undetermined(subnet, "no route table association in the stack");
  const table = routeTableOf(stack, subnet);
  if (!table) return undetermined(association.at("routeTableId"), "its route table is not in the stack");

  const route = defaultRoutesByTable(stack).get(table)?.[0];
  if (route) {
    return target(stack, { route, owner: route });
  }
  if (table.isUnknown("routes")) return undetermined(table.at("routes"), "not known before pulumi up");
  const routes = table.list("routes");
  const all = routes.kind === "known" ? routes.value : [];
  const inline = all.find((one) => isText(one.at("cidrBlock"), EVERYWHERE));
  if (inline) {
    return target(stack, { route: inline, owner: table });
  }
  const unknown = [
    ...all.map((one) => one.at("cidrBlock")),
    unknownRoutesByTable(stack).get(table)?.[0]?.at("destinationCidrBlock"),
  ].find((destination) => destination?.isUnknown());
  if (unknown) return undetermined(unknown, "not known before pulumi up");
  const leadsElsewhere =
    all.length > 0 || otherRoutesByTable(stack).has(table) || table.isSet("propagatingVgws[0]");
  return { kind: "none", leadsElsewhere };
}

/** The route table that is explicitly associated with a subnet, if it is in the stack. Records nothing. */
export function routeTableOf(stack: StackView, subnet: ResourceView): ResourceView | undefined {
  const association = associationsBySubnet(stack).get(subnet)?.[0];
  return association && reference(stack, association, "routeTableId", ROUTE_TABLES);
}

const associationsBySubnet = oncePerStack((stack) =>
  groupBy(stack.ofType([ROUTE_TABLE_ASSOCIATION]), (one) => reference(stack, one, "subnetId", [SUBNET])),
);

const defaultRoutesByTable = oncePerStack((stack) =>
  routesByTable(stack, (destination) => isText(destination, EVERYWHERE)),
);

const otherRoutesByTable = oncePerStack((stack) => routesByTable(stack, () => true));

const unknownRoutesByTable = oncePerStack((stack) =>
  routesByTable(stack, (destination) => destination.isUnknown()),
);

function routesByTable(stack: StackView, isWanted: (destination: View) => boolean) {
  return groupBy(
    stack.ofType([ROUTE]).filter((one) => isWanted(one.at("destinationCidrBlock"))),
    (one) => reference(stack, one, "routeTableId", ROUTE_TABLES),
  );
}

const EVERYWHERE = /^0\.0\.0\.0\/0$/;

// Targets that translate a pod's address or lead to another network, by the property that refers to them.
const PRIVATE_TARGETS = [
  "natGatewayId",
  "transitGatewayId",
  "vpcPeeringConnectionId",
  "coreNetworkArn",
  "instanceId",
  "networkInterfaceId",
];

// Targets that may lead to either: a firewall endpoint, a carrier gateway or a local gateway of an Outpost.
const OTHER_TARGETS = ["vpcEndpointId", "carrierGatewayId", "localGatewayId"];

/** A route, and the resource that it is or belongs to. */
interface OwnedRoute {
  readonly route: View;
  readonly owner: ResourceView;
}

function target(stack: StackView, { route, owner }: OwnedRoute): DefaultRoute {
  const referencesAt = (property: string, types: readonly string[]): References =>
    referencesOfOne(stack, owner, route.at(property).path, types);
  const toPrivate = (natGateways: References): DefaultRoute => ({
    kind: "private",
    place: route,
    natGateways,
  });
  if (isGiven(route, "gatewayId")) {
    const gateway = route.at("gatewayId");
    if (!gateway.isUnknown()) return isText(gateway, /^igw-/) ? { kind: "public" } : toPrivate(NONE);
    const isMadeFrom = (type: string): boolean => referencesAt("gatewayId", [type]).resources.length > 0;
    const isInternet = isMadeFrom(INTERNET_GATEWAY);
    if (isInternet === isMadeFrom(VPN_GATEWAY)) return undetermined(gateway, "not known before pulumi up");
    return isInternet ? { kind: "public" } : toPrivate(NONE);
  }
  const other = OTHER_TARGETS.find((property) => isGiven(route, property));
  if (other !== undefined) return undetermined(route.at(other), "may lead to the internet or to NAT");
  if (!PRIVATE_TARGETS.some((property) => isGiven(route, property))) {
    return undetermined(route, "its target is not one that the pack knows");
  }
  return toPrivate(isGiven(route, "natGatewayId") ? referencesAt("natGatewayId", [NAT_GATEWAY]) : NONE);
}

const NONE: References = { resources: [] };

/** True if the property is set, and not to the empty string that AWS reports back for every target a route does not have. */
function isGiven(route: View, property: string): boolean {
  return route.isSet(property) && !isText(route.at(property), /^$/);
}

function isText(view: View, pattern: RegExp): boolean {
  if (view.isUnknown()) return false;
  const text = view.string();
  return text.kind === "known" && pattern.test(text.value);
}

function undetermined(place: View, reason: Reason): DefaultRoute {
  return { kind: "undetermined", place, reason };
}
