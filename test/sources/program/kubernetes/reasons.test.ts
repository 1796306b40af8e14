import assert from "node:assert/strict";

import { whyHelmFailed } from "../../../../policies/src/sources/program/kubernetes/helm.ts";
import { whyKustomizeFailed } from "../../../../policies/src/sources/program/kubernetes/kustomize.ts";

const FAILURE = "failed with code 1";

describe("the reason why objects are not rendered", () => {
  // Recorded on 2026-11-28 with helm 3.22.0.
  for (const [message, reason] of [
    [
      "Error: An error occurred while checking for chart dependencies. You may need to run `helm dependency build` to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: redis, common\n",
      "its folder charts has no redis, common; helm dependency build downloads what is missing",
    ],
    [
      "Error: chart requires kubeVersion: >=1.40.0-0 which is incompatible with Kubernetes v1.33.0-eks-0\n\nUse --debug flag to render out invalid YAML\n",
      "it requires Kubernetes >=1.40.0-0, and this is v1.33.0-eks-0",
    ],
    ["Error: Chart.yaml file is missing\n", "it has no Chart.yaml"],
    [
      "Error: values don't meet the specifications of the schema(s) in the following chart(s):\nf:\n- at '/p': got string, want integer\n",
      "its values don't fit its values.schema.json",
    ],
    [
      'Error: release name "Bad_Name": invalid release name, must match regex ^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$ and the length must not be longer than 53\n',
      "its name is none that Helm accepts for a release",
    ],
    [
      "Error: execution error at (f/templates/a.yaml:1:6): password hunter2 (in hunter2.yaml:3)\n",
      "helm template failed with code 1 at f/templates/a.yaml:1:6; run it with the same values to see why",
    ],
    [
      'Error: template: f/templates/a.yaml:1:13: executing "f/templates/a.yaml" at <.Values.x.y.z>: nil pointer evaluating interface {}.y\n',
      "helm template failed with code 1 at f/templates/a.yaml:1:13; run it with the same values to see why",
    ],
    [
      'Error: parse error at (f/templates/a.yaml:1): function "foo" not defined\n',
      "helm template failed with code 1 at f/templates/a.yaml:1; run it with the same values to see why",
    ],
    [
      "Error: YAML parse error on f/templates/a.yaml: error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context\n",
      "helm template failed with code 1 at f/templates/a.yaml; run it with the same values to see why",
    ],
    ["hunter2\n", "helm template failed with code 1; run it with the same values to see why"],
  ] as const) {
    it(`is taken from helm: ${reason}`, () => {
      assert.equal(whyHelmFailed(FAILURE, message), reason);
    });
  }

  // Recorded on 2026-11-28 with kubectl 1.32.4, kustomize 5.5.0; paths shortened.
  for (const [message, reason] of [
    [
      `E1128 13:21:34.367111    5070 run.go:72] "command failed" err="accumulating resources: accumulation err='accumulating resources from 'https://example.com/a.yaml': Get \\"https://example.com/a.yaml\\": proxyconnect tcp: dial tcp 127.0.0.1:9: connect: connection refused': must build at directory"\n`,
      "it uses files that would be downloaded",
    ],
    [
      `accumulating resources from 'github.com/a/b//c?ref=v1': failed to run '/usr/bin/git fetch --depth=1 https://github.com/a/b v1': fatal: transport 'https' not allowed\n: exit status 128\n`,
      "it uses files that would be downloaded",
    ],
    [
      "trouble configuring builtin HelmChartInflationGenerator with config: `\nname: redis\n`: must specify --enable-helm\n",
      "it contains a Helm chart, which kustomize would download",
    ],
    [
      `accumulating resources from '../all.yaml': security; file '/shop/all.yaml' is not in or below '/shop/prod'': must build at directory: '/shop/all.yaml': file is not directory"\n`,
      "it uses files outside its folder, which isn't allowed",
    ],
    [
      `"command failed" err="unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '/shop'"\n`,
      "it has no kustomization.yaml",
    ],
    [
      `err="loading KV pairs: literal sources [hunter2]: invalid literal source hunter2, expected key=value"\n`,
      "kustomize build failed with code 1; run it to see why",
    ],
  ] as const) {
    it(`is taken from kustomize: ${reason}`, () => {
      assert.equal(whyKustomizeFailed(FAILURE, message), reason);
    });
  }
});
