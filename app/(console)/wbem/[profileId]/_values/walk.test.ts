import { expect, test } from "vitest";
import type { WbemPath } from "@/contracts/wbem/values";
import { arriveAt, noWalk, parseWalk, walkTo } from "./walk";

const path = (name: string): WbemPath => ({
  className: "CIM_Foo",
  namespace: "root/cimv2",
  keys: [{ name: "Name", type: "string", value: name }],
});
const names = ({ steps }: { steps: readonly WbemPath[] }) => steps.map(({ keys }) => keys[0]?.value);

test("a walk grows step by step and is kept when going back", () => {
  const begun = arriveAt(noWalk, path("a"));
  const there = walkTo(walkTo(begun, path("b")), path("c"));
  expect(names(there)).toEqual(["a", "b", "c"]);
  const back = arriveAt(there, path("a"));
  expect(names(back)).toEqual(["a", "b", "c"]);
  expect(back.at).toBe(0);
  expect(names(walkTo(back, path("d")))).toEqual(["a", "d"]);
});

test("walking to where one has been goes back there", () => {
  const there = walkTo(walkTo(arriveAt(noWalk, path("a")), path("b")), path("c"));
  expect(walkTo(there, path("b"))).toEqual({ ...there, at: 1 });
});

test("an instance that was not walked to begins a new walk", () => {
  expect(names(arriveAt(walkTo(arriveAt(noWalk, path("a")), path("b")), path("z")))).toEqual(["z"]);
});

test("a walk outlives a reload, and what is none is left", () => {
  const there = walkTo(arriveAt(noWalk, path("a")), path("b"));
  expect(parseWalk(JSON.parse(JSON.stringify(there)))).toEqual(there);
  for (const kept of [
    null,
    7,
    {},
    { steps: [{}], at: 0 },
    { ...there, at: 2 },
    { ...there, at: -1 },
    { ...there, at: 0.5 },
  ]) {
    expect(parseWalk(kept)).toBe(noWalk);
  }
});
