/** Runs Debian's lighttpd as a private door of HTTP Digest authentication before a server on loopback. */
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net, { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

const program = "/usr/sbin/lighttpd";
const authModule = "/usr/lib/lighttpd/mod_authn_file.so";
const startMs = 10_000;
/** A colon would end it in lighttpd's file of users. */
const realm = "a realm, with signs = /";

export interface DigestDoor {
  port: number;
  stop(): Promise<void>;
}

export interface DigestDoorOptions {
  /** As lighttpd writes it: `MD5`, `SHA-256` or `MD5|SHA-256`. */
  algorithm: string;
  upstreamPort: number;
  userName: string;
  password: string;
}

/** Null when lighttpd is there or could be installed, else a sentence that says why not. */
export function ensureLighttpd(): string | null {
  if (existsSync(program) && existsSync(authModule)) return null;
  if (process.getuid?.() !== 0) return "lighttpd is not installed; install it with: apt-get install lighttpd";
  try {
    const options = { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } } as const;
    execFileSync("apt-get", ["update", "-q"], options);
    execFileSync("apt-get", ["install", "-y", "-q", "--no-install-recommends", "lighttpd"], options);
  } catch (error) {
    return `lighttpd could not be installed with apt-get: ${error instanceof Error ? error.message : String(error)}`;
  }
  return existsSync(authModule) ? null : "The package lighttpd does not bring its authentication on this system.";
}

/** Starts one. @throws Error with what it wrote when it does not listen in time */
export async function startDigestDoor(options: DigestDoorOptions): Promise<DigestDoor> {
  const base = mkdtempSync(path.join(tmpdir(), "lighttpd-"));
  const port = await findFreePort();
  const file = path.join(base, "lighttpd.conf");
  writeFileSync(path.join(base, "users"), describeUser(options));
  writeFileSync(file, describeDoor(base, port, options));
  const child = spawn(program, ["-D", "-f", file], { stdio: ["ignore", "ignore", "pipe"] });
  const exited = once(child, "exit");
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    await exited;
    rmSync(base, { recursive: true, force: true });
  };
  const deadline = Date.now() + startMs;
  while (!(await accepts(port))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`lighttpd did not start:\n${errors}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { port, stop };
}

/** One line for each algorithm: lighttpd tells them by their length. */
function describeUser({ userName, password }: DigestDoorOptions): string {
  const line = (hash: string) =>
    `${userName}:${realm}:${createHash(hash).update(`${userName}:${realm}:${password}`).digest("hex")}`;
  return `${line("md5")}\n${line("sha256")}\n`;
}

function describeDoor(base: string, port: number, { algorithm, upstreamPort }: DigestDoorOptions): string {
  return `server.bind = "127.0.0.1"
server.port = ${port}
server.document-root = "${base}"
server.modules = ("mod_auth", "mod_authn_file", "mod_proxy")
auth.backend = "htdigest"
auth.backend.htdigest.userfile = "${path.join(base, "users")}"
auth.require = ("/cimom" => (
  "method" => "digest", "algorithm" => "${algorithm}", "realm" => "${realm}", "require" => "valid-user"
))
proxy.server = ("/cimom" => (("host" => "127.0.0.1", "port" => ${upstreamPort})))
`;
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
