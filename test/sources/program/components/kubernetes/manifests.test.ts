import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { Secret, UNKNOWN, type PropertyObject } from "../../../../../policies/src/rule/property-value.ts";
import {
  configFileModel,
  configGroupModel,
} from "../../../../../policies/src/sources/program/components/kubernetes/manifests.ts";
import { expand, type Expansion, type Request } from "../in-memory-component.ts";

// The manifest and what becomes of it are those of the provider's own tests: pulumi-kubernetes,
// provider/pkg/provider/yaml/v2/yaml_test.go, 2026-07-01.
const MANIFEST = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: crontabs.stable.example.com
  annotations:
spec:
  group: stable.example.com
  versions: [{ name: v1 }]
  scope: Namespaced
  names: { plural: crontabs, singular: crontab, kind: CronTab }
---
apiVersion: "stable.example.com/v1"
kind: CronTab
metadata: { name: my-new-cron-object, namespace: my-namespace }
spec: { cronSpec: "* * * * */5", image: my-awesome-cron-image }
---
apiVersion: v1
kind: Namespace
metadata: { name: my-namespace }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: my-map, namespace: my-namespace }
`;

const GROUP = "urn:pulumi:dev::p::kubernetes:yaml/v2:ConfigGroup";

const group = (inputs: PropertyObject, rest: Partial<Request> = {}): Promise<Expansion> =>
  expand(configGroupModel, { name: "test", inputs, ...rest });

/** Returns the names of children. */
const namesOf = ({ children }: Expansion): string[] => children.map(({ name }) => name);

const object = (apiVersion: string, kind: string, metadata: PropertyObject, rest: PropertyObject = {}) => ({
  apiVersion,
  kind,
  metadata,
  ...rest,
});

describe("yaml/v2:ConfigGroup", () => {
  it("registers the objects of a manifest with the names and dependencies of the provider's own tests", async () => {
    const { children, outputs, hidden } = await group({ yaml: MANIFEST }, { version: "4.34.2" });
    const child = (type: string, name: string): string => `${GROUP}$kubernetes:${type}::test:${name}`;
    const definition = child(
      "apiextensions.k8s.io/v1:CustomResourceDefinition",
      "crontabs.stable.example.com",
    );
    const namespace = child("core/v1:Namespace", "my-namespace");
    assert.deepEqual(Object.fromEntries(children.map(({ urn, dependencies }) => [urn, dependencies])), {
      [definition]: [],
      [namespace]: [],
      [child("core/v1:ConfigMap", "my-namespace/my-map")]: [namespace],
      [child("stable.example.com/v1:CronTab", "my-namespace/my-new-cron-object")]: [definition, namespace],
    });
    assert.equal((outputs["resources"] as unknown[]).length, 4);
    assert.deepEqual(hidden, []);
    assert.match(String(children[0]?.provider), /::pulumi:providers:kubernetes::default_4_34_2$/);
  });

  it("takes another prefix for names, or none", async () => {
    const names = async (resourcePrefix: string): Promise<string[]> =>
      namesOf(await group({ yaml: MANIFEST, resourcePrefix }));
    assert.ok((await names("prefixed")).includes("prefixed:my-namespace/my-map"));
    assert.ok((await names("")).includes("my-namespace/my-map"));
  });

  it("marks objects that nobody waits for, without annotations too, and the contents of Secrets as secret", async () => {
    const yaml = `${MANIFEST}---
apiVersion: v1
kind: Secret
metadata: { name: my-secret }
stringData: { foo: bar }
`;
    const { children } = await group({ yaml, skipAwait: true });
    for (const { props } of children) {
      const { annotations } = props["metadata"] as PropertyObject;
      assert.deepEqual(annotations, { "pulumi.com/skipAwait": "true" });
    }
    assert.deepEqual(
      children.find(({ props }) => props["kind"] === "Secret")?.props["stringData"],
      new Secret({ foo: "bar" }),
    );
  });

  it("unfolds lists, and gives objects the provider's namespace if their kind has one", async () => {
    const items = ["map-1", "map-2"].map((name) => object("v1", "ConfigMap", { name }));
    const objs = [
      {
        apiVersion: "v1",
        kind: "List",
        items: [...items, object("core/v1", "Service", { name: "service" })],
      },
      object("rbac.authorization.k8s.io/v1", "ClusterRole", { name: "role" }),
      object("karpenter.sh/v1", "NodePool", { name: "pool" }),
    ];
    const named = ["map-1", "map-2", "service"];
    assert.deepEqual(namesOf(await group({ objs })), [
      ...named.map((name) => `test:default/${name}`),
      "test:role",
      "test:pool",
    ]);
    const shop = await group({ objs }, { providerInputs: { namespace: "shop" } });
    assert.deepEqual(
      namesOf(shop).slice(0, 3),
      named.map((name) => `test:shop/${name}`),
    );
    assert.equal(shop.children[2]?.type, "kubernetes:core/v1:Service");
    assert.deepEqual(namesOf(await group({ objs }, { providerInputs: { namespace: UNKNOWN } })).slice(0, 1), [
      "test:default/map-1",
    ]);
  });

  it("waits for objects that an annotation names", async () => {
    const pod = object("v1", "Pod", {
      name: "my-pod",
      namespace: "a",
      annotations: {
        "config.kubernetes.io/depends-on": "/Namespace/my-namespace, apps/namespaces/a/Deployment/web",
      },
    });
    const { children } = await group({
      yaml: MANIFEST,
      objs: [pod, object("apps/v1", "Deployment", { name: "web", namespace: "a" })],
    });
    assert.deepEqual(children.at(-1)?.dependencies, [
      `${GROUP}$kubernetes:apps/v1:Deployment::test:a/web`,
      `${GROUP}$kubernetes:core/v1:Namespace::test:my-namespace`,
    ]);
  });

  it("leaves out objects that wait for each other, and says so", async () => {
    const waiting = (name: string, other: string) =>
      object("v1", "Pod", {
        name,
        namespace: "a",
        annotations: { "config.kubernetes.io/depends-on": `/namespaces/a/Pod/${other}` },
      });
    const { children, hidden } = await group({
      objs: [waiting("a", "b"), waiting("b", "a"), object("v1", "Pod", { name: "c", namespace: "a" })],
    });
    assert.equal(children.length, 1);
    assert.deepEqual(hidden, ["some of them depend on each other in a circle"]);
  });

  it("judges objects with unknown values, and names those whose name is unknown", async () => {
    const role = "urn:pulumi:dev::p::aws:iam/role:Role::r";
    const { children, hidden } = await group(
      {
        objs: [
          object("v1", "ServiceAccount", { name: "a", annotations: { role: UNKNOWN } }),
          object("v1", "ServiceAccount", { name: UNKNOWN }),
          UNKNOWN,
        ],
      },
      { from: { objs: [role] } },
    );
    assert.deepEqual(
      children.map(({ name, propertyDependencies }) => [name, propertyDependencies]),
      [["test:default/a", { metadata: [role] }]],
    );
    assert.deepEqual(hidden, [
      "objs not known before pulumi up",
      "an object in it has no kind, apiVersion or metadata.name that is known before pulumi up",
    ]);
    const unknown = await group({ yaml: UNKNOWN, files: [UNKNOWN], objs: UNKNOWN });
    assert.deepEqual(unknown.hidden, [
      "files not known before pulumi up",
      "yaml not known before pulumi up",
      "objs not known before pulumi up",
    ]);
  });

  it("keeps a manifest that is secret secret, except for what names its objects", async () => {
    const yaml = new Secret(
      "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, labels: { b: c } }\ndata: { d: hunter2 }\n",
    );
    const { children } = await group({ yaml });
    assert.deepEqual(children[0]?.props, {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "a", labels: new Secret({ b: "c" }), namespace: "default" },
      data: new Secret({ d: "hunter2" }),
    });
  });

  it("judges objects that are secret, alone or as a list, and keeps their contents secret", async () => {
    const map = object("v1", "ConfigMap", { name: "a" }, { data: { d: "hunter2" } });
    for (const objs of [new Secret([map]), [new Secret(map)]]) {
      const { children } = await group({ objs });
      assert.deepEqual(
        children.map(({ props }) => props["data"]),
        [new Secret({ d: "hunter2" })],
      );
    }
    for (const objs of [new Secret(UNKNOWN), [new Secret(UNKNOWN)]]) {
      const { hidden } = await group({ objs });
      assert.deepEqual(hidden, ["objs not known before pulumi up"]);
    }
  });

  describe("with files", () => {
    let directory: string;
    beforeEach(() => {
      directory = mkdtempSync(path.join(tmpdir(), "manifests-"));
      mkdirSync(path.join(directory, "pods"));
      for (const name of ["b", "a", "ab"]) {
        const text = `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: apps }\n`;
        writeFileSync(path.join(directory, "pods", `${name}.yaml`), text);
      }
      writeFileSync(path.join(directory, "bad.yaml"), "password: 'hunter2\n");
    });
    afterEach(() => {
      rmSync(directory, { recursive: true });
    });

    it("reads those that match a pattern", async () => {
      for (const [files, expected] of [
        [["pods/*.yaml"], ["a", "ab", "b"]],
        [["p*/?.yaml"], ["a", "b"]],
        [
          ["./pods/b.yaml", "pods/a*"],
          ["b", "a", "ab"],
        ],
        [["none/*.yaml", "*"], undefined],
        [["*/none*"], []],
      ] as const) {
        const result = await group({ files }, { directory });
        if (expected)
          assert.deepEqual(
            namesOf(result),
            expected.map((name) => `test:apps/${name}`),
            files.join(),
          );
        else assert.match(String(result.hidden), /^files: .* (can't be read|is not valid YAML)$/);
      }
      const absolute = await group({ files: [path.join(directory, "pods", "a*.yaml")] });
      assert.equal(absolute.children.length, 2);
    });

    it("says which can't be read, without their content", async () => {
      for (const [file, reason] of [
        ["https://example.com/all.yaml", "files: https://example.com/all.yaml would be downloaded"],
        ["none.yaml", "files: none.yaml can't be read"],
        ["bad.yaml", "files: line 2 is not valid YAML"],
        ["pods/[ab].yaml", "files: pods/[ab].yaml: only * and ? are expanded offline"],
      ] as const) {
        const { hidden, children } = await group({ files: [file], yaml: MANIFEST }, { directory });
        assert.deepEqual(hidden, [reason]);
        assert.equal(children.length, 4);
      }
    });

    it("judges those that can be read beside others, and repeats no credentials of an address", async () => {
      const files = ["https://user:hunter2@example.com/all.yaml?token=hunter2", UNKNOWN, "pods/b.yaml"];
      const { hidden, children } = await group({ files }, { directory });
      assert.deepEqual(hidden, [
        "files: https://example.com/all.yaml would be downloaded",
        "files not known before pulumi up",
      ]);
      assert.equal(children.length, 1);
    });

    it("as a ConfigFile reads a single one, whose name is no pattern", async () => {
      const file = (name: string): Promise<Expansion> =>
        expand(configFileModel, { name: "test", inputs: { file: name }, directory });
      assert.deepEqual(namesOf(await file("pods/ab.yaml")), ["test:apps/ab"]);
      assert.deepEqual((await file("pods/*.yaml")).hidden, ["file: pods/*.yaml can't be read"]);
      assert.deepEqual((await file(UNKNOWN)).hidden, ["file not known before pulumi up"]);
    });
  });
});
