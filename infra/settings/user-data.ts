import { parse } from "smol-toml";
import { z } from "zod";

/** A part of a node's user data: a script, cloud-config or NodeConfig of Amazon Linux, or settings of Bottlerocket in TOML. */
const part = z
  .string()
  .min(1)
  .refine(
    (text) => !/^--\/\//m.test(text),
    "expected no line that starts with --//, which separates the parts",
  );

/** Parts of a node's user data, in addition to the kubelet's settings. */
export const userData = z.strictObject({
  before: z
    .array(part)
    .default([])
    .describe("Parts before the program's own, whose settings win over theirs."),
  after: z
    .array(part)
    .default([])
    .describe("Parts after the program's own, whose settings have the last word."),
});

/** Parts of a node's user data. */
export type UserData = z.output<typeof userData>;

/** What EC2 takes is 16 KiB; EKS and this program use up to 4. */
const MOST_BYTES = 12 * 1024;

/** How a part of Amazon Linux starts, and its content type. Source: cloud-init; nodeadm, internal/configprovider, 2026-07. */
const CONTENT_TYPES: readonly (readonly [RegExp, string])[] = [
  [/^#!/, 'text/x-shellscript; charset="us-ascii"'],
  [/^#cloud-config\s/, 'text/cloud-config; charset="us-ascii"'],
  [/^(---\n)?apiVersion: node\.eks\.aws\//, "application/node.eks.aws"],
];

/** Returns the content type of a part of Amazon Linux; undefined if it starts like none. */
export function contentTypeOf(text: string): string | undefined {
  return CONTENT_TYPES.find(([start]) => start.test(text))?.[1];
}

/** Returns the settings in a part of Bottlerocket; undefined if it isn't TOML with settings alone. */
export function bottlerocketSettings(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const { settings, ...others } = parse(text);
    return typeof settings === "object" && Object.keys(others).length === 0
      ? (settings as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Returns what the operating system can't read. The values aren't shown: user data may contain credentials. */
export function userDataProblems(
  { before, after }: UserData,
  operatingSystem: "AL2023" | "BOTTLEROCKET",
): readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] {
  const [read, expected] =
    operatingSystem === "AL2023"
      ? [contentTypeOf, "expected text that starts with #!, #cloud-config or apiVersion: node.eks.aws/"]
      : [bottlerocketSettings, "expected TOML with a table named settings, and no other"];
  const unread = Object.entries({ before, after }).flatMap(([key, parts]) =>
    parts.flatMap((text, index) =>
      read(text) === undefined ? [{ path: [key, index], message: expected }] : [],
    ),
  );
  const bytes = Buffer.byteLength([...before, ...after].join("\n"));
  const message = `expected at most ${MOST_BYTES} bytes in all, of the 16 KiB that EC2 takes`;
  return bytes > MOST_BYTES ? [...unread, { path: [], message }] : unread;
}
