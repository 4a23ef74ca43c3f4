/** Runs Debian's nginx as a private reverse proxy on loopback, with its own defaults for everything about proxying. */
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ensureProgram } from "../debian";
import { startOnLoopback } from "../loopback";

const program = "/usr/sbin/nginx";

export interface Nginx {
  url: string;
  /** Everything it has written about errors. */
  readonly errors: string;
  stop(): Promise<void>;
}

/** Null when nginx is there or could be installed, else a sentence that says why not. */
export function ensureNginx(): string | null {
  return ensureProgram({ name: "nginx", package: "nginx", isThere: () => existsSync(program), missing: "the program" });
}

/** Starts a proxy for one upstream. @throws Error with what it wrote when it does not listen in time */
export async function startNginx(upstream: string): Promise<Nginx> {
  const server = await startOnLoopback({
    name: "nginx",
    program,
    prepare(base, port) {
      const file = path.join(base, "nginx.conf");
      writeFileSync(file, describeProxy(base, port, new URL(upstream).host));
      return ["-p", base, "-c", file, "-e", "stderr"];
    },
    endsBy: "SIGTERM",
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    get errors() {
      return server.output;
    },
    stop: server.stop,
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
