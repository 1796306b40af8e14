import assert from "node:assert/strict";

import { partsOf } from "../../policies/src/rule/resource-parts.ts";
import { formatPath } from "../../policies/src/rule/property-path.ts";
import { Secret, UNKNOWN, type PropertyObject } from "../../policies/src/rule/property-value.ts";

/** Type and path of each object that a resource stands for. */
function unfolded(type: string, props: PropertyObject): string[] {
  const resource = { type, name: "subject", urn: "urn", props };
  return partsOf(resource).map(({ type: own, segments }) => `${own} ${formatPath(segments)}`);
}

describe("parts of a Kubernetes list", () => {
  it("leaves a resource that isn't a list as it is", () => {
    assert.deepEqual(unfolded("kubernetes:batch/v1:Job", {}), ["kubernetes:batch/v1:Job "]);
    assert.deepEqual(unfolded("aws:ec2/managedPrefixList:ManagedPrefixList", {}), [
      "aws:ec2/managedPrefixList:ManagedPrefixList ",
    ]);
  });

  it("treats each member of a list as an object of the list's kind", () => {
    assert.deepEqual(unfolded("kubernetes:batch/v1:JobList", { items: [{}, {}] }), [
      "kubernetes:batch/v1:Job items[0]",
      "kubernetes:batch/v1:Job items[1]",
    ]);
  });

  it("prefers a member's own apiVersion and kind to the list's", () => {
    const items = [
      { apiVersion: "batch/v1", kind: "CronJob" },
      { apiVersion: "v1", kind: "ConfigMap" },
    ];
    assert.deepEqual(unfolded("kubernetes:core/v1:List", { items }), [
      "kubernetes:batch/v1:CronJob items[0]",
      "kubernetes:core/v1:ConfigMap items[1]",
    ]);
  });

  it("returns one unknown member if the items are unknown", () => {
    assert.deepEqual(unfolded("kubernetes:batch/v1:JobList", { items: UNKNOWN }), [
      "kubernetes:batch/v1:Job items",
    ]);
  });

  it("doesn't guess the kind of a member that isn't known yet", () => {
    assert.deepEqual(unfolded("kubernetes:core/v1:List", { items: UNKNOWN }), ["kubernetes: items"]);
    assert.deepEqual(unfolded("kubernetes:core/v1:List", { items: [UNKNOWN] }), ["kubernetes: items[0]"]);
  });

  it("unfolds nested lists", () => {
    const jobs = { apiVersion: "batch/v1", kind: "JobList", items: [{}, { kind: "Job" }] };
    const list = { apiVersion: "v1", kind: "List", items: [jobs, { apiVersion: "v1", kind: "Pod" }] };
    assert.deepEqual(unfolded("kubernetes:core/v1:List", { items: [list] }), [
      "kubernetes:batch/v1:Job items[0].items[0].items[0]",
      "kubernetes:batch/v1:Job items[0].items[0].items[1]",
      "kubernetes:core/v1:Pod items[0].items[1]",
    ]);
  });

  it("treats an object that is nested too deeply as one of unknown kind", () => {
    const list = (items: readonly PropertyObject[]): PropertyObject => ({
      apiVersion: "v1",
      kind: "List",
      items,
    });
    const pod = { apiVersion: "v1", kind: "Pod" };
    assert.deepEqual(unfolded("kubernetes:core/v1:List", list([list([list([list([pod])])])])), [
      "kubernetes:core/v1:Pod items[0].items[0].items[0].items[0]",
    ]);
    assert.deepEqual(unfolded("kubernetes:core/v1:List", list([list([list([list([list([pod])])])])])), [
      "kubernetes: items[0].items[0].items[0].items[0].items",
    ]);
  });

  it("keeps the members of a secret list secret", () => {
    const inner = { apiVersion: "v1", kind: "List", items: [{ apiVersion: "v1", kind: "Pod" }] };
    const resource = { type: "kubernetes:core/v1:List", name: "subject", urn: "urn" };
    const [part] = partsOf({ ...resource, props: { items: [new Secret(inner)] } });
    assert.equal(part?.type, "kubernetes:core/v1:Pod");
    assert.ok(part.value instanceof Secret);
  });

  it("returns nothing if there are no items", () => {
    assert.deepEqual(unfolded("kubernetes:batch/v1:JobList", {}), []);
  });
});
