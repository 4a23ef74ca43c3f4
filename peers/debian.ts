/** Brings programs of Debian's that the tests need. */
import { execFileSync } from "node:child_process";

export interface DebianProgram {
  /** As people call it. */
  name: string;
  package: string;
  isThere: () => boolean;
  /** What the package lacks when the program is still not there: "the program". */
  missing: string;
  /** Packages that Debian recommends with it come, too. */
  withRecommended?: boolean;
}

/** Null when the program is there or could be installed, else a sentence that says why not. */
export function ensureProgram({
  name,
  package: wanted,
  isThere,
  missing,
  withRecommended,
}: DebianProgram): string | null {
  if (isThere()) return null;
  if (process.getuid?.() !== 0) return `${name} is not installed; install it with: apt-get install ${wanted}`;
  try {
    installPackages([wanted], withRecommended);
  } catch (error) {
    return `${name} could not be installed with apt-get: ${error instanceof Error ? error.message : String(error)}`;
  }
  return isThere() ? null : `The package ${wanted} does not bring ${missing} on this system.`;
}

/** Installs packages as root. @throws Error where apt-get fails */
export function installPackages(packages: readonly string[], withRecommended = false): void {
  const options = { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } } as const;
  const recommended = withRecommended ? [] : ["--no-install-recommends"];
  execFileSync("apt-get", ["update", "-q"], options);
  execFileSync("apt-get", ["install", "-y", "-q", ...recommended, ...packages], options);
}
