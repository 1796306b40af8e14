import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { Secret, UNKNOWN, type PropertyObject } from "../../../../policies/src/rule/property-value.ts";
import { chartModel } from "../../../../policies/src/sources/program/components/kubernetes/chart.ts";
import { directoryModel } from "../../../../policies/src/sources/program/components/kubernetes/directory.ts";
import { Renderer, type Rendering } from "../../../../policies/src/sources/program/kubernetes/rendering.ts";
import { renderedLookups } from "../../../../policies/src/sources/program/lookups/rendered-lookups.ts";
import { preview } from "../../../../policies/src/run/preview.ts";
import { programFolder } from "../../../program-folder.ts";
import { describeRenderers } from "../../../renderers/describe-renderers.ts";
import { expand, type Expansion } from "../components/in-memory-component.ts";

const FIXTURES = fileURLToPath(new URL("../../../fixtures/renderers/", import.meta.url));

/** Returns what the provider's function renders for `helm.v3.Chart` with these options. */
async function template(options: PropertyObject, renderer = new Renderer(FIXTURES)): Promise<Rendering> {
  const lookup = renderedLookups["kubernetes:helm:template"] ?? assert.fail();
  const { label, rendering } = await lookup(
    { jsonOpts: JSON.stringify({ release_name: "dev", ...options }) },
    renderer,
  );
  assert.equal(label, "dev (Helm chart)");
  return rendering;
}

async function directory(folder: string): Promise<Rendering> {
  const lookup = renderedLookups["kubernetes:kustomize:directory"] ?? assert.fail();
  return (await lookup({ directory: folder }, new Renderer(FIXTURES))).rendering;
}

/** Returns the objects of a rendering as `kind namespace/name`. */
function listed(rendering: Rendering): string[] {
  if ("missing" in rendering) assert.fail(rendering.missing);
  const names = rendering.objects.map((object) => {
    const { kind, metadata } = object as { readonly kind: string; readonly metadata: PropertyObject };
    const { namespace, name } = metadata as Record<string, string>;
    return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${String(name)}`;
  });
  return names.sort();
}

function cronJob(rendering: Rendering): {
  readonly metadata: { annotations: unknown };
  readonly spec: PropertyObject;
} {
  if ("missing" in rendering) assert.fail(rendering.missing);
  return rendering.objects.find(({ kind }) => kind === "CronJob") as unknown as ReturnType<typeof cronJob>;
}

describeRenderers("charts and kustomizations", () => {
  it("of helm.v3.Chart are rendered with hooks, and with tests and without definitions if it says so", async () => {
    const objects = ["ClusterRole dev", "CronJob dev-nightly"];
    const rest = ["Job dev-migrate", "Night dev"];
    const chart = { path: `${FIXTURES}nightly`, skip_crd_rendering: true, include_test_hook_resources: true };
    assert.deepEqual(listed(await template(chart)), [...objects, ...rest, "Pod dev-test"]);
    assert.deepEqual(listed(await template({ path: "./nightly" })), [
      ...objects,
      "CustomResourceDefinition nights.example.com",
      ...rest,
    ]);
  });

  it("of helm.v3.Chart get its namespace, values and versions", async () => {
    const rendering = await template({
      path: "nightly",
      namespace: "kube-system",
      values: { suspend: true, replicas: 3 },
      kube_version: "1.31",
      api_versions: ["monitoring.coreos.com/v1"],
    });
    assert.deepEqual(listed(rendering), [
      "ClusterRole dev",
      "CronJob kube-system/dev-nightly",
      "CustomResourceDefinition nights.example.com",
      "Job kube-system/dev-migrate",
      "Night kube-system/dev",
    ]);
    const { metadata, spec } = cronJob(rendering);
    assert.deepEqual(metadata.annotations, {
      namespace: "kube-system",
      kubernetes: "v1.31",
      monitoring: "true",
    });
    assert.equal(spec["suspend"], true);
    const plain = cronJob(await template({ path: "nightly" }));
    assert.equal(plain.spec["suspend"], false);
    assert.match(JSON.stringify(plain.metadata.annotations), /"namespace":"default",.*"monitoring":"false"/);
  });

  it("get the version of the program's cluster", async () => {
    const renderer = new Renderer(FIXTURES, () => "v1.33.0-eks-0");
    assert.match(
      JSON.stringify(cronJob(await template({ path: "nightly" }, renderer))),
      /"kubernetes":"v1\.33\.0/,
    );
    const old = new Renderer(FIXTURES, () => "v1.29.0-eks-0");
    assert.match(
      JSON.stringify(await template({ path: "nightly" }, old)),
      /^\{"missing":"it requires Kubernetes >=1\.30\.0-0, and this is v1\.29\.0/,
    );
  });

  it("are named with the reason if they can't be rendered, without values", async () => {
    for (const [options, missing] of [
      [
        { path: "none" },
        "it would be downloaded; a copy in a folder, as helm pull --untar makes it, is rendered",
      ],
      [{ path: "./none" }, "there is no such file or folder"],
      [{ path: "base" }, "it has no Chart.yaml"],
      [
        { path: "nightly", values: { message: "hunter2" } },
        "helm template failed with code 1 at nightly/templates/objects.yaml:37:28; run it with the same values to see why",
      ],
    ] as const) {
      assert.deepEqual(await template(options), { missing });
    }
    assert.deepEqual(await directory("none"), { missing: "it would be downloaded; a folder is built" });
    assert.deepEqual(await directory("nightly"), { missing: "it has no kustomization.yaml" });
  });

  it("of kustomize.Directory are built", async () => {
    const rendering = await directory("overlay");
    assert.deepEqual(listed(rendering), ["Deployment prod-web"]);
    assert.deepEqual("objects" in rendering && rendering.objects[0]?.["spec"], { replicas: 3 });
  });

  it("use nothing of the network, and leave their folder as it is", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "remote-"));
    try {
      for (const [name, line] of [
        ["web", "resources: [https://example.com/all.yaml]"],
        ["git", 'resources: ["github.com/org/all//base?ref=v1"]'],
        ["chart", "helmCharts: [{ name: redis, repo: https://charts.example.com, version: 1.0.0 }]"],
      ] as const) {
        mkdirSync(path.join(folder, name));
        writeFileSync(path.join(folder, name, "kustomization.yaml"), line);
      }
      mkdirSync(path.join(folder, "parent"));
      const dependency =
        "dependencies: [{ name: redis, version: 1.0.0, repository: https://charts.example.com }]";
      writeFileSync(
        path.join(folder, "parent", "Chart.yaml"),
        `apiVersion: v2\nname: parent\nversion: 1.0.0\n${dependency}\n`,
      );
      const before = readdirSync(folder, { recursive: true }).sort();
      const downloaded = { missing: "it uses files that would be downloaded" };
      assert.deepEqual(await directory(path.join(folder, "web")), downloaded);
      assert.deepEqual(await directory(path.join(folder, "git")), downloaded);
      assert.deepEqual(await directory(path.join(folder, "chart")), {
        missing: "it contains a Helm chart, which kustomize would download",
      });
      assert.deepEqual(await template({ path: path.join(folder, "parent") }), {
        missing: "its folder charts has no redis; helm dependency build downloads what is missing",
      });
      assert.deepEqual(readdirSync(folder, { recursive: true }).sort(), before);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  describe("of helm.v4.Chart", () => {
    const chart = (inputs: PropertyObject, providerInputs: PropertyObject = {}): Promise<Expansion> =>
      expand(chartModel, {
        name: "dns",
        inputs: { chart: "nightly", ...inputs },
        directory: FIXTURES,
        providerInputs,
      });
    const namesOf = ({ children, hidden }: Expansion): readonly string[] =>
      hidden.length > 0 ? hidden : children.map(({ name }) => name);

    it("are rendered without hooks, with the component's name as prefix", async () => {
      const { children, hidden, outputs } = await chart({});
      assert.deepEqual(hidden, []);
      assert.deepEqual(
        children.map(({ urn }) => urn.replace(/^.*helm\.sh\/v4:Chart\$/, "")),
        [
          "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition::dns:nights.example.com",
          "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole::dns:dns",
          "kubernetes:batch/v1:CronJob::dns:default/dns-nightly",
          "kubernetes:example.com/v1:Night::dns:dns",
        ],
      );
      assert.equal((outputs["resources"] as unknown[]).length, 4);
    });

    it("get its name, namespace, prefix, and the provider's namespace", async () => {
      const named = await chart({ name: "nightly", namespace: "shop", resourcePrefix: "", skipCrds: true });
      assert.deepEqual(namesOf(named), ["nightly", "shop/nightly-nightly", "nightly"]);
      assert.match(
        JSON.stringify(named.children[1]?.props["metadata"]),
        /"annotations":\{"namespace":"shop",.*"namespace":"shop"\}$/,
      );
      const provided = await chart({ skipCrds: true }, { namespace: "team" });
      assert.deepEqual(namesOf(provided), ["dns:dns", "dns:team/dns-nightly", "dns:dns"]);
    });

    it("merge values files and values in their order, and the contents of files in values", async () => {
      const asset = (rest: PropertyObject): PropertyObject => ({
        "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17",
        ...rest,
      });
      const { children } = await chart({
        valueYamlFiles: [asset({ text: "replicas: 2\nsuspend: true\n" }), asset({ text: "replicas: 4\n" })],
        values: { password: asset({ path: "base/kustomization.yaml" }) },
      });
      const { spec } = children.find(({ type }) => type.endsWith("CronJob"))?.props ?? {};
      const text = JSON.stringify(spec);
      for (const part of ['"suspend":true', '"parallelism":4', '"value":"resources: [web.yaml]\\n"']) {
        assert.ok(text.includes(part), text);
      }
      assert.deepEqual(
        namesOf(await chart({ valueYamlFiles: [asset({ uri: "https://example.com/v.yaml" })] })),
        ["a file of its values would be downloaded"],
      );
      assert.deepEqual(namesOf(await chart({ valueYamlFiles: [asset({ path: "none.yaml" })] })), [
        "none.yaml, a file of its values, can't be read",
      ]);
    });

    it("keep what is secret in values secret", async () => {
      const { children } = await chart({
        values: { password: new Secret("hunter2"), replicas: new Secret(3) },
      });
      const { spec } = children.find(({ type }) => type.endsWith("CronJob"))?.props ?? {};
      const { jobTemplate } = spec as Record<string, { spec: { parallelism: unknown; template: unknown } }>;
      assert.deepEqual(jobTemplate?.spec.parallelism, new Secret(3));
      assert.ok(JSON.stringify(jobTemplate.spec.template).includes('{"value":"hunter2"}'));
    });

    it("are named with the reason if they can't be rendered", async () => {
      for (const [inputs, reason] of [
        [{ values: { id: UNKNOWN }, version: UNKNOWN }, "values.id, version not known before pulumi up"],
        [{ postRenderer: { command: "sed" } }, "a post-renderer changes them, which isn't run offline"],
        [{ chart: "./none" }, "there is no such file or folder"],
        [
          { chart: "oci://example.com/nightly" },
          "it would be downloaded; a copy in a folder, as helm pull --untar makes it, is rendered",
        ],
        [{ name: "Bad_Name" }, "its name is none that Helm accepts for a release"],
      ] as const) {
        const result = await chart(inputs);
        assert.deepEqual([result.children, result.hidden], [[], [reason]]);
      }
    });
  });

  it("of kustomize/v2:Directory are built, also from files outside their folder", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "kustomize-"));
    try {
      const files = `resources: [${path.relative(folder, FIXTURES)}/base/web.yaml]\n`;
      writeFileSync(path.join(folder, "kustomization.yaml"), files);
      const { children, hidden } = await expand(directoryModel, {
        name: "web",
        inputs: { directory: folder, namespace: "shop" },
      });
      assert.deepEqual(hidden, []);
      assert.deepEqual(
        children.map(({ name }) => name),
        ["web:shop/web"],
      );
      assert.deepEqual(await directory(folder), {
        missing: "it uses files outside its folder, which isn't allowed",
      });
      const unknown = await expand(directoryModel, { name: "web", inputs: { directory: UNKNOWN } });
      assert.deepEqual(unknown.hidden, ["directory not known before pulumi up"]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("of a program are judged below their component, with the names of its SDK", async () => {
    const folder = programFolder("charts");
    try {
      writeFileSync(
        `${folder}/index.js`,
        `const k = require("@pulumi/kubernetes");
        const aws = require("@pulumi/aws");
        new aws.eks.Cluster("c", { version: "1.34", roleArn: "r", vpcConfig: { subnetIds: ["a", "b"] } }).arn.apply(() => 0);
        const nightly = new k.helm.v3.Chart("dev", { path: ${JSON.stringify(`${FIXTURES}nightly`)}, namespace: "shop" });
        exports.schedule = nightly.getResourceProperty("batch/v1/CronJob", "shop/dev-nightly", "spec").apply((spec) => console.log(spec.schedule));
        new k.kustomize.Directory("web", { directory: ${JSON.stringify(`${FIXTURES}overlay`)} });
        new k.helm.v4.Chart("four", { chart: ${JSON.stringify(`${FIXTURES}nightly`)} });`,
      );
      const { resources, blindSpots, findings } = await preview({ directory: folder });
      assert.deepEqual(blindSpots, []);
      assert.deepEqual(
        resources
          .filter(({ type }) => /CronJob|Deployment/.test(type))
          .map(({ urn }) => urn.split("::").slice(2).join("::"))
          .sort(),
        [
          "kubernetes:helm.sh/v3:Chart$kubernetes:batch/v1:CronJob::shop/dev-nightly",
          "kubernetes:helm.sh/v4:Chart$kubernetes:batch/v1:CronJob::four:default/four-nightly",
          "kubernetes:kustomize:Directory$kubernetes:apps/v1:Deployment::prod-web",
        ],
      );
      assert.ok(
        findings.some(({ rule, urn }) => rule === "job-deadline" && urn.endsWith("shop/dev-nightly")),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
