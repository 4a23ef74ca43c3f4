/** A TCP proxy that does to connections what bad networks do. */
import { once } from "node:events";
import net, { type AddressInfo, type Socket } from "node:net";

/** What happens to the answer of the next request on each connection; `refuse` is for new connections. */
export type ProxyFault = "none" | "refuse" | "reset" | "delay" | "half-close" | "truncate";

export interface FaultProxy {
  port: number;
  /** From now on; connections that are open are hit too. */
  setFault(fault: ProxyFault): Promise<void>;
  close(): void;
}

const TRUNCATED_BYTES = 20;

/** Listens in front of a port of this machine. */
export async function startFaultProxy(targetPort: number): Promise<FaultProxy> {
  let fault: ProxyFault = "none";
  const pairs = new Set<{ near: Socket; far: Socket }>();
  const server = net.createServer({ allowHalfOpen: true }, (near) => {
    const far = net.connect({ port: targetPort, host: "127.0.0.1", allowHalfOpen: true });
    const pair = { near, far };
    pairs.add(pair);
    const drop = () => {
      pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) socket.on("error", drop).on("close", drop);
    near.on("data", (chunk) => far.write(chunk));
    near.on("end", () => far.end());
    far.on("end", () => near.end());
    far.on("data", (chunk) => forward(near, chunk, drop));
  });
  const forward = (near: Socket, chunk: Buffer, drop: () => void) => {
    switch (fault) {
      case "none":
      case "refuse":
        near.write(chunk);
        return;
      case "reset":
        near.resetAndDestroy();
        drop();
        return;
      case "delay":
        return;
      case "half-close":
        near.end();
        return;
      case "truncate":
        near.write(chunk.subarray(0, TRUNCATED_BYTES), drop);
    }
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const dropAll = () => {
    for (const { near, far } of pairs) {
      near.destroy();
      far.destroy();
    }
  };
  return {
    port,
    async setFault(next) {
      fault = next;
      if (next !== "refuse") return;
      server.close();
      dropAll();
      await once(server, "close");
    },
    close: () => {
      server.close();
      dropAll();
    },
  };
}
