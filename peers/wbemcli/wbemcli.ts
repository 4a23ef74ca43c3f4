/** Runs SBLIM's `wbemcli` and `xmllint` from Debian against the simulated WBEM server. */
import { execFile, execFileSync } from "node:child_process";
import { installPackages } from "../debian";

/** What it printed, and with which code it ended. */
export interface Reading {
  code: number;
  output: string;
}

const limitMs = 60_000;
const packages = { wbemcli: "sblim-wbemcli", xmllint: "libxml2-utils" } as const;
const programs = Object.keys(packages) as (keyof typeof packages)[];

/** Null when the programs are there or could be installed, else a sentence that says why not. */
export function ensureWbemcli(): string | null {
  const missing = programs.filter((program) => !isThere(program)).map((program) => packages[program]);
  if (missing.length === 0) return null;
  const command = `apt-get install ${missing.join(" ")}`;
  if (process.getuid?.() !== 0) return `Something is not installed; install it with: ${command}`;
  try {
    installPackages(missing);
  } catch (error) {
    return `${command} failed: ${error instanceof Error ? error.message : String(error)}`;
  }
  return programs.every(isThere) ? null : `${command} does not bring programs that run on this system.`;
}

function isThere(program: string): boolean {
  try {
    execFileSync("which", [program], { stdio: "ignore", timeout: limitMs });
    return true;
  } catch {
    return false;
  }
}

function run(program: string, args: readonly string[], input = ""): Promise<Reading> {
  return new Promise((resolve, reject) => {
    const options = { timeout: limitMs, maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code === "number") resolve({ code, output: stdout + stderr });
      else reject(error ?? new Error(`${program} ended without a code.`));
    });
    child.stdin?.end(input);
  });
}

/** Runs one command; each item is printed on a line of its own, and each property too. */
export function runWbemcli(command: string, ...args: string[]): Promise<Reading> {
  return run("wbemcli", [command, "-nl", ...args]);
}

/** Judges a message by a DTD. */
export function validate(xml: string, dtdFile: string): Promise<Reading> {
  return run("xmllint", ["--noout", "--nonet", "--dtdvalid", dtdFile, "-"], xml);
}
