#!/usr/bin/env node
// The policy pack as an executable, for `--policy-pack "$PWD/…/executable.cjs"`; PulumiPolicy.yaml beside it describes it.
// Node 20 has no compile cache.
require("node:module").enableCompileCache?.();
require("./dist/executable.cjs");
