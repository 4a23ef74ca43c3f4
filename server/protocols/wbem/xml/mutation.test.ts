import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { WbemClient } from "../client";
import { WbemError } from "../errors";
import { parseCaseFile } from "../recording/cases-file";
import { findOperation } from "../recording/cases-operations";
import { answerOf, scriptedExchange } from "../testing/answers";

const folder = path.resolve("../shared/testdata/pywbem-testclient");
const BUDGET_MS = 3_000;
/** An answer of some kilobytes that takes longer holds everything up. */
const SLOWEST_MS = 1_000;
/** Garbage of all answers tried included; what one of them costs is a fraction of it. */
const MOST_HEAP_BYTES = 512 * 1024 * 1024;
const SEED = 20_261_122;

/** Repeatable numbers from 0 to 1 (mulberry32). */
function* randomNumbers(seed: number): Generator<number, never, void> {
  let state = seed;
  for (;;) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    yield ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }
}

const fragments = [
  "<",
  ">",
  "&",
  "</VALUE>",
  "<VALUE>",
  "<![CDATA[",
  "]]>",
  "<!--",
  "\u0000",
  "\ufffe",
  '"',
  "<INSTANCE>",
  "<?x",
  "&#xD800;",
];

function mutate(reply: Buffer, random: () => number): Buffer {
  const at = Math.floor(random() * reply.length);
  const length = Math.floor(random() * Math.min(200, reply.length - at));
  const [before, cut, after] = [reply.subarray(0, at), reply.subarray(at, at + length), reply.subarray(at + length)];
  switch (Math.floor(random() * 6)) {
    case 0:
      return Buffer.concat([before, after]);
    case 1:
      return Buffer.concat([before, cut, cut, cut, after]);
    case 2:
      return Buffer.from(before);
    case 3:
      return Buffer.concat([before, Buffer.from(fragments[Math.floor(random() * fragments.length)] ?? ""), cut, after]);
    case 4: {
      const copy = Buffer.from(reply);
      copy[at] = Math.floor(random() * 256);
      return copy;
    }
    default: {
      const other = Math.floor(random() * reply.length);
      return Buffer.concat([before, reply.subarray(other, other + length), after]);
    }
  }
}

const cases = existsSync(folder)
  ? readdirSync(folder)
      .filter((name) => name.endsWith(".yaml"))
      .flatMap((name) => parseCaseFile(readFileSync(path.join(folder, name), "utf8")))
  : [];

it.skipIf(cases.length === 0)(
  "survives mutated replies of real servers: an answer, or an error that says why",
  { timeout: 60_000 },
  async () => {
    const numbers = randomNumbers(SEED);
    const random = () => numbers.next().value;
    const usable = cases.flatMap(({ ignore_test, pywbem_request: { operation }, http_response }) => {
      if (ignore_test === true) return [];
      const perform = findOperation(operation);
      const data = http_response?.data ?? null;
      return perform === null || data === null ? [] : [{ perform, reply: Buffer.from(data) }];
    });
    const until = performance.now() + BUDGET_MS;
    let tried = 0;
    let slowest = 0;
    let most = 0;
    const { heapUsed } = process.memoryUsage();
    const outcomes = { answers: 0, errors: 0 };
    while (performance.now() < until) {
      const { perform, reply } = usable[Math.floor(random() * usable.length)] ?? {};
      if (perform === undefined || reply === undefined) continue;
      let mutated = mutate(reply, random);
      while (random() < 0.5) mutated = mutate(mutated, random);
      const pieceBytes = 1 + Math.floor(random() * 5000);
      const { exchange } = scriptedExchange(answerOf(mutated, { pieceBytes }));
      const client = new WbemClient({ exchange, isLenient: random() < 0.5 });
      const began = performance.now();
      try {
        await perform(client);
        outcomes.answers += 1;
      } catch (error) {
        const isExpected = error instanceof WbemError || (error instanceof Error && error.name === "AppError");
        if (!isExpected) throw new Error(`Mutation ${tried}: ${mutated.toString("latin1")}`, { cause: error });
        outcomes.errors += 1;
      }
      slowest = Math.max(slowest, performance.now() - began);
      if (tried % 50 === 0) most = Math.max(most, process.memoryUsage().heapUsed - heapUsed);
      tried += 1;
    }
    expect(most).toBeLessThan(MOST_HEAP_BYTES);
    expect(slowest).toBeLessThan(SLOWEST_MS);
    expect(outcomes.answers).toBeGreaterThan(0);
    expect(outcomes.errors).toBeGreaterThan(0);
  },
);
