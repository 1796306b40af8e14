import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import type { View } from "../../rule/view.ts";
import { settled, type References, type Settled } from "../references.ts";
import { defaultRoute, type DefaultRoute, type Reason } from "./default-route.ts";

/** A use of subnets by nodes or pods, such as the subnets of a node group. */
export interface RoutedUse extends References {
  readonly of: "node" | "pod";
  readonly place: View;
}

/** The default routes of used subnets. */
export interface UsedRoutes {
  /** The subnets whose default route, or lack of one, the stack shows. */
  readonly known: readonly {
    readonly subnet: ResourceView;
    readonly of: RoutedUse["of"];
    readonly route: Exclude<DefaultRoute, { readonly kind: "undetermined" }>;
  }[];
  /** What the stack does not show. */
  readonly gaps: readonly { readonly place: View; readonly reason: Reason | NonNullable<Settled["gap"]> }[];
}

/** True if each subnet has a default route, and none to an internet gateway. */
export function areAllPrivate({ known }: UsedRoutes): boolean {
  return known.length > 0 && known.every(({ route }) => route.kind === "private");
}

/** Returns the default routes of the subnets that nodes and pods use. Records nothing. */
export function routesOf(stack: StackView, uses: readonly RoutedUse[]): UsedRoutes {
  const found = uses.map((use) => ({
    of: use.of,
    place: use.place,
    ...settled(use, (subnet) => defaultRoute(stack, subnet).kind),
  }));
  const routes = found
    .flatMap(({ of, resources }) => resources.map((subnet) => ({ of, subnet })))
    .map((one) => ({ ...one, route: defaultRoute(stack, one.subnet) }));
  return {
    known: routes.flatMap(({ route, ...one }) => (route.kind === "undetermined" ? [] : [{ ...one, route }])),
    gaps: [
      ...found.flatMap(({ place, gap }) => (gap === undefined ? [] : [{ place, reason: gap }])),
      ...routes.flatMap(({ route }) => (route.kind === "undetermined" ? [route] : [])),
    ],
  };
}
