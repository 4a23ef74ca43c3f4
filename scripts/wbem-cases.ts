/** npm run wbem:cases -- DIR [--json]: the recorded test cases of a folder, through the WBEM client. */
import { parseArgs } from "node:util";
import { forgetResult, writeResult } from "@/scripts/results.mjs";
import { CaseRunner, type CaseVerdict } from "@/server/protocols/wbem/recording/cases-runner";

const USAGE = "Usage: npm run wbem:cases -- DIR [--json]";

function toTable(verdicts: readonly CaseVerdict[]): string {
  const files = [...new Set(verdicts.map(({ file }) => file))];
  const width = Math.max(4, ...files.map(({ length }) => length));
  const row = (file: string, ...counts: (string | number)[]) =>
    `${file.padEnd(width)}${counts.map((count) => String(count).padStart(9)).join("")}`;
  const counted = (of: readonly CaseVerdict[]) =>
    (["passed", "failed", "skipped"] as const).map((status) => of.filter((one) => one.status === status).length);
  const lines = [row("file", "passed", "failed", "skipped")];
  for (const file of files) lines.push(row(file, ...counted(verdicts.filter((one) => one.file === file))));
  lines.push(row("all", ...counted(verdicts)), "");
  for (const { file, index, name, status, reason } of verdicts) {
    if (status !== "passed") lines.push(`${status}: ${file} ${index} ${name}: ${reason}`);
  }
  return lines.join("\n");
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { json: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const [folder, ...rest] = positionals;
  if (folder === undefined || rest.length > 0) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  forgetResult("wbem-cases");
  const runner = await CaseRunner.start();
  try {
    const verdicts = await runner.runFolder(folder);
    const count = (wanted: CaseVerdict["status"]) => verdicts.filter(({ status }) => status === wanted).length;
    writeResult("wbem-cases", { passed: count("passed"), failed: count("failed") });
    process.stdout.write(`${values.json ? JSON.stringify(verdicts, null, 2) : toTable(verdicts)}\n`);
    return verdicts.length > 0 && count("failed") === 0 ? 0 : 1;
  } finally {
    await runner.close();
  }
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 2;
});
