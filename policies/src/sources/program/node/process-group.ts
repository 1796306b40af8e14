import { spawnSync } from "node:child_process";
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
    spawnSync("taskkill", ["/pid", String(leader), "/t", "/f"], { stdio: "ignore" });
    return false;
  }
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
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
