#!/usr/bin/env node
// The policy pack as an executable, for `--policy-pack "$PWD/…/executable.cjs"`; PulumiPolicy.yaml beside it describes it.
require("./compile-cache.cjs");
require("./dist/executable.cjs");
