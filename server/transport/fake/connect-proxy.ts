/** An HTTP proxy on loopback that tunnels by CONNECT to this machine, whatever name it is asked for. */
import { once } from "node:events";
import net, { type AddressInfo, type Socket } from "node:net";

export interface ConnectProxy {
  port: number;
  /** The heads it was sent, line ends included. */
  readonly heads: readonly string[];
  /** What clients have sent into their tunnels. */
  tunnelled(): Buffer;
  /** Connections of clients that are open. */
  open(): number;
  close(): Promise<void>;
}

export interface ConnectProxyOptions {
  /** Says something else than "200", and ends; `null` opens the tunnel, `undefined` stays silent. */
  answer?: (head: string) => string | null | undefined;
  /** What a tunnel begins with, besides what comes from its other end. */
  greeting?: string;
}

/** Listens. */
export async function startConnectProxy(options: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const { answer = () => null, greeting = "HTTP/1.1 200 Connection established\r\n\r\n" } = options;
  const heads: string[] = [];
  const chunks: Buffer[] = [];
  const sockets = new Set<Socket>();
  const clients = new Set<Socket>();
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  };
  const tunnel = (near: Socket, port: number) => {
    const far = net.connect({ port, host: "127.0.0.1" });
    track(far);
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
    far.on("error", () => near.end("HTTP/1.1 502 Bad Gateway\r\n\r\n"));
    far.on("connect", () => {
      near.write(greeting);
      near.on("data", (chunk: Buffer) => chunks.push(chunk));
      near.pipe(far).pipe(near);
    });
  };
  const server = net.createServer((near) => {
    track(near);
    clients.add(near);
    near.on("close", () => clients.delete(near));
    let head = "";
    const onData = (chunk: Buffer) => {
      head += chunk.toString("latin1");
      if (!head.includes("\r\n\r\n")) return;
      near.off("data", onData).pause();
      heads.push(head);
      const said = answer(head);
      const [, port] = /^CONNECT \S+:(\d+) HTTP\/1\.1\r\n/.exec(head) ?? [];
      if (said === null && port !== undefined) tunnel(near, Number(port));
      else if (said !== undefined) near.end(said ?? "HTTP/1.1 400 Bad Request\r\n\r\n");
    };
    near.on("data", onData);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    heads,
    tunnelled: () => Buffer.concat(chunks),
    open: () => clients.size,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
