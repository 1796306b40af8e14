import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

/** Longest path of a Unix socket, without the zero byte at its end: that of macOS; Linux takes 107. Source: sys/un.h. */
const LONGEST_SOCKET_PATH = 103;

/**
 * An address that a program can be started with at once. What serves it is loaded while the program loads its own
 * libraries: connections wait until {@link serve} takes them.
 *
 * Whoever can connect is told every output, secrets included, and can register resources. So it is a socket in a folder that
 * is open to this user alone. On Windows gRPC has no such sockets, and it is a port of the loopback interface.
 */
export class ConnectionQueue {
  /** Target of a gRPC channel. */
  readonly address: string;
  readonly #server: Server;
  readonly #waiting: Socket[] = [];
  readonly #removeFolder: () => void;
  #take = (socket: Socket): void => {
    this.#waiting.push(socket);
  };

  private constructor(server: Server, folder: string | undefined) {
    const address = server.address();
    if (address === null) throw new Error("the server does not listen");
    this.address = typeof address === "string" ? `unix:${address}` : `127.0.0.1:${address.port}`;
    this.#server = server;
    this.#removeFolder = () => {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    };
    process.once("exit", this.#removeFolder);
    server.on("connection", (socket) => {
      this.#take(socket);
    });
  }

  static async open(): Promise<ConnectionQueue> {
    // Paused, so that nothing is read of a connection before there is something to read it.
    const server = createServer({ pauseOnConnect: true });
    const folder = process.platform === "win32" ? undefined : privateFolder();
    if (folder === undefined) server.listen(0, "127.0.0.1");
    else server.listen(path.join(folder, "engine"));
    await once(server, "listening");
    return new ConnectionQueue(server, folder);
  }

  /** Hands over the connections that wait, and every later one as it comes. */
  serve(take: (socket: Socket) => void): void {
    this.#take = (socket) => {
      take(socket);
      socket.resume();
    };
    this.#waiting.splice(0).forEach(this.#take);
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#waiting) socket.destroy();
    process.off("exit", this.#removeFolder);
    this.#removeFolder();
  }
}

/** A new folder that only this user can open. */
function privateFolder(): string {
  const name = (parent: string): string => path.join(parent, "productionproof-");
  const isShort = Buffer.byteLength(name(tmpdir())) + "XXXXXX/engine".length <= LONGEST_SOCKET_PATH;
  return mkdtempSync(name(isShort ? tmpdir() : "/tmp"));
}
