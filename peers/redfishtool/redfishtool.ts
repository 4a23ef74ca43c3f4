/** Runs DMTF's `redfishtool` from Debian against a Redfish service. */
import { execFile, execFileSync } from "node:child_process";
import { ensureProgram } from "../debian";

/** What it printed, and with which code it ended. */
export interface Reading {
  code: number;
  output: string;
}

export interface RedfishTarget {
  host: string;
  port: number;
  userName?: string;
  password?: string;
  /** Of a session that is open already. */
  token?: string;
}

const limitMs = 60_000;

/** Null when the program is there or could be installed, else a sentence that says why not. */
export function ensureRedfishtool(): string | null {
  return ensureProgram({
    name: "redfishtool",
    package: "redfishtool",
    isThere: runs,
    missing: "a program that runs",
  });
}

function runs(): boolean {
  try {
    execFileSync("redfishtool", ["-V"], { stdio: "ignore", timeout: limitMs });
    return true;
  } catch {
    return false;
  }
}

/** Reads something; the program looks at no certificate. */
export function readWithRedfishtool(target: RedfishTarget, ...command: string[]): Promise<Reading> {
  const { host, port, userName, password, token } = target;
  const args = ["-n", "-S", "Always", "-r", `${host}:${port}`];
  if (userName !== undefined) args.push("-u", userName);
  if (password !== undefined) args.push("-p", password);
  if (token !== undefined) args.push("-A", "Session", "-t", token);
  return new Promise((resolve, reject) => {
    execFile("redfishtool", [...args, ...command], { timeout: limitMs }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code === "number") resolve({ code, output: stdout + stderr });
      else reject(error ?? new Error("redfishtool ended without a code."));
    });
  });
}
