import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "..");
const logDirectory = path.join(root, ".cache", "logs");

/** A failure that one sentence explains to the person at the terminal. */
export class SetupError extends Error {}

/** @param {string} line */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/**
 * Runs a command quietly: its output goes to a log file, a line every ten seconds shows that it lives, and the end of
 * the log is shown when it fails.
 * @param {string} title what the person reads, without a full stop
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string | undefined>, mayFail?: boolean }} [options]
 * @returns {Promise<boolean>} whether it succeeded; false only with `mayFail`
 */
export async function runQuietly(title, command, args, { env = {}, mayFail = false } = {}) {
  mkdirSync(logDirectory, { recursive: true });
  const logFile = path.join(logDirectory, `${title.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.log`);
  const log = openSync(logFile, "w");
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  say(`${title} ...`);
  const ticker = setInterval(() => say(`  still at it after ${seconds()} s`), 10_000);
  const code = await new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", log, log] });
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (status, signal) => resolve(status ?? signal));
  });
  clearInterval(ticker);
  closeSync(log);
  if (code === 0) {
    say(`  done in ${seconds()} s`);
    return true;
  }
  if (mayFail) return false;
  const tail = readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-25).join("\n");
  process.stderr.write(`${tail}\n`);
  throw new SetupError(`${title} failed (${code}). The whole output is in ${path.relative(root, logFile)}.`);
}

/**
 * Runs a command in the foreground and passes signals on to it.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Record<string, string | undefined>} [env]
 * @returns {Promise<number>} its exit code
 */
export function runInForeground(command, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio: "inherit" });
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => child.kill(signal);
    process.on("SIGTERM", forward);
    process.on("SIGINT", forward);
    child.once("error", reject);
    child.once("exit", (status, signal) => {
      process.off("SIGTERM", forward);
      process.off("SIGINT", forward);
      resolve(status ?? (signal === "SIGINT" ? 130 : 1));
    });
  });
}

/**
 * Runs the whole of a script and turns its failures into one sentence and an exit code.
 * @param {() => Promise<number | void>} work
 */
export async function main(work) {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    process.exitCode = 1;
  }
}
