import assert from "node:assert/strict";

import { UNKNOWN } from "../../../../policies/src/rule/property-value.ts";
import {
  nameByPattern,
  readNaming,
  type Naming,
} from "../../../../policies/src/sources/program/names/naming.ts";
import { ENCRYPTED } from "../../../../policies/src/sources/program/project.ts";
import { UsageError } from "../../../../policies/src/usage-error.ts";

const BUCKET = "aws:s3/bucket:Bucket";

/** The namings of types, and the blind spots. */
function read(
  settings: unknown,
  types: readonly string[] = [BUCKET],
): { namings: readonly Naming[]; blindSpots: readonly string[] } {
  const blindSpots: string[] = [];
  const namingOf = readNaming({
    project: "shop",
    stack: "dev",
    config: {
      "shop:team": "red",
      "shop:pin": ENCRYPTED,
      ...(settings === undefined ? {} : { "pulumi:autonaming": JSON.stringify(settings) }),
    },
    addBlindSpot: (line) => blindSpots.push(line),
  });
  return { namings: types.map(namingOf), blindSpots };
}

describe("pulumi:autonaming", () => {
  it("is the provider's own naming by default", () => {
    for (const settings of [undefined, {}, { mode: "default" }])
      assert.deepEqual(read(settings), { namings: [{ mode: "default" }], blindSpots: [] });
  });

  it("applies to a type before its provider, and to a provider before all", () => {
    const settings = {
      mode: "verbatim",
      providers: {
        aws: { mode: "default", resources: { [BUCKET]: { pattern: "${name}", enforce: true } } },
        kubernetes: { resources: { "kubernetes:core/v1:Secret": { mode: "disabled" } } },
      },
    };
    const types = [
      BUCKET,
      "aws:ec2/vpc:Vpc",
      "kubernetes:core/v1:Secret",
      "kubernetes:core/v1:Pod",
      "gcp:a/b:C",
    ];
    assert.deepEqual(read(settings, types).namings, [
      { mode: "pattern", pattern: "${name}", enforce: true },
      { mode: "default" },
      { mode: "disabled" },
      { mode: "verbatim" },
      { mode: "verbatim" },
    ]);
  });

  it("fills in the project, the stack and its configuration", () => {
    const { namings, blindSpots } = read({ pattern: "${project}-${stack}-${config.team}-${name}" });
    assert.deepEqual(namings, [{ mode: "pattern", pattern: "shop-dev-red-${name}", enforce: false }]);
    assert.deepEqual(blindSpots, []);
  });

  it("leaves names unknown that depend on the login, or on an encrypted value", () => {
    for (const expression of ["${organization}", "${config.pin}"]) {
      const { namings, blindSpots } = read({ providers: { aws: { pattern: `${expression}-\${name}` } } });
      assert.deepEqual(blindSpots, [
        `pulumi:autonaming.providers.aws.pattern: ${expression} is not known offline, so these names are unknown`,
      ]);
      const [naming] = namings;
      assert(naming?.mode === "pattern");
      assert.equal(nameByPattern(naming.pattern, "logs", "urn"), UNKNOWN);
    }
  });

  it("generates the same characters in every preview", () => {
    const text = "${name}/${hex(3)}/${alphanum(4)}/${string(70)}/${num(2)}/${uuid}";
    const name = nameByPattern(text, "a$&b", "urn");
    assert.match(
      name,
      /^a\$&b\/[0-9a-f]{3}\/[0-9a-z]{4}\/[a-z]{70}\/\d{2}\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    );
    assert.equal(nameByPattern(text, "a$&b", "urn"), name);
    assert.notEqual(nameByPattern("${hex(3)}", "a", "urn"), nameByPattern("${hex(3)}", "a", "other"));
  });

  for (const [settings, message] of [
    ["verbatim", "pulumi:autonaming: expected keys and values"],
    [{ mode: "random" }, "pulumi:autonaming.mode: expected one of default, verbatim, disabled"],
    [{ mod: "default" }, "pulumi:autonaming.mod: expected one of mode, pattern, enforce, providers"],
    [
      { mode: "verbatim", pattern: "a" },
      "pulumi:autonaming: has both mode and pattern; expected one of them",
    ],
    [{ enforce: true }, "pulumi:autonaming: has enforce without a pattern"],
    [{ pattern: 1 }, "pulumi:autonaming.pattern: expected text"],
    [{ pattern: "a", enforce: "yes" }, "pulumi:autonaming.enforce: expected true or false"],
    [{ pattern: "${config.size}" }, "pulumi:autonaming.pattern: the stack has no value for size"],
    [{ providers: ["aws"] }, "pulumi:autonaming.providers: expected keys and values"],
    [
      { providers: { aws: { resources: { [BUCKET]: {} } } } },
      `pulumi:autonaming.providers.aws.resources.${BUCKET}: expected mode or pattern`,
    ],
  ] as const) {
    it(`rejects ${JSON.stringify(settings)}`, () => {
      assert.throws(() => read(settings), new UsageError(message));
    });
  }
});
