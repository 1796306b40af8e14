import assert from "node:assert/strict";

import { Secret, type PropertyValue } from "../../policies/src/rule/property-value.ts";
import { joined, text, Text } from "../../policies/src/rule/text.ts";
import { View } from "../../policies/src/rule/view.ts";
import { redact, secretsIn } from "../../policies/src/run/secret-text.ts";

const view = (value: PropertyValue) => new View("urn", value, { undetermined: () => undefined });

describe("text", () => {
  it("contains literals, numbers, strings from closed lists, names of resources and other texts", () => {
    const word: "Forbid" | "Replace" = "Forbid";
    const resource = { type: "a:b:C", name: 'my "subnet"' };
    assert.equal(
      text`${word} ${3} ${resource} ${text`and ${"more"}`}`.toString(),
      'Forbid 3 "my \\"subnet\\"" and more',
    );
    assert.equal(joined(["Forbid", "Replace"], " or ").toString(), "Forbid or Replace");
  });

  it("contains a reading of a harmless kind, unless it is secret", () => {
    const shown = (value: PropertyValue) => {
      const size = view({ size: value }).integer("size");
      return size.kind === "known" ? text`size ${size}`.toString() : size.kind;
    };
    assert.equal(shown(3), "size 3");
    assert.equal(shown(new Secret(3)), "size a secret value");
  });

  it("contains no arbitrary string, which doesn't compile", () => {
    const secret = view({ password: "hunter2" }).string("password");
    assert.ok(secret.kind === "known");
    const set = (value: string): Text => {
      // @ts-expect-error -- a string that a program sets
      return text`the password is ${value}`;
    };
    assert.ok(set("x") instanceof Text);
    // @ts-expect-error -- a reading whose kind is not harmless
    assert.throws(() => text`the password is ${secret}`);
    // @ts-expect-error -- a reason is printed too
    view({}).undetermined(secret.value);
  });
});

describe("redact", () => {
  it("removes every secret string from a message, the longest first", () => {
    const secrets = secretsIn([
      { a: new Secret({ b: ["hunter2"] }), c: new Secret("hunter2000"), d: "open" },
    ]);
    assert.equal(redact("hunter2000 and hunter2 and open", secrets), "[secret] and [secret] and open");
  });

  it("keeps words that any message may contain by chance", () => {
    assert.deepEqual(secretsIn([{ a: new Secret("true"), b: new Secret("1"), c: new Secret(3600) }]), []);
  });
});
