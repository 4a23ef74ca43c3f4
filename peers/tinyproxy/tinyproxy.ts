/** Runs Debian's tinyproxy as a private HTTP proxy on loopback. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net, { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

const program = "/usr/bin/tinyproxy";
const startMs = 10_000;

export interface Tinyproxy {
  port: number;
  stop(): Promise<void>;
}

export interface TinyproxyOptions {
  /** Ports it connects to. */
  connectPorts: readonly number[];
  /** Demands it of every client. */
  credentials?: { userName: string; password: string };
}

/** Null when tinyproxy is there or could be installed, else a sentence that says why not. */
export function ensureTinyproxy(): string | null {
  if (existsSync(program)) return null;
  if (process.getuid?.() !== 0) return "tinyproxy is not installed; install it with: apt-get install tinyproxy-bin";
  try {
    const options = { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } } as const;
    execFileSync("apt-get", ["update", "-q"], options);
    execFileSync("apt-get", ["install", "-y", "-q", "--no-install-recommends", "tinyproxy-bin"], options);
  } catch (error) {
    return `tinyproxy could not be installed with apt-get: ${error instanceof Error ? error.message : String(error)}`;
  }
  return existsSync(program) ? null : "The package tinyproxy-bin does not bring the program on this system.";
}

/** Starts one. @throws Error with what it wrote when it does not listen in time */
export async function startTinyproxy(options: TinyproxyOptions): Promise<Tinyproxy> {
  const base = mkdtempSync(path.join(tmpdir(), "tinyproxy-"));
  const port = await findFreePort();
  const file = path.join(base, "tinyproxy.conf");
  writeFileSync(file, describeProxy(port, options));
  const child = spawn(program, ["-d", "-c", file], { stdio: ["ignore", "pipe", "pipe"] });
  const exited = once(child, "exit");
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    await exited;
    rmSync(base, { recursive: true, force: true });
  };
  const deadline = Date.now() + startMs;
  while (!(await accepts(port))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`tinyproxy did not start:\n${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { port, stop };
}

function describeProxy(port: number, { connectPorts, credentials }: TinyproxyOptions): string {
  return [
    `Port ${port}`,
    "Listen 127.0.0.1",
    "Allow 127.0.0.1",
    "Timeout 60",
    "MaxClients 50",
    "LogLevel Warning",
    ...connectPorts.map((allowed) => `ConnectPort ${allowed}`),
    ...(credentials === undefined ? [] : [`BasicAuth ${credentials.userName} ${credentials.password}`]),
    "",
  ].join("\n");
}

async function findFreePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
