#!/usr/bin/env node
// The policy pack as an executable, for `--policy-pack "$PWD/…/executable.cjs"`; PulumiPolicy.yaml beside it describes it.
const folder = require("./cache-folder.cjs");
// Node 20 doesn't have a compile cache.
if (folder) require("node:module").enableCompileCache?.(folder);
require("./dist/executable.cjs");
