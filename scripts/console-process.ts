import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { consoleCommand } from "./prepare.mjs";
import { root } from "./progress.mjs";

export interface ConsoleProcessOptions {
  /** As `prepareConsole` returned it. */
  buildDirectory: string;
  dataDirectory: string;
  /** 0, the default, takes a free port. */
  port?: number;
  env?: Readonly<Record<string, string | undefined>>;
  /** Receives every line the process writes. */
  onLine?: (line: string) => void;
  startLimitMs?: number;
}

const FIRST_RUN_TOKEN = /setup token:?\s+([0-9a-f]{16,})/i;

/** A console of its own, as a child process: for the demo, the browser tests and the benchmarks. */
export class ConsoleProcess {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #lines: readonly string[];

  private constructor(child: ChildProcess, url: string, lines: readonly string[]) {
    this.#child = child;
    this.url = url;
    this.#lines = lines;
  }

  /**
   * Starts the console and waits until it serves.
   * @throws Error with what it wrote when it ends before that or takes too long.
   */
  static async start(options: ConsoleProcessOptions): Promise<ConsoleProcess> {
    const { args, env } = consoleCommand(options.buildDirectory);
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: {
        ...process.env,
        ...env,
        SIGNALBOX_HOST: "127.0.0.1",
        SIGNALBOX_PORT: String(options.port ?? 0),
        SIGNALBOX_DATA_DIR: options.dataDirectory,
        ...options.env,
      },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    const lines: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      let rest = "";
      stream?.setEncoding("utf8").on("data", (text: string) => {
        const parts = (rest + text).split("\n");
        rest = parts.pop() ?? "";
        for (const line of parts) {
          lines.push(line);
          options.onLine?.(line);
        }
      });
    }
    const url = await new Promise<string>((resolve, reject) => {
      const fail = (reason: string) => reject(new Error(`The console ${reason}:\n${lines.slice(-30).join("\n")}`));
      const limit = globalThis.setTimeout(() => {
        child.kill("SIGKILL");
        fail("was not ready in time");
      }, options.startLimitMs ?? 30_000);
      child.once("error", reject);
      child.once("exit", (code) => {
        clearTimeout(limit);
        fail(`ended with code ${code}`);
      });
      child.on("message", (message: { type?: string; url?: string }) => {
        if (message.type !== "ready" || message.url === undefined) return;
        clearTimeout(limit);
        resolve(message.url);
      });
    });
    return new ConsoleProcess(child, url, lines);
  }

  /** Everything the process has written so far. */
  get output(): string {
    return this.#lines.join("\n");
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /**
   * The token with which the first administrator is made, printed at each start while there is none yet.
   * @throws Error when it is not printed in time.
   */
  async readFirstRunToken(limitMs = 10_000): Promise<string> {
    const deadline = performance.now() + limitMs;
    for (;;) {
      const token = FIRST_RUN_TOKEN.exec(this.output)?.[1];
      if (token !== undefined) return token;
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) throw new Error(`The console printed no setup token:\n${this.output}`);
      await Promise.race([this.#written(), setTimeout(leftMs, undefined, { ref: false })]);
    }
  }

  async #written(): Promise<void> {
    if (this.#child.stdout !== null) await once(this.#child.stdout, "data");
  }

  /** Ends the console and resolves with its exit code. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return this.#child.exitCode;
    const ended = once(this.#child, "exit");
    this.#child.kill(signal);
    await ended;
    return this.#child.exitCode;
  }
}
