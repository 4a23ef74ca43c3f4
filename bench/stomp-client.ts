import { once } from "node:events";
import { connect } from "node:tls";
import type { FakeHmc } from "@/server/protocols/hmc/fake";
import { RawClient } from "@/server/protocols/hmc/fake/raw-client";

/** The plainest possible listener of a device: frames as they come from the socket, nothing stored, nobody told. */
export async function listenPlainly(
  device: FakeHmc,
  rootPem: string,
  onFrame: (frame: string) => void,
): Promise<{ close(): void }> {
  const logon = await new RawClient(device, rootPem).logon();
  const field = (name: string) => {
    const value = logon[name];
    if (typeof value !== "string") throw new Error(`The logon has no ${name}.`);
    return value;
  };
  const topic = field("notification-topic");
  const socket = connect({ host: device.host, port: device.stompPort, ca: rootPem });
  await once(socket, "secureConnect");
  socket.setNoDelay(true);
  let rest = "";
  socket.setEncoding("utf8").on("data", (text: string) => {
    const frames = (rest + text).split("\0");
    rest = frames.pop() ?? "";
    for (const frame of frames) onFrame(frame);
  });
  const send = (command: string, headers: Record<string, string>) => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
    socket.write(`${command}\n${lines.join("")}\n\0`);
  };
  send("CONNECT", {
    "accept-version": "1.2",
    login: field("api-session"),
    passcode: field("session-credential"),
    "heart-beat": "0,0",
  });
  send("SUBSCRIBE", { destination: `/topic/${topic}`, id: "1", ack: "auto" });
  await device.until(() => device.subscribedTopics.includes(topic));
  return { close: () => socket.destroy() };
}
