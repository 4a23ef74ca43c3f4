import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { createGate } from "./gate";

it("lets no more in than there is room for, in order, whatever fails", async () => {
  const gate = createGate(2);
  let inside = 0;
  let most = 0;
  const order: number[] = [];
  const work = async (number: number) => {
    inside += 1;
    most = Math.max(most, inside);
    order.push(number);
    await setImmediate();
    inside -= 1;
    if (number % 3 === 0) throw new Error(`${number}`);
    return number;
  };
  const numbers = Array.from({ length: 20 }, (_, number) => number);
  const results = await Promise.allSettled(numbers.map((number) => gate(() => work(number))));
  expect([most, inside, order]).toEqual([2, 0, numbers]);
  expect(results.map(({ status }) => status === "rejected")).toEqual(numbers.map((number) => number % 3 === 0));
  expect(await gate(() => "again")).toBe("again");
});

it("gives each piece of work a turn of the event loop", async () => {
  const gate = createGate(1);
  let turns = 0;
  let isDone = false;
  const count = async () => {
    for (; !isDone; turns += 1) await setImmediate();
  };
  const counting = count();
  await Promise.all(Array.from({ length: 20 }, () => gate(() => undefined)));
  isDone = true;
  await counting;
  expect(turns).toBeGreaterThanOrEqual(20);
});
