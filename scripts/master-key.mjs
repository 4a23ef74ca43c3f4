import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { say } from "./progress.mjs";

const SOURCES = [
  "SIGNALBOX_MASTER_KEY_FILE",
  "SIGNALBOX_MASTER_KEY_FD",
  "SIGNALBOX_MASTER_KEY_COMMAND",
  "SIGNALBOX_MASTER_KEY_PASSPHRASE",
  "CREDENTIALS_DIRECTORY",
];

/**
 * Names a master key file when the environment names no source: 32 random bytes in Base64, made at the first start and
 * readable by its owner only. The server itself never makes one and has no default.
 * @param {string} dataDirectory
 * @returns {Record<string, string>} what to add to the environment
 */
export function ensureMasterKey(dataDirectory) {
  if (SOURCES.some((name) => process.env[name])) return {};
  const file = path.resolve(dataDirectory, "master.key");
  if (!existsSync(file)) {
    if (existsSync(path.resolve(dataDirectory, "signalbox.db"))) {
      throw new Error(
        `The master key file ${file} is missing, but the database beside it was sealed with it. Restore it.`,
      );
    }
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
    writeFileSync(file, `${randomBytes(32).toString("base64")}\n`, { mode: 0o600, flag: "wx" });
    say(`Made a master key in ${file}. Stored secrets cannot be read without it: keep a copy apart from the data.`);
  }
  return { SIGNALBOX_MASTER_KEY_FILE: file };
}
