import assert from "node:assert/strict";

import {
  OUTPUTS_OF_UPDATES,
  replacingProperties,
  TYPES_WITH_REPLACING_PROPERTIES,
} from "../../policies/src/facts/replacing-properties.ts";
import { readAwsDeclarations, type InputNames } from "../engine/providers/aws-declarations.ts";

describe("properties whose change replaces a resource", () => {
  const declarations = readAwsDeclarations();

  for (const type of TYPES_WITH_REPLACING_PROPERTIES) {
    it(`of ${type} are inputs of the SDK`, () => {
      for (const path of replacingProperties(type) ?? []) {
        let names: InputNames | true | undefined = declarations[type]?.inputs;
        for (const name of path.split(".")) names = names === true ? true : names?.[name];
        assert.ok(names, path);
      }
    });
  }

  it("are not known for other types", () => {
    assert.equal(replacingProperties("aws:s3/bucket:Bucket"), undefined);
  });

  it("and outputs that updates change are in the SDK", () => {
    for (const [type, outputs] of Object.entries(OUTPUTS_OF_UPDATES)) {
      for (const output of outputs) assert.ok(output in (declarations[type]?.computed ?? {}), output);
    }
  });
});
