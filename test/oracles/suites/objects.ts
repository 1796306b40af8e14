import type { TestResource } from "../../../policies/src/rule/example.ts";
import type { PropertyObject, PropertyValue } from "../../../policies/src/rule/property-value.ts";

const SHOP = { app: "shop" };

/** An object in the namespace shop. */
export function object(type: string, props: PropertyObject, name = "shop", namespace = "shop"): TestResource {
  return {
    type: `kubernetes:${type}`,
    name: `${type} ${name} ${namespace}`,
    props: { metadata: { name, namespace }, ...props },
  };
}

/** A workload of shop's pods. */
export function workload(
  spec: PropertyObject = {},
  podSpec: PropertyObject = {},
  {
    kind = "apps/v1:Deployment",
    labels = SHOP,
    name = "shop",
    namespace = "shop",
  }: {
    readonly kind?: string;
    readonly labels?: PropertyValue;
    readonly name?: string;
    readonly namespace?: string;
  } = {},
): TestResource {
  const template = {
    metadata: { labels },
    spec: { containers: [{ name: "shop", image: "shop:1.4" }], ...podSpec },
  };
  return object(kind, { spec: { selector: { matchLabels: SHOP }, template, ...spec } }, name, namespace);
}

/** A PodDisruptionBudget for shop's pods. */
export function budget(spec: PropertyObject, name = "shop", namespace = "shop"): TestResource {
  const selector = { matchLabels: SHOP };
  return object("policy/v1:PodDisruptionBudget", { spec: { selector, ...spec } }, name, namespace);
}

/** A HorizontalPodAutoscaler. */
export function autoscaler(spec: PropertyObject, target = "shop"): TestResource {
  const scaleTargetRef = { apiVersion: "apps/v1", kind: "Deployment", name: target };
  return object("autoscaling/v2:HorizontalPodAutoscaler", {
    spec: { maxReplicas: 15, scaleTargetRef, ...spec },
  });
}

const RBAC = "rbac.authorization.k8s.io/v1";

/** A Role or ClusterRole. */
export function role(
  rules: readonly PropertyObject[],
  kind: "Role" | "ClusterRole" = "ClusterRole",
  name = "shop",
): TestResource {
  return object(`${RBAC}:${kind}`, { rules }, name);
}

/** A binding of a role to a subject. */
export function binding(
  roleRef: string,
  subject: string,
  kind = "ClusterRoleBinding",
  name = "shop",
  ofRole: "Role" | "ClusterRole" = "ClusterRole",
): TestResource {
  const [subjectKind, subjectName = ""] = subject.split(" ");
  return object(
    `${RBAC}:${kind}`,
    {
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: ofRole, name: roleRef },
      subjects: [{ kind: subjectKind, name: subjectName, namespace: "shop" }],
    },
    name,
  );
}
