import { EventEmitter, once } from "node:events";
import { afterEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { getLogger } from "@/server/logging/logger";
import { downloadResponse, ndjsonResponse } from "./stream";

afterEach(() => vi.restoreAllMocks());

/** Yields one item, then waits until it is let go. */
function held() {
  const steps = new EventEmitter();
  const isAwaited = once(steps, "awaited");
  async function* source(): AsyncGenerator<string> {
    yield "first";
    const letGo = once(steps, "go");
    steps.emit("awaited");
    await letGo;
  }
  return { source: source(), isAwaited, letGo: () => steps.emit("go") };
}

test("a reader who leaves while the next item is awaited is no failure of the stream", async () => {
  const error = vi.spyOn(getLogger(), "error");
  const { source, isAwaited, letGo } = held();
  const reader = ndjsonResponse(source, z.string(), "r1", new Headers()).body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('"first"\n');
  await isAwaited;
  const left = reader?.cancel();
  letGo();
  await left;
  expect(await source.next()).toEqual({ done: true, value: undefined });
  expect(error).not.toHaveBeenCalled();
});

test("a download that is given up closes its source and breaks nothing", async () => {
  const { source, isAwaited, letGo } = held();
  const reader = downloadResponse(source, "text/plain", "a b.txt").body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("first");
  await isAwaited;
  const left = reader?.cancel();
  letGo();
  await left;
  expect(await source.next()).toEqual({ done: true, value: undefined });
});

test("a download breaks off where its source fails, with what came before", async () => {
  async function* failing(): AsyncGenerator<string> {
    yield "first";
    throw new Error("The device has gone.");
  }
  const reader = downloadResponse(failing(), "text/plain", "a.txt").body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("first");
  await expect(reader?.read()).rejects.toThrow("The device has gone.");
});
