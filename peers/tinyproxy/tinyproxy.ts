/** Runs Debian's tinyproxy as a private HTTP proxy on loopback. */
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ensureProgram } from "../debian";
import { type LoopbackServer, startOnLoopback } from "../loopback";

const program = "/usr/bin/tinyproxy";
export interface TinyproxyOptions {
  /** Ports it connects to. */
  connectPorts: readonly number[];
  /** Demands it of every client. */
  credentials?: { userName: string; password: string };
}

/** Null when tinyproxy is there or could be installed, else a sentence that says why not. */
export function ensureTinyproxy(): string | null {
  return ensureProgram({
    name: "tinyproxy",
    package: "tinyproxy-bin",
    isThere: () => existsSync(program),
    missing: "the program",
  });
}

/** Starts one. @throws Error with what it wrote when it does not listen in time */
export function startTinyproxy(options: TinyproxyOptions): Promise<LoopbackServer> {
  return startOnLoopback({
    name: "tinyproxy",
    program,
    prepare(base, port) {
      const file = path.join(base, "tinyproxy.conf");
      writeFileSync(file, describeProxy(port, options));
      return ["-d", "-c", file];
    },
    endsBy: "SIGKILL",
  });
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
