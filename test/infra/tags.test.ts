import assert from "node:assert/strict";

import { platformTags } from "../../infra/tags.ts";

describe("the tags of every resource", () => {
  it("are those of the program and of the stack's file", () => {
    assert.deepEqual(platformTags({ team: "shop" }, "prod"), {
      project: "productionproof-eks",
      stack: "prod",
      team: "shop",
    });
  });

  it("have a key once, since IAM takes Project and project for the same", () => {
    assert.deepEqual(platformTags({ Project: "shop" }, "prod"), { stack: "prod", Project: "shop" });
  });
});
