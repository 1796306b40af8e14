import { spawnSync } from "node:child_process";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** The time that processes have for ending by themselves, in milliseconds. */
const GRACE_PERIOD = 2000;

const POLL_INTERVAL = 50;

/**
 * Sends a signal to a process and to all processes that it has started. Except on Windows, the process must have been started as the
 * leader of a group (`detached`).
 *
 * @returns false if none of them is left.
 */
export function signalGroup(leader: number, signal: "SIGTERM" | "SIGKILL" | 0): boolean {
  if (process.platform === "win32") {
    // There are neither groups nor signals that a process can handle.
    if (signal !== 0) spawnSync(...taskkill(leader), { stdio: "ignore", windowsHide: true });
    return false;
  }
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
}

/**
 * Returns the command that ends a process on Windows and all processes that it has started. Its path is complete, because a command's
 * name is looked for in the current folder first, which is the program's. Sources: libuv's src/win/process.c, search_path, and
 * https://learn.microsoft.com/windows-server/administration/windows-commands/taskkill, read 2026-11-28.
 */
export function taskkill(
  pid: number,
  systemRoot = process.env["SystemRoot"],
): readonly [file: string, args: readonly string[]] {
  const file = path.win32.join(systemRoot ?? "C:\\Windows", "System32", "taskkill.exe");
  return [file, ["/pid", String(pid), "/t", "/f"]];
}

/** Ends a process and all processes that it has started; those that don't end in time are killed. */
export async function endGroup(leader: number): Promise<void> {
  const deadline = performance.now() + GRACE_PERIOD;
  let isLeft = signalGroup(leader, "SIGTERM");
  while (isLeft && performance.now() < deadline) {
    await delay(POLL_INTERVAL);
    isLeft = signalGroup(leader, 0);
  }
  if (isLeft) signalGroup(leader, "SIGKILL");
}
