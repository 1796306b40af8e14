import { UNKNOWN } from "../../../../rule/property-value.ts";
import type { RemoteComponent } from "../component-model.ts";
import type { Resource } from "../resource.ts";
import { declareAws } from "./sdk.ts";

/**
 * Creates the OIDC provider for IAM roles for service accounts. Source: pulumi-eks v4.3.0, cluster/cluster.ts, read
 * 2026-11-23. The plugin fetches the certificate over TLS during a preview; offline, its thumbprint is unknown.
 */
export function createOidcProvider(component: RemoteComponent, cluster: Resource): Promise<Resource> {
  return declareAws(component, {
    type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    name: `${component.name}-oidcProvider`,
    props: {
      clientIdLists: ["sts.amazonaws.com"],
      url: cluster.output("identities"),
      thumbprintLists: [UNKNOWN],
    },
  });
}
