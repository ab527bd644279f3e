import { connect, createServer, type Server, type Socket } from 'node:net';

type Address = { readonly path: string } | { readonly host: string; readonly port: number };

/** Stands in front of a server until it is cut: to those who came this way the server has gone. It can be opened again at the same place. */
export class Passage {
  readonly #to: Address;
  readonly #open = new Set<Socket>();
  #server: Server | undefined;

  constructor(to: Address) {
    this.#to = to;
  }

  /** Resolves with the port, where it listens on one. */
  listen(at: Address): Promise<number | undefined> {
    // A client that has nothing more to say still listens, as `docker exec` does.
    const server = createServer({ allowHalfOpen: true }, (from) => {
      const to = connect({ ...this.#to, allowHalfOpen: true });
      for (const socket of [from, to]) {
        this.#open.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => this.#open.delete(socket));
      }
      from.pipe(to).pipe(from);
    });
    this.#server = server;
    return new Promise((resolve) => {
      server.listen(at, () => {
        const bound = server.address();
        resolve(typeof bound === 'object' ? bound?.port : undefined);
      });
    });
  }

  cut(): void {
    this.#server?.close();
    for (const socket of this.#open) socket.destroy();
  }
}

/** In front of the Docker engine that this process uses. */
export function enginePassage(): Passage {
  return new Passage({ path: (process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock').replace('unix://', '') });
}
