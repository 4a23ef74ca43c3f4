import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@playwright/test";

const build = path.resolve(import.meta.dirname, "../..", process.env.SIGNALBOX_BUILD ?? "");

function filesBelow(folder: string): string[] {
  return readdirSync(path.join(build, folder), { recursive: true, encoding: "utf8" })
    .map((file) => path.join(folder, file))
    .filter((file) => /\.(js|css|map|json|txt|html)$/.test(file));
}

/** What only the server's modules contain: names of settings, libraries, algorithms and tables. */
const MARKERS = [
  "SIGNALBOX_MASTER_KEY",
  "aes-256-gcm",
  "better-sqlite3",
  "PrismaClient",
  "better-auth",
  "node-forge",
  "stompit",
  "sealedHandle",
  "masterKeyId",
  "audit-chain",
  "get-notification-topics",
  "x-signalbox-listener",
  "BEGIN IMMEDIATE",
  "signalbox.db",
];

test("no module of the server is in what browsers load", () => {
  const served = filesBelow("static").map((file) => ({ file, text: readFileSync(path.join(build, file), "utf8") }));
  expect(served.filter(({ file }) => file.endsWith(".js")).length).toBeGreaterThan(20);
  const found = served.flatMap(({ file, text }) =>
    MARKERS.filter((marker) => text.toLowerCase().includes(marker.toLowerCase())).map((marker) => `${file}: ${marker}`),
  );
  expect(found).toEqual([]);
  expect(served.filter(({ file }) => file.endsWith(".map")).map(({ file }) => file)).toEqual([]);
});

test("the markers are in the server's part of the build", () => {
  const text = [...filesBelow("server"), ...filesBelow("listener")]
    .filter((file) => file.endsWith(".js") || file.endsWith(".mjs"))
    .map((file) => readFileSync(path.join(build, file), "utf8"))
    .join("\n")
    .toLowerCase();
  const missing = MARKERS.filter((marker) => !text.includes(marker.toLowerCase()));
  expect(missing).toEqual([]);
});
