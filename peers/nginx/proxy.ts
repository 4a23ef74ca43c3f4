/** Runs Debian's nginx as a private reverse proxy on loopback, with its own defaults for everything about proxying. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net, { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

const program = "/usr/sbin/nginx";
const startMs = 10_000;

export interface Nginx {
  url: string;
  /** Everything it has written about errors. */
  readonly errors: string;
  stop(): Promise<void>;
}

/** Null when nginx is there or could be installed, else a sentence that says why not. */
export function ensureNginx(): string | null {
  if (existsSync(program)) return null;
  if (process.getuid?.() !== 0) return "nginx is not installed; install it with: apt-get install nginx";
  try {
    const options = { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } } as const;
    execFileSync("apt-get", ["update", "-q"], options);
    execFileSync("apt-get", ["install", "-y", "-q", "--no-install-recommends", "nginx"], options);
  } catch (error) {
    return `nginx could not be installed with apt-get: ${error instanceof Error ? error.message : String(error)}`;
  }
  return existsSync(program) ? null : "The package nginx does not bring the program on this system.";
}

/** Starts a proxy for one upstream. @throws Error with what it wrote when it does not listen in time */
export async function startNginx(upstream: string): Promise<Nginx> {
  const base = mkdtempSync(path.join(tmpdir(), "nginx-"));
  const port = await findFreePort();
  const file = path.join(base, "nginx.conf");
  writeFileSync(file, describeProxy(base, port, new URL(upstream).host));
  const child = spawn(program, ["-p", base, "-c", file, "-e", "stderr"], { stdio: ["ignore", "ignore", "pipe"] });
  const exited = once(child, "exit");
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    await exited;
    rmSync(base, { recursive: true, force: true });
  };
  const deadline = Date.now() + startMs;
  while (!(await accepts(port))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`nginx did not start:\n${errors}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    url: `http://127.0.0.1:${port}`,
    get errors() {
      return errors;
    },
    stop,
  };
}

/** Only what an instance of its own needs to run, and the one line that makes a proxy of it. */
function describeProxy(base: string, port: number, upstream: string): string {
  const places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `  ${name}_temp_path ${path.join(base, name)};`)
    .join("\n");
  return `daemon off;
master_process off;
pid ${path.join(base, "nginx.pid")};
error_log stderr warn;
events {}
http {
  access_log off;
${places}
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://${upstream}; }
  }
}
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
