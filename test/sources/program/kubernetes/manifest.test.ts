import assert from "node:assert/strict";

import { ManifestError, readManifest } from "../../../../policies/src/sources/program/kubernetes/manifest.ts";

describe("a manifest", () => {
  it("is read as the provider reads it: YAML 1.1 without times, and the last of duplicate keys", () => {
    const [object] = readManifest(`apiVersion: v1
kind: ConfigMap
data: { on: yes, off: n, octal: 0644, hex: 0x1F, time: 12:30, date: 2001-01-01, twice: 1, twice: 2, text: "0644", none: ~ }
`);
    assert.deepEqual(object?.["data"], {
      true: true,
      false: false,
      octal: 420,
      hex: 31,
      time: "12:30",
      date: "2001-01-01",
      twice: 2,
      text: "0644",
      none: null,
    });
  });

  it("has an object for each document that has a kind and an API version", () => {
    const text = `---
# Source: shop/templates/empty.yaml
---
apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
metadata: { name: no-kind }
---
apiVersion: v1
kind: ConfigMap
data:
  file: |
    --- not a new document
`;
    assert.deepEqual(
      readManifest(text).map(({ kind }) => kind),
      ["Namespace", "ConfigMap"],
    );
    assert.deepEqual(readManifest(""), []);
  });

  it("that can't be read is refused with the line and without its content", () => {
    for (const [text, message] of [
      ["a: 1\nb: 'hunter2\n", "line 3 is not valid YAML"],
      ["a: hunter2: b\n", "line 1 is not valid YAML"],
      ["a: *hunter2\n", "its aliases can't be resolved"],
    ] as const) {
      assert.throws(() => readManifest(text), new ManifestError(message), text);
    }
    const bomb = `a: &a [${"x,".repeat(50)}]\nb: &b [${"*a,".repeat(50)}]\nc: &c [${"*b,".repeat(50)}]\n`;
    assert.throws(() => readManifest(bomb), new ManifestError("its aliases can't be resolved"));
  });
});
