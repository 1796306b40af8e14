import type { PropertyObject } from "../../rule/property-value.ts";

/** A complete Deployment, as teams write one, with the parts of its spec, its pods' spec and their container that an example is about. */
export function exampleDeployment(
  spec: PropertyObject = {},
  podSpec: PropertyObject = {},
  container: PropertyObject = {},
) {
  return {
    type: "kubernetes:apps/v1:Deployment",
    props: {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "shop", namespace: "shop" },
      spec: {
        ...spec,
        selector: { matchLabels: { app: "shop" } },
        template: {
          metadata: { labels: { app: "shop" } },
          spec: {
            containers: [{ name: "shop", image: "registry.example.com/shop:1.4", ...container }],
            ...podSpec,
          },
        },
      },
    },
  };
}
