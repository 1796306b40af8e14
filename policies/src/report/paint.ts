import { styleText } from "node:util";

/** Uses color only on a terminal, and not if NO_COLOR is set. */
export function paint(format: "bold" | "red" | "green" | "yellow", text: string): string {
  return styleText(format, text, { stream: process.stdout });
}
