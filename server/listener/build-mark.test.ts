import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isInUse } from "@/scripts/prepare.mjs";
import { markBuildInUse } from "./build-mark";

let build: string;

beforeEach(() => {
  build = mkdtempSync(path.join(os.tmpdir(), "signalbox-build-"));
  mkdirSync(path.join(build, "listener"));
});
afterEach(() => rmSync(build, { recursive: true, force: true }));

test("a build that a living process serves is in use", () => {
  writeFileSync(path.join(build, "complete"), "x");
  expect(isInUse(build)).toBe(false);
  markBuildInUse(path.join(build, "listener"));
  expect(isInUse(build)).toBe(true);
});

test("the mark of a process that died does not count", () => {
  mkdirSync(path.join(build, "in-use"));
  const { pid } = spawnSync(process.execPath, ["--eval", "0"]);
  writeFileSync(path.join(build, "in-use", String(pid)), "");
  expect(isInUse(build)).toBe(false);
});

test("sources outside of a build are left alone", () => {
  markBuildInUse(path.join(build, "listener"));
  expect(readdirSync(build)).toEqual(["listener"]);
});
