/** Runs Debian's lighttpd as a private door of HTTP Digest authentication before a server on loopback. */
import { createHash } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ensureProgram } from "../debian";
import { type LoopbackServer, startOnLoopback } from "../loopback";

const program = "/usr/sbin/lighttpd";
const authModule = "/usr/lib/lighttpd/mod_authn_file.so";
/** A colon would end it in lighttpd's file of users. */
const realm = "a realm, with signs = /";

export interface DigestDoorOptions {
  /** As lighttpd writes it: `MD5`, `SHA-256` or `MD5|SHA-256`. */
  algorithm: string;
  upstreamPort: number;
  userName: string;
  password: string;
}

/** Null when lighttpd is there or could be installed, else a sentence that says why not. */
export function ensureLighttpd(): string | null {
  return ensureProgram({
    name: "lighttpd",
    package: "lighttpd",
    isThere: () => existsSync(program) && existsSync(authModule),
    missing: "its authentication",
  });
}

/** Starts one. @throws Error with what it wrote when it does not listen in time */
export function startDigestDoor(options: DigestDoorOptions): Promise<LoopbackServer> {
  return startOnLoopback({
    name: "lighttpd",
    program,
    prepare(base, port) {
      const file = path.join(base, "lighttpd.conf");
      writeFileSync(path.join(base, "users"), describeUser(options));
      writeFileSync(file, describeDoor(base, port, options));
      return ["-D", "-f", file];
    },
    endsBy: "SIGKILL",
  });
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
