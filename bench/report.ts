import { readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { root } from "@/scripts/progress.mjs";
import type { Benchmark, Row } from "./benchmark";

const HEAD: Row = {
  name: "what",
  baseline: "baseline",
  ours: "ours",
  comparison: "ratio or difference",
  budget: "budget",
  verdict: "",
};
const file = path.join(root, "docs", "performance.md");

function cellsOf(row: Row, verdict: string): string[] {
  return [row.name, row.baseline, row.ours, row.comparison, row.budget, verdict];
}

/** Rows as a Markdown table with aligned columns, which reads well in a terminal too. */
export function tableOf(rows: readonly Row[]): string {
  const cells = [cellsOf(HEAD, "verdict"), ...rows.map((row) => cellsOf(row, row.verdict))];
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const lines = cells.map((line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`);
  lines.splice(1, 0, `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`);
  return lines.join("\n");
}

/** The machine in words that name nobody's machine. */
function machine(): string {
  const memoryGib = Math.round(os.totalmem() / 2 ** 30);
  return `${os.availableParallelism()} cores, ${memoryGib} GiB, ${os.type()} ${process.arch}, Node ${process.versions.node}`;
}

/**
 * Replaces a benchmark's table in `docs/performance.md`, between its markers.
 * @throws Error when the markers are missing.
 */
export function writeSection({ id }: Benchmark, rows: readonly Row[]): void {
  const [open, close] = [`<!-- bench:${id} -->`, `<!-- /bench:${id} -->`];
  const text = readFileSync(file, "utf8");
  const [from, to] = [text.indexOf(open), text.indexOf(close)];
  if (from === -1 || to < from) throw new Error(`docs/performance.md has no place for ${id}.`);
  const day = new Date().toISOString().slice(0, 10);
  const section = `${open}\n${tableOf(rows)}\n\n\`npm run bench -- ${id}\`, ${day}: ${machine()}.\n`;
  writeFileSync(file, text.slice(0, from) + section + text.slice(to));
}
