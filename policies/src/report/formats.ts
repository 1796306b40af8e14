import type { PreviewResult } from "../run/preview.ts";
import type { TextOptions } from "./text.ts";

/** A format of a report. */
export interface Format {
  /** What it is for, in one line of help. */
  readonly purpose: string;
  /** Whether it shows where resources are created in the program, which a preview only finds out if asked to. */
  readonly positions: boolean;
  /** Loads the format, which a preview in another one doesn't need. */
  load(): Promise<(result: PreviewResult, options: TextOptions) => string>;
}

/** The formats of reports, by name. */
export const FORMATS = {
  text: {
    purpose: "a terminal",
    positions: false,
    load: async () => (await import("./text.ts")).textReport,
  },
  json: {
    purpose: "programs",
    positions: true,
    load: async () => (await import("./json.ts")).jsonReport,
  },
  markdown: {
    purpose: "a comment on a pull request",
    positions: true,
    load: async () => (await import("./markdown.ts")).markdownReport,
  },
  sarif: {
    purpose: "code scanning (SARIF 2.1.0)",
    positions: true,
    load: async () => (await import("./sarif.ts")).sarifReport,
  },
  junit: {
    purpose: "the test results of any CI (JUnit XML)",
    positions: false,
    load: async () => (await import("./junit.ts")).junitReport,
  },
  gitlab: {
    purpose: "code quality in GitLab",
    positions: true,
    load: async () => (await import("./gitlab.ts")).gitlabReport,
  },
  github: {
    purpose: "annotations in GitHub Actions",
    positions: true,
    load: async () => (await import("./github.ts")).githubReport,
  },
  html: {
    purpose: "a browser, as a single file",
    positions: true,
    load: async () => (await import("./html.ts")).htmlReport,
  },
} satisfies Record<string, Format>;

/** The name of a format. */
export type FormatName = keyof typeof FORMATS;

/** The names of all formats. */
export const FORMAT_NAMES = Object.keys(FORMATS) as readonly FormatName[];
