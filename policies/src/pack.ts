import { PolicyPack } from "@pulumi/policy";

import { createPack } from "./crossguard/pack.ts";
import { PACK_NAME } from "./pack-name.ts";
import { rules } from "./rules/index.ts";

// The policy pack that the engine starts for `--policy-pack`.
new PolicyPack(PACK_NAME, createPack({ rules }));
