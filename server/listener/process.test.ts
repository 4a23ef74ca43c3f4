import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), "signalbox-start-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Starts the listener's entry as `npm run dev` does and waits for its end. */
async function start(env: Record<string, string>, nodeArgs: readonly string[] = []) {
  const child = spawn(process.execPath, [...nodeArgs, "--import", "tsx", "server/listener/main.ts"], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "production",
      SIGNALBOX_PORT: "0",
      SIGNALBOX_DATA_DIR: path.join(directory, "data"),
      NEXT_DIST_DIR: path.join(".next-builds", "absent"),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  await once(child, "close");
  return { code: child.exitCode, output };
}

describe("a start that would not be safe", { timeout: 60_000 }, () => {
  it.each([
    ["without certificate checks", { NODE_TLS_REJECT_UNAUTHORIZED: "0" }, [], /NODE_TLS_REJECT_UNAUTHORIZED=0/],
    ["with the inspector", {}, ["--inspect=127.0.0.1:0"], /--inspect/],
    ["with the inspector by option", { NODE_OPTIONS: "--inspect=127.0.0.1:0" }, [], /--inspect/],
    ["with an unusable port", { SIGNALBOX_PORT: "http" }, [], /SIGNALBOX_PORT/],
    ["with half a certificate", { SIGNALBOX_TLS_CERT_FILE: "/nowhere.pem" }, [], /given together/],
    [
      "with unreadable certificate files",
      { SIGNALBOX_TLS_CERT_FILE: "/nowhere.pem", SIGNALBOX_TLS_KEY_FILE: "/nowhere.key" },
      [],
      /\/nowhere\.pem/,
    ],
    ["with a proxy that is no network", { SIGNALBOX_TRUSTED_PROXY: "proxy.example" }, [], /proxy\.example/],
  ])("%s ends with one sentence", async (_name, env: Record<string, string>, nodeArgs: string[], message) => {
    const { code, output } = await start(env, nodeArgs);
    expect(code).toBe(1);
    const sentences = output.split("\n").filter((line) => line.startsWith("Signalbox does not start: "));
    expect(sentences).toHaveLength(1);
    expect(sentences[0]).toMatch(message);
    expect(output).not.toMatch(/\n\s+at /);
  });

  it("leaves no report or core file behind", async () => {
    const before = await readdir(root);
    await start({ NODE_TLS_REJECT_UNAUTHORIZED: "0" });
    expect(
      (await readdir(root)).filter((name) => !before.includes(name) && /^(report\.|core|Heap)/.test(name)),
    ).toEqual([]);
  });
});
