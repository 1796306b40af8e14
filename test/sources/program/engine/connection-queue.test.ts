import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

import { ConnectionQueue } from "../../../../policies/src/sources/program/engine/connection-queue.ts";

const PREFIX = "unix:";

describe("ConnectionQueue", () => {
  it("is a socket in a folder that no other user can open, and leaves nothing behind", async () => {
    const connections = await ConnectionQueue.open();
    assert.ok(connections.address.startsWith(PREFIX));
    const folder = path.dirname(connections.address.slice(PREFIX.length));
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    connections.close();
    assert.ok(!existsSync(folder));
  });

  it("refuses another user", async () => {
    // Only root can become another user.
    if (process.getuid?.() !== 0) return;
    const connections = await ConnectionQueue.open();
    try {
      const script = `
        process.setuid(65534);
        require("node:net").connect(${JSON.stringify(connections.address.slice(PREFIX.length))})
          .on("connect", () => { console.log("connected"); process.exit(); })
          .on("error", ({ code }) => { console.log(code); });`;
      const { stdout } = spawnSync(process.execPath, ["-e", script], { encoding: "utf8", cwd: "/" });
      assert.equal(stdout, "EACCES\n");
    } finally {
      connections.close();
    }
  });

  it("hands over what connected before there was anything to serve it", async () => {
    const connections = await ConnectionQueue.open();
    const client = connect(connections.address.slice(PREFIX.length));
    try {
      const received = new Promise<string>((resolve) => {
        client.once("connect", () => {
          client.write("early");
          connections.serve((socket) => {
            socket.once("data", (data: Buffer) => {
              resolve(data.toString());
              socket.destroy();
            });
          });
        });
      });
      assert.equal(await received, "early");
    } finally {
      client.destroy();
      connections.close();
    }
  });

  it("has a path that a socket can have, however long that of the temporary folder is", async () => {
    const before = process.env["TMPDIR"];
    const folder = mkdtempSync(path.join(tmpdir(), "x".repeat(90)));
    process.env["TMPDIR"] = folder;
    try {
      const connections = await ConnectionQueue.open();
      connections.close();
      assert.ok(connections.address.length - PREFIX.length <= 103);
    } finally {
      if (before === undefined) delete process.env["TMPDIR"];
      else process.env["TMPDIR"] = before;
      rmSync(folder, { recursive: true });
    }
  });
});
