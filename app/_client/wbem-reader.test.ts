import { expect, test } from "vitest";
import type { WbemInstanceLine } from "@/contracts/wbem/instances";
import { ProblemError } from "./api";
import { InstanceReader, type Reading } from "./wbem-reader";

const column = (name: string): WbemInstanceLine => ({
  kind: "columns",
  columns: [{ name, type: "string", isArray: false, isKey: true, units: null, valueMap: null }],
});
const rows = (...values: string[]): WbemInstanceLine => ({
  kind: "rows",
  rows: values.map((value) => ({ path: null, className: "CIM_Foo", values: [value] })),
});
const end = (count: number): WbemInstanceLine => ({
  kind: "end",
  count,
  operation: "pull",
  durationMs: 12,
});

/** A list that counts how many of its lines were taken, and whether it was left. */
function listOf(lines: readonly WbemInstanceLine[], failure?: Error) {
  const seen = { taken: 0, isLeft: false };
  async function* open() {
    try {
      for (const line of lines) {
        seen.taken += 1;
        yield line;
      }
      if (failure) throw failure;
    } finally {
      seen.isLeft = true;
    }
  }
  return { seen, open };
}

function reaching(reader: InstanceReader, wanted: (reading: Reading) => boolean): Promise<Reading> {
  return new Promise((resolve) => {
    const look = () => {
      const reading = reader.getReading();
      if (wanted(reading)) resolve(reading);
    };
    reader.subscribe(look);
    look();
  });
}

test("keeps columns and rows in the order in which they came, and tells the end", async () => {
  const { open } = listOf([column("Name"), rows("a", "b"), column("Later"), rows("c"), end(3)]);
  const reader = new InstanceReader({ open, pageSize: 100 });
  await reader.read();
  const reading = reader.getReading();
  expect(reading.phase).toBe("ended");
  expect(reading.columns.map(({ name }) => name)).toEqual(["Name", "Later"]);
  expect(reading.rows.map(({ index, values }) => [index, values[0]])).toEqual([
    [0, "a"],
    [1, "b"],
    [2, "c"],
  ]);
  expect(reading.end?.count).toBe(3);
});

test("stops taking lines when a page is full, until more is asked for", async () => {
  const { open, seen } = listOf([column("Name"), rows("a", "b"), rows("c", "d"), rows("e"), end(5)]);
  const reader = new InstanceReader({ open, pageSize: 2 });
  const done = reader.read();
  expect((await reaching(reader, ({ phase }) => phase === "paused")).rows).toHaveLength(2);
  expect(seen.taken).toBe(2);
  reader.readOn();
  expect((await reaching(reader, ({ phase, rows: read }) => phase === "paused" && read.length > 2)).rows).toHaveLength(
    4,
  );
  expect(seen.taken).toBe(3);
  reader.readAll();
  await done;
  expect(reader.getReading()).toMatchObject({ phase: "ended" });
  expect(reader.getReading().rows).toHaveLength(5);
});

test("a cancelled reading keeps its rows and leaves the list", async () => {
  const { open, seen } = listOf([column("Name"), rows("a", "b"), rows("c"), end(3)]);
  const reader = new InstanceReader({ open, pageSize: 2 });
  const done = reader.read();
  await reaching(reader, ({ phase }) => phase === "paused");
  reader.cancel();
  await done;
  expect(reader.getReading()).toMatchObject({ phase: "cancelled", problem: null });
  expect(reader.getReading().rows).toHaveLength(2);
  expect(seen).toEqual({ taken: 2, isLeft: true });
});

test("a failure in the middle keeps what was read and says why", async () => {
  const problem = {
    type: "urn:signalbox:problem:device_unreachable",
    title: "Gone",
    status: 502,
    detail: "The server closed the connection.",
    code: "device_unreachable" as const,
    requestId: "r1",
  };
  const { open } = listOf([column("Name"), rows("a")], new ProblemError(problem));
  const reader = new InstanceReader({ open, pageSize: 100 });
  await reader.read();
  expect(reader.getReading()).toMatchObject({ phase: "failed", problem: { title: "Gone" } });
  expect(reader.getReading().rows).toHaveLength(1);
});

test("a list that breaks off without its last line is a failure", async () => {
  const { open } = listOf([column("Name"), rows("a")]);
  const reader = new InstanceReader({ open, pageSize: 100 });
  await reader.read();
  expect(reader.getReading().phase).toBe("failed");
});
