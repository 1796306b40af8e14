import assert from "node:assert/strict";

import { integer } from "../../policies/src/rule/option.ts";
import { defineRule } from "../../policies/src/rule/rule.ts";
import endpointCidrs from "../../policies/src/rules/control-plane/endpoint-cidrs.ts";
import endpointPrivate from "../../policies/src/rules/control-plane/endpoint-private.ts";
import { configureRules, PolicyConfigError } from "../../policies/src/run/policy-config.ts";
import type { Preset } from "../../policies/src/run/preset.ts";

const rule = defineRule({
  id: "job-deadline",
  title: "",
  severity: "high",
  why: "",
  fix: "",
  references: [],
  findings: { missing: "", "out-of-range": "" },
  presets: { baseline: { level: "mandatory", advisory: ["out-of-range"] }, strict: { level: "mandatory" } },
  options: { min: integer({ description: "", default: 120, min: 1, max: 3600 }) },
  examples: { good: [], bad: [] },
});

const settings = (config: unknown = {}, preset: Preset = "baseline") =>
  configureRules([rule], preset, config).get(rule);

const problems = (config: unknown): readonly string[] => {
  try {
    settings(config);
  } catch (error) {
    assert.ok(error instanceof PolicyConfigError);
    return error.problems;
  }
  return assert.fail("accepted");
};

describe("configureRules", () => {
  it("takes levels and defaults from the preset", () => {
    assert.deepEqual(settings(), {
      level: "mandatory",
      options: { min: 120, advisory: ["out-of-range"], exempt: [] },
    });
    assert.deepEqual(settings({}, "strict"), {
      level: "mandatory",
      options: { min: 120, advisory: [], exempt: [] },
    });
    assert.equal(settings({}, "audit")?.level, "advisory");
  });

  it("accepts a level, or a level with options, for a rule", () => {
    assert.equal(settings({ "job-deadline": "disabled" })?.level, "disabled");
    assert.deepEqual(settings({ "job-deadline": { enforcementLevel: "advisory", min: 60, advisory: [] } }), {
      level: "advisory",
      options: { min: 60, advisory: [], exempt: [] },
    });
  });

  it("keeps the preset's level if an entry only has options", () => {
    assert.equal(settings({ "job-deadline": { min: 60 } })?.level, "mandatory");
  });

  it('applies "all" to rules without their own level', () => {
    assert.equal(settings({ all: "advisory" })?.level, "advisory");
    assert.equal(settings({ all: "advisory", "job-deadline": "mandatory" })?.level, "mandatory");
    assert.equal(settings({ all: "advisory", "job-deadline": { min: 60 } })?.level, "advisory");
  });

  it("lets a later config override an earlier one", () => {
    const configs = [
      { "job-deadline": { enforcementLevel: "advisory", min: 60 } },
      { "job-deadline": { min: 1 } },
    ];
    assert.deepEqual(configureRules([rule], "baseline", ...configs).get(rule), {
      level: "advisory",
      options: { min: 1, advisory: ["out-of-range"], exempt: [] },
    });
  });

  it("accepts an old id, but only one of a rule's ids", () => {
    const renamed = { ...rule, aliases: ["job-timeout"] };
    const apply = (config: object) => configureRules([renamed], "baseline", config).get(renamed);
    assert.equal(apply({ "job-timeout": { min: 60 } })?.options["min"], 60);
    assert.equal(apply({ "job-timeout": "disabled" })?.level, "disabled");
    assert.throws(
      () => apply({ "job-timeout": "disabled", "job-deadline": "mandatory" }),
      /"job-deadline" and "job-timeout" are the same policy; keep "job-deadline"/,
    );
  });

  it("lists all problems at once, with what would pass", () => {
    assert.deepEqual(
      problems({
        "job-deadlines": "advisory",
        all: "fatal",
        "job-deadline": { enforcementLevel: 1, minimum: 3, min: 0, advisory: ["gone"] },
      }),
      [
        '"job-deadlines" is not a policy of this pack (did you mean "job-deadline"?)',
        'all is "fatal"; expected one of advisory, mandatory, remediate, disabled',
        "job-deadline.minimum is not an option; accepted: enforcementLevel, min, advisory, exempt",
        "job-deadline.min is 0; expected a whole number from 1 to 3600",
        'job-deadline.advisory is ["gone"]; expected a list of missing, out-of-range',
        "job-deadline.enforcementLevel is 1; expected one of advisory, mandatory, remediate, disabled",
      ],
    );
  });

  it("says which policy has an option or a finding now", () => {
    const apply = (config: object) => configureRules([endpointPrivate, endpointCidrs], "baseline", config);
    assert.throws(() => apply({ "endpoint-private": { allowPublic: true, advisory: ["public"] } }), {
      problems: [
        "endpoint-private.allowPublic is now an option of another policy: set endpoint-cidrs.allowPublic",
        'endpoint-private.advisory is ["public"]; expected a list of not-private; endpoint-cidrs reports public now',
      ],
    });
    assert.throws(() => apply({ "endpoint-private": { exempt: [{ finding: "public" }] } }), {
      message: /; endpoint-cidrs reports public now$/,
    });
    assert.throws(() => apply({ "endpoint-private": { advisory: undefined } }), {
      problems: ["endpoint-private.advisory is undefined; expected a list of not-private"],
    });
    assert.doesNotThrow(() => apply({ "endpoint-cidrs": { allowPublic: true, advisory: ["public"] } }));
  });

  it("rejects options that contradict each other, if they are valid individually", () => {
    const limited = {
      ...rule,
      refuses: ({ min }: { min: number }) => (min > 600 ? ["min is too long"] : []),
    };
    const apply = (...configs: object[]) => configureRules([limited], "baseline", ...configs);
    assert.throws(() => apply({ "job-deadline": { min: 601 } }), {
      name: "PolicyConfigError",
      problems: ["job-deadline: min is too long"],
    });
    assert.throws(() => apply({ "job-deadline": { min: 3601 } }), {
      problems: ["job-deadline.min is 3601; expected a whole number from 1 to 3600"],
    });
    assert.doesNotThrow(() => apply({ "job-deadline": { min: 601 } }, { "job-deadline": { min: 600 } }));
  });

  it("accepts an option's bounds and nothing beyond them", () => {
    assert.equal(settings({ "job-deadline": { min: 1 } })?.options["min"], 1);
    assert.equal(settings({ "job-deadline": { min: 3600 } })?.options["min"], 3600);
    assert.equal(problems({ "job-deadline": { min: 3601 } }).length, 1);
    assert.equal(problems({ "job-deadline": { min: 1.5 } }).length, 1);
    assert.equal(problems({ "job-deadline": { min: "120" } }).length, 1);
  });

  it("rejects anything but an object", () => {
    assert.deepEqual(problems([]), ["expected an object with a key for each policy"]);
  });
});
