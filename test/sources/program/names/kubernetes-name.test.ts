import assert from "node:assert/strict";

import { Secret, UNKNOWN, type PropertyObject } from "../../../../policies/src/rule/property-value.ts";
import {
  withKubernetesName,
  withReleaseName,
} from "../../../../policies/src/sources/program/names/kubernetes-name.ts";
import type { Naming } from "../../../../policies/src/sources/program/names/naming.ts";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const AUTONAMED = { "pulumi.com/autonamed": "true" };

function named(
  props: PropertyObject,
  {
    type = DEPLOYMENT,
    naming = { mode: "default" },
    prior,
  }: { type?: string; naming?: Naming; prior?: PropertyObject } = {},
): PropertyObject {
  return withKubernetesName(
    { urn: `urn:pulumi:dev::shop::${type}::api`, type, name: "api", props },
    naming,
    prior,
  );
}

function release(props: PropertyObject, prior?: PropertyObject): PropertyObject {
  const type = "kubernetes:helm.sh/v3:Release";
  return withReleaseName({ urn: `urn:pulumi:dev::shop::${type}::api`, type, name: "api", props }, prior);
}

describe("the name that the Kubernetes provider generates", () => {
  it("is in metadata, with an annotation by which the provider recognizes it", () => {
    const { metadata } = named({ metadata: { labels: { a: "1" }, annotations: { b: "2" } } }) as {
      metadata: PropertyObject;
    };
    assert.match(metadata["name"] as string, /^api-[0-9a-f]{8}$/);
    assert.deepEqual(metadata, {
      labels: { a: "1" },
      name: metadata["name"],
      annotations: { b: "2", ...AUTONAMED },
    });
    assert.deepEqual(named({}), named({}), "the same in every preview");
    assert.deepEqual(named({}), named({ metadata: { name: "" } }), "an empty name is none");
  });

  it("leaves unknown annotations unknown", () => {
    const { metadata } = named({ metadata: { annotations: UNKNOWN } }) as { metadata: PropertyObject };
    assert.equal(metadata["annotations"], UNKNOWN);
  });

  for (const [what, props, type] of [
    ["a name", { metadata: { name: "api" } }],
    ["an unknown name", { metadata: { name: UNKNOWN } }],
    ["a prefix, from which Kubernetes generates one", { metadata: { generateName: "api-" } }],
    ["unknown metadata", { metadata: UNKNOWN }],
    ["secret metadata", { metadata: new Secret({}) }],
    ["a list", { kind: "DeploymentList", items: [] }, "kubernetes:apps/v1:DeploymentList"],
    ["a patch", { kind: "Deployment" }, "kubernetes:apps/v1:DeploymentPatch"],
  ] as const) {
    it(`isn't there for ${what}`, () => {
      assert.deepEqual(named(props, { ...(type === undefined ? {} : { type }) }), props);
    });
  }

  it("stays on an existing object, which gets no other", () => {
    const prior = { metadata: { name: "api-12345678", annotations: AUTONAMED } };
    assert.deepEqual(named({}, { prior }), prior);
    assert.deepEqual(named({}, { prior: { metadata: { name: "api" } } }), {});
  });

  it("follows the project's naming", () => {
    const name = (naming: Naming) => (named({}, { naming })["metadata"] as PropertyObject)["name"];
    assert.equal(name({ mode: "verbatim" }), "api");
    assert.equal(name({ mode: "pattern", pattern: "shop-${name}", enforce: false }), "shop-api");
    assert.throws(
      () => name({ mode: "disabled" }),
      new Error(
        "kubernetes:apps/v1:Deployment api: autonaming is disabled, resource requires the .metadata.name field to be set",
      ),
    );
  });

  it("is the name of a Helm release", () => {
    assert.match(release({ chart: "nginx" })["name"] as string, /^api-[0-9a-f]{8}$/);
    assert.equal(release({}, { name: "api-12345678" })["name"], "api-12345678");
    assert.deepEqual(release({ name: UNKNOWN }), { name: UNKNOWN });
  });
});
