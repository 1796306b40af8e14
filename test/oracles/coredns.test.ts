import assert from "node:assert/strict";

import fc from "fast-check";
import { parse } from "yaml";

import { hasUnknownPlugin, parseCorefile } from "../../policies/src/facts/corefile.ts";
import type { PropertyValue } from "../../policies/src/rule/property-value.ts";
import { answersOf, COREDNS, skipWithout } from "./oracle.ts";
import { ruleInputs, stringsIn } from "./rule-inputs.ts";

type Verdict = { readonly accepted: true } | { readonly refused: string } | { readonly unserved: string };

describe("CoreDNS", () => {
  skipWithout(COREDNS);

  it("does not start with a plugin that does not exist", () => {
    const [verdict] = verdictsOn([".:53 {\n  whoareyou\n}\n"]);
    assert.ok(verdict && "refused" in verdict);
  });

  it("starts with every Corefile of the rules' examples and cases that is not called broken", async () => {
    const corefiles = [
      ...new Set((await ruleInputs()).flat().flatMap(({ props }) => [...corefilesIn(props)])),
    ];
    assert.ok(corefiles.length > 10);
    assert.deepEqual(differences(corefiles), []);
  });

  it("reads braces, quotes, comments and lines as we do", () => {
    assert.deepEqual(differences(fc.sample(corefile, { seed: 20261128, numRuns: 3000 })), []);
  });
});

function verdictsOn(corefiles: readonly string[]): readonly Verdict[] {
  return answersOf(COREDNS, corefiles) as readonly Verdict[];
}

function differences(corefiles: readonly string[]): readonly string[] {
  const verdicts = verdictsOn(corefiles);
  return corefiles.flatMap((text, index) => {
    const verdict = verdicts[index] ?? assert.fail();
    const blocks = parseCorefile(text);
    const isBroken = !blocks || hasUnknownPlugin(blocks);
    if ("unserved" in verdict || "refused" in verdict === isBroken) return [];
    if ("refused" in verdict && OTHER_REASONS.test(verdict.refused)) return [];
    return [`${JSON.stringify(text)}: ${JSON.stringify(verdict)}`];
  });
}

/** What isn't read: files of the pod, the arguments of plugins, and what may only be there once. */
const OTHER_REASONS = /File to import not found|^plugin\/|already defined/;

/** The Corefiles in ConfigMaps, and in the configuration of the add-on. */
function* corefilesIn(value: PropertyValue): Generator<string> {
  for (const [name, text] of stringsIn(value)) {
    if (name.toLowerCase() === "corefile") yield text;
    if (name === "configurationValues") yield* corefilesIn(documentOf(text));
  }
}

function documentOf(text: string): PropertyValue {
  try {
    return parse(text) as PropertyValue;
  } catch {
    return null;
  }
}

const line = fc.constantFrom(
  ...[
    "ready",
    "errors",
    "cache 30",
    "loop # }",
    "# {",
    "",
    "success 100",
    "whoareyou",
    "cache 30 {",
    "ready { }",
  ],
  ...[
    "health {\nlameduck 5s\n}",
    "health {\n# }\n  } # end",
    "health { lameduck 5s }",
    "cache {\nsuccess 100",
  ],
  ...[
    'log . "{common}"',
    'log . "a\n} b"',
    'log . "\\"{" # "',
    "log . {common}",
    'log # "a',
    "corp:1054 {\n}",
  ],
);
/** Corefiles that CoreDNS reads, and others. A brace too many, which is a zone to CoreDNS, is not among them. */
const corefile = fc
  .array(
    fc
      .tuple(fc.constantFrom(".:53 {", ".:53 { # all", "corp:1053, b {"), fc.array(line, { maxLength: 6 }))
      .map(([start, lines]) => [start, ...lines, "}"].join("\n")),
    { minLength: 1, maxLength: 2 },
  )
  .map((blocks) => blocks.join("\n"));
