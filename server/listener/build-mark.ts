import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * Marks the build this process serves as in use, so that preparing a newer one does not delete it. The mark is a file
 * named by the process id below `<build>/in-use/`; it goes with the process, and a stale one is told by its dead process.
 * Does nothing where the listener is not part of a build.
 */
export function markBuildInUse(listenerDirectory: string): void {
  const build = path.dirname(listenerDirectory);
  if (!existsSync(path.join(build, "complete"))) return;
  const marks = path.join(build, "in-use");
  const mark = path.join(marks, String(process.pid));
  try {
    mkdirSync(marks, { recursive: true });
    writeFileSync(mark, "");
  } catch {
    // A build on read-only storage cannot be deleted either.
    return;
  }
  process.once("exit", () => rmSync(mark, { force: true }));
}
