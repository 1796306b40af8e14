import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

/** The maximum length of the path of a Unix socket, without the final zero byte, on macOS; on Linux it is 107. Source: sys/un.h. */
const LONGEST_SOCKET_PATH = 103;

/**
 * An address that a program can be started with immediately. The code that serves it is loaded while the program loads its own
 * libraries: connections wait until {@link serve} accepts them.
 *
 * Whoever can connect can read every output, secrets included, and can register resources. Therefore, it is a socket in a folder
 * that only this user can open. On Windows, where gRPC supports no such sockets, it is a port of the loopback interface.
 */
export class ConnectionQueue {
  /** The target of a gRPC channel. */
  readonly address: string;
  readonly #server: Server;
  readonly #waiting: Socket[] = [];
  readonly #removeFolder: () => void;
  #take = (socket: Socket): void => {
    this.#waiting.push(socket);
  };

  private constructor(server: Server, folder: string | undefined) {
    const address = server.address();
    if (address === null) throw new Error("the server isn't listening");
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
    // Paused, so that no connection is read before something handles it.
    const server = createServer({ pauseOnConnect: true });
    const folder = process.platform === "win32" ? undefined : privateFolder();
    if (folder === undefined) server.listen(0, "127.0.0.1");
    else server.listen(path.join(folder, "engine"));
    await once(server, "listening");
    return new ConnectionQueue(server, folder);
  }

  /** Passes on the waiting connections, and each later one as it arrives. */
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

/** Creates a folder that only this user can open. */
function privateFolder(): string {
  const name = (parent: string): string => path.join(parent, "productionproof-");
  const isShort = Buffer.byteLength(name(tmpdir())) + "XXXXXX/engine".length <= LONGEST_SOCKET_PATH;
  return mkdtempSync(name(isShort ? tmpdir() : "/tmp"));
}
