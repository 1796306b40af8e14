import assert from "node:assert/strict";

import {
  isDefinedAsNamespaced,
  isNamespacedKind,
  withNamespace,
} from "../../../../policies/src/sources/program/kubernetes/namespace.ts";

const object = (apiVersion: string, kind: string, metadata?: Record<string, string>) => ({
  apiVersion,
  kind,
  ...(metadata ? { metadata } : {}),
});

describe("the namespace of an object", () => {
  it("is known to exist for the kinds of Kubernetes itself, in their own groups only", () => {
    for (const [apiVersion, kind, expected] of [
      ["v1", "Service", true],
      ["apps/v1", "Deployment", true],
      ["apps/v1", "DeploymentPatch", true],
      ["batch/v1", "JobList", true],
      ["rbac.authorization.k8s.io/v1", "Role", true],
      ["v1", "Namespace", false],
      ["rbac.authorization.k8s.io/v1", "ClusterRole", false],
      ["flowcontrol.apiserver.k8s.io/v1", "FlowSchema", false],
      ["apiextensions.k8s.io/v1", "CustomResourceDefinition", false],
      ["serving.knative.dev/v1", "Service", undefined],
      ["batch.volcano.sh/v1alpha1", "Job", undefined],
      ["karpenter.sh/v1", "NodePool", undefined],
      ["v1", "Widget", undefined],
    ] as const) {
      assert.equal(isNamespacedKind({ apiVersion, kind }), expected, `${apiVersion} ${kind}`);
    }
    assert.equal(isNamespacedKind({ kind: "Service" }), undefined);
  });

  it("follows from the definition of a custom kind, if it is among the objects", () => {
    const definition = (scope: string, kind: string) => ({
      ...object("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
      spec: { group: "example.com", scope, names: { kind } },
    });
    const objects = [definition("Cluster", "Site"), definition("Namespaced", "Page")];
    assert.equal(isDefinedAsNamespaced(object("example.com/v1", "Site"), objects), false);
    assert.equal(isDefinedAsNamespaced(object("example.com/v1", "Page"), objects), true);
    assert.equal(isDefinedAsNamespaced(object("example.org/v1", "Page"), objects), undefined);
    assert.equal(isDefinedAsNamespaced(object("example.com/v1", "Page"), []), undefined);
  });

  it("is set where there is none", () => {
    const objects = [
      object("v1", "Service", { name: "a" }),
      object("v1", "Service"),
      object("v1", "Service", { name: "b", namespace: "own" }),
      object("v1", "Service", { name: "c", namespace: "" }),
      object("v1", "Namespace", { name: "shop" }),
    ];
    assert.deepEqual(
      withNamespace(objects, "shop", (one) => isNamespacedKind(one) ?? true).map(({ metadata }) => metadata),
      [
        { name: "a", namespace: "shop" },
        { namespace: "shop" },
        { name: "b", namespace: "own" },
        { name: "c", namespace: "shop" },
        { name: "shop" },
      ],
    );
  });
});
