import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";

/**
 * An address that a program can be started with at once. What serves it is loaded while the program loads its own
 * libraries: connections wait until {@link serve} takes them.
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
    // Paused, so that nothing is read of a connection before there is something to read it.
    const server = createServer({ pauseOnConnect: true });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new ConnectionQueue(server);
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
  }
}
