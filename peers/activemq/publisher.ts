/** Publishes to the broker frame by frame, so that tests decide every byte of what it forwards. */
import { once } from "node:events";
import tls from "node:tls";
import { account } from "./broker";

export interface Publisher {
  send(destination: string, headers: Record<string, string>, body: string): void;
  close(): void;
}

/** Logs on with STOMP 1.2. */
export async function openPublisher(port: number, rootPem: string): Promise<Publisher> {
  const socket = tls.connect({ host: "127.0.0.1", port, ca: rootPem });
  await once(socket, "secureConnect");
  socket.write(`CONNECT\naccept-version:1.2\nhost:private\nlogin:${account.login}\npasscode:${account.passcode}\n\n\0`);
  const [answer] = (await once(socket, "data")) as [Buffer];
  if (!answer.toString().startsWith("CONNECTED")) throw new Error(`The broker refused the publisher: ${answer}`);
  return {
    send: (destination, headers, body) => {
      const lines = Object.entries({ destination, ...headers }).map(
        ([name, value]) => `${name}:${escapeHeader(value)}\n`,
      );
      socket.write(`SEND\n${lines.join("")}\n${body}\0\n`);
    },
    close: () => socket.destroy(),
  };
}

function escapeHeader(value: string): string {
  const escapes: Record<string, string> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", ":": "\\c" };
  return value.replace(/[\\\n\r:]/g, (character) => escapes[character] ?? character);
}
