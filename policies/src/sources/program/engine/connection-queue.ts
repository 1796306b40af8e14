import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";

/**
 * An address that a program can be started with immediately. The code that serves it is loaded while the program loads its own
 * libraries: connections wait until {@link serve} accepts them.
 */
export class ConnectionQueue {
  readonly address: string;
  readonly #server: Server;
  readonly #waiting: Socket[] = [];
  #take = (socket: Socket): void => {
    this.#waiting.push(socket);
  };

  private constructor(server: Server) {
    this.#server = server;
    this.address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("connection", (socket) => {
      this.#take(socket);
    });
  }

  static async open(): Promise<ConnectionQueue> {
    // Paused, so that no connection is read before something handles it.
    const server = createServer({ pauseOnConnect: true });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new ConnectionQueue(server);
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
  }
}
