import { PolicyPack } from "@pulumi/policy";

import { createPack } from "./crossguard/pack.ts";
import { rules } from "./rules/index.ts";

// What the engine starts for `--policy-pack`.
new PolicyPack("productionproof-eks", createPack({ rules }));
