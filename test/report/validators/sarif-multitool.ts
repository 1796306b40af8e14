import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";

/** Microsoft's validator of SARIF, with the specification's rules and those of GitHub; an executable in a package of npm. */
const PACKAGE = "@microsoft/sarif-multitool-linux";
const VERSION = "5.7.0";

const FOLDER = path.join(homedir(), ".cache/productionproof-eks", `sarif-multitool-${VERSION}`);
const PROGRAM = path.join(FOLDER, "node_modules", PACKAGE, "Sarif.Multitool");

/** The reason why it can't run here; empty if it can. */
export function missingBecause(): string {
  if (process.platform !== "linux" || process.arch !== "x64")
    return "the SARIF multitool's package is for Linux on x64";
  return existsSync(PROGRAM)
    ? ""
    : "the SARIF multitool is not installed; npm run build-validators installs it";
}

/** Installs it for this user. */
export function install(): void {
  mkdirSync(FOLDER, { recursive: true });
  const { status } = spawnSync(
    "npm",
    ["install", "--silent", "--ignore-scripts", "--prefix", FOLDER, `${PACKAGE}@${VERSION}`],
    {
      stdio: "inherit",
    },
  );
  if (status !== 0) throw new Error(`npm could not install ${PACKAGE}@${VERSION}`);
  chmodSync(PROGRAM, 0o755);
}

/** Returns the problems that it finds in a report; `SARIF2005` asks for a website of the tool. */
export function sarifProblems(report: string): readonly string[] {
  const folder = mkdtempSync(path.join(tmpdir(), "sarif-"));
  try {
    const [input, output] = [path.join(folder, "report.sarif"), path.join(folder, "problems.sarif")];
    writeFileSync(input, report);
    spawnSync(
      PROGRAM,
      ["validate", input, "--rule-kind", "Sarif;Ghas", "--output", output, "--log", "ForceOverwrite"],
      {
        env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: "1" },
      },
    );
    const { runs } = JSON.parse(readFileSync(output, "utf8")) as { runs: readonly Run[] };
    return runs.flatMap(({ results }) =>
      results
        .filter(({ ruleId }) => ruleId !== "SARIF2005")
        .map(({ ruleId, message }) => `${ruleId}: ${JSON.stringify(message)}`),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Run {
  readonly results: readonly { readonly ruleId: string; readonly message: unknown }[];
}
