import assert from "node:assert/strict";

import { instanceTypes } from "../../policies/src/facts/index.ts";
import {
  DURATION,
  INSTANCE_TYPE,
  IPV4_BLOCK,
  oneOf,
  VERSION,
  type Kind,
} from "../../policies/src/rule/kinds.ts";
import type { PropertyValue } from "../../policies/src/rule/property-value.ts";

const cases: readonly {
  readonly name: string;
  readonly kind: Kind<unknown>;
  readonly takes: readonly PropertyValue[];
  readonly refuses: readonly PropertyValue[];
}[] = [
  {
    name: "IPV4_BLOCK",
    kind: IPV4_BLOCK,
    takes: ["10.0.0.0/16", "0.0.0.0/0"],
    refuses: ["10.0.0.0", "10.0.0.1/16", "hunter2", 10],
  },
  {
    name: "VERSION",
    kind: VERSION,
    takes: ["1.34", "v1.20.4-eksbuild.2", "1.13.2-rc.1", "7"],
    refuses: ["latest", "1.34; hunter2", "hunter2", "", 1.34],
  },
  {
    name: "INSTANCE_TYPE",
    kind: INSTANCE_TYPE,
    takes: instanceTypes().map(({ name }) => name),
    refuses: ["large", "m7i", "hunter2", "m7i.hunter2", ""],
  },
  {
    name: "DURATION",
    kind: DURATION,
    takes: ["30s", "1h30m", "1.5h", "100ms"],
    refuses: ["30", "s", "hunter2", 30],
  },
  {
    name: "oneOf",
    kind: oneOf(["Forbid", "Replace"]),
    takes: ["Forbid"],
    refuses: ["forbid", "hunter2", ""],
  },
];

for (const { name, kind, takes, refuses } of cases) {
  describe(`kind ${name}`, () => {
    it("accepts values of the kind", () => {
      assert.deepEqual(
        takes.filter((value) => kind.parse(value) === undefined),
        [],
      );
    });

    it("rejects everything else, which must not be printed", () => {
      assert.deepEqual(
        refuses.filter((value) => kind.parse(value) !== undefined),
        [],
      );
    });
  });
}
