/** Runs pywbem, where the Python of this machine has it. */
import { execFile, execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";

const limitMs = 60_000;

/** Null where it is right, otherwise what pywbem makes of it; one for each case and each text. */
const judgementSchema = z.object({ cases: z.array(z.string().nullable()), texts: z.array(z.string().nullable()) });
export type Judgement = z.infer<typeof judgementSchema>;

/** Null when pywbem can be used, else a sentence that says why not. Debian has no package of it. */
export function findPywbemObstacle(): string | null {
  try {
    execFileSync("python3", ["-c", "import pywbem, yaml"], { stdio: "ignore", timeout: limitMs });
    return null;
  } catch {
    return "Python has no pywbem; install it with: python3 -m pip install pywbem";
  }
}

/** Has pywbem judge a YAML text; see peer.py. */
export async function judgeWithPywbem(work: string): Promise<Judgement> {
  const folder = await mkdtemp(path.join(tmpdir(), "pywbem-"));
  try {
    const file = path.join(folder, "work.yaml");
    await writeFile(file, work);
    return judgementSchema.parse(JSON.parse(await run(path.join(import.meta.dirname, "peer.py"), file)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile("python3", args, { timeout: limitMs, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(stderr || error.message));
    });
  });
}
