// Installs the validators of reports that are too large for everyone's `npm ci`.
import { install, missingBecause } from "./sarif-multitool.ts";

const missing = missingBecause();
if (missing === "") console.log("The SARIF multitool is already installed.");
else install();
