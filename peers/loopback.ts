/** Runs servers of others on loopback, each with a folder and a port of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import net, { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

const startMs = 10_000;

export interface LoopbackServer {
  port: number;
  /** Everything it has written. */
  readonly output: string;
  stop(): Promise<void>;
}

export interface LoopbackProgram {
  name: string;
  program: string;
  /** Writes what it needs into its folder, and makes the arguments it is started with, in the foreground. */
  prepare: (base: string, port: number) => string[];
  endsBy: "SIGTERM" | "SIGKILL";
}

/** Starts one; stopping it takes its folder away. @throws Error with what it wrote when it does not listen in time */
export async function startOnLoopback({ name, program, prepare, endsBy }: LoopbackProgram): Promise<LoopbackServer> {
  const base = mkdtempSync(path.join(tmpdir(), `${name}-`));
  const [port = 0] = await findFreePorts(1);
  const child = spawn(program, prepare(base, port), { stdio: ["ignore", "pipe", "pipe"] });
  const exited = once(child, "exit");
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill(endsBy);
    await exited;
    rmSync(base, { recursive: true, force: true });
  };
  const deadline = Date.now() + startMs;
  while (!(await accepts(port))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`${name} did not start:\n${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    port,
    get output() {
      return output;
    },
    stop,
  };
}

/** True if somebody listens at this port of loopback. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

/** Ports of loopback at which nobody listens. */
export async function findFreePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => net.createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
