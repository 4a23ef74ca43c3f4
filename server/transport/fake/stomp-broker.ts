/** A broker that says exactly what a test wants, byte for byte. */
import type tls from "node:tls";
import { type FakeTlsListener, listenTls } from "./tls-listener";

export interface FakeBrokerConnection {
  /** Sends text as it is. */
  send(text: string | Buffer): void;
  /** Resolves with the first frame of a command, from the beginning of the connection. */
  frame(command: string): Promise<string>;
  received(): string;
  close(): void;
}

export interface FakeBroker extends FakeTlsListener {
  /** Resolves with the next connection. */
  next(): Promise<FakeBrokerConnection>;
}

export const connectedFrame = "CONNECTED\nversion:1.2\nserver:Fake/1\nheart-beat:0,0\n\n\0\n";

/** Listens; every connection is answered by `onFrame`, which by default greets, and confirms receipts. */
export async function listenStomp(
  options: tls.TlsOptions,
  onFrame: (frame: string, connection: FakeBrokerConnection) => void = answerFrame,
): Promise<FakeBroker> {
  const arrived: FakeBrokerConnection[] = [];
  const waiting: ((connection: FakeBrokerConnection) => void)[] = [];
  const listener = await listenTls(options, (socket) => {
    const connection = attach(socket, onFrame);
    const taker = waiting.shift();
    if (taker === undefined) arrived.push(connection);
    else taker(connection);
  });
  return {
    ...listener,
    next: () => {
      const [first] = arrived.splice(0, 1);
      return first === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(first);
    },
  };
}

/** Greets a CONNECT and confirms every receipt. */
export function answerFrame(frame: string, connection: FakeBrokerConnection): void {
  if (frame.startsWith("CONNECT\n")) connection.send(connectedFrame);
  const receipt = /^receipt:(.*)$/m.exec(frame)?.[1];
  if (receipt !== undefined) connection.send(`RECEIPT\nreceipt-id:${receipt}\n\n\0`);
}

function attach(
  socket: tls.TLSSocket,
  onFrame: (frame: string, connection: FakeBrokerConnection) => void,
): FakeBrokerConnection {
  let received = "";
  let handled = 0;
  const frames: string[] = [];
  const waiting: { command: string; resolve: (frame: string) => void }[] = [];
  const connection: FakeBrokerConnection = {
    send: (text) => socket.write(text),
    received: () => received,
    close: () => socket.destroy(),
    frame: (command) => {
      const found = frames.find((frame) => frame.startsWith(`${command}\n`));
      return found === undefined
        ? new Promise((resolve) => waiting.push({ command, resolve }))
        : Promise.resolve(found);
    },
  };
  socket.on("data", (chunk) => {
    received += chunk.toString();
    for (let end = received.indexOf("\0", handled); end !== -1; end = received.indexOf("\0", handled)) {
      const frame = received.slice(handled, end).replace(/^\n+/, "");
      handled = end + 1;
      frames.push(frame);
      for (const taker of waiting) if (frame.startsWith(`${taker.command}\n`)) taker.resolve(frame);
      onFrame(frame, connection);
    }
  });
  return connection;
}
