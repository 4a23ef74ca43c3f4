/** Runs the `openssl` program of the system on files in a folder of its own. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** What it printed, and whether it was content. */
export interface Judgement {
  isGood: boolean;
  output: string;
}

export interface Openssl {
  /** Writes a file and returns its path. */
  file(name: string, content: string | Uint8Array): string;
  run(...args: string[]): Judgement;
  remove(): void;
}

const limitMs = 60_000;

/** Null when the program is there and of version 3, else a sentence that says why not. */
export function findOpensslObstacle(): string | null {
  const { status, stdout } = spawnSync("openssl", ["version"], { encoding: "utf8", timeout: limitMs });
  if (status !== 0) return "The openssl program is not installed; install it with: apt-get install openssl";
  return stdout.startsWith("OpenSSL 3") ? null : `OpenSSL 3 is needed; this is ${stdout.trim()}.`;
}

/** Prepares a folder. The settings are the program's own: no legacy provider, no configuration of the user. */
export function openOpenssl(): Openssl {
  const folder = mkdtempSync(path.join(tmpdir(), "openssl-"));
  return {
    file: (name, content) => {
      const place = path.join(folder, name);
      writeFileSync(place, content, { mode: 0o600 });
      return place;
    },
    run: (...args) => {
      const { status, stdout, stderr } = spawnSync("openssl", args, {
        cwd: folder,
        encoding: "utf8",
        timeout: limitMs,
        input: "",
      });
      return { isGood: status === 0, output: `${stdout}${stderr}` };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
