import { readdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { problemSchema } from "@/contracts/problem";
import { getRuntime } from "./registry";
import { isSealed, seal, unseal, whenUnsealed } from "./seal-state";

type Handler = (request: Request, segment: { params: Promise<Record<string, string>> }) => Promise<Response>;

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
const root = path.resolve(import.meta.dirname, "../../app");
const routes = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((file) => /(^|\/)api\/.*route\.ts$/.test(file))
  .sort();
const ids = {
  profileId: "p",
  bundleId: "b",
  identityId: "i",
  teamId: "t",
  userId: "u",
  sessionId: "s",
  runId: "r",
  slot: "password",
};

beforeEach(() => seal());
afterEach(() => {
  delete getRuntime().services.sealState;
  getRuntime().isReady = false;
});

test("there are routes to be looked at", () => {
  expect(routes.length).toBeGreaterThan(40);
});

test.each(routes)("%s answers 503 sealed to everything but unsealing", async (file) => {
  const handlers = (await import(pathToFileURL(path.join(root, file)).href)) as Partial<Record<string, Handler>>;
  for (const method of METHODS) {
    const handler = handlers[method];
    if (handler === undefined) continue;
    const body = method === "GET" || method === "DELETE" ? undefined : "{}";
    const headers = { origin: "http://localhost", "content-type": "application/json", "x-signalbox-request": "1" };
    const request = new Request("http://localhost/api/x", { method, body, headers });
    const response = await handler(request, { params: Promise.resolve(ids) });
    if (file === "api/unseal/route.ts") {
      expect(response.status).not.toBe(503);
    } else {
      expect([method, response.status]).toEqual([method, 503]);
      expect(problemSchema.parse(await response.json()).code).toBe("sealed");
    }
  }
});

test("what waits for the key runs once, in order, when it is there", async () => {
  const done: string[] = [];
  await whenUnsealed("first", async () => void done.push("first"));
  await whenUnsealed("second", () => void done.push("never"));
  await whenUnsealed("second", () => void done.push("second"));
  expect([isSealed(), done]).toEqual([true, []]);
  await unseal();
  expect([isSealed(), done, getRuntime().isReady]).toEqual([false, ["first", "second"], true]);
  await whenUnsealed("third", () => void done.push("third"));
  await unseal();
  expect(done).toEqual(["first", "second", "third"]);
});
