import { expect, test } from "vitest";
import { Turns } from "./turns";

function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

test("work on one thing waits for what was asked for before, also where that fails", async () => {
  const turns = new Turns();
  const first = gate();
  const order: string[] = [];
  const failing = turns.take("a", async () => {
    await first.opened;
    order.push("first");
    throw new Error("refused");
  });
  const second = turns.take("a", async () => order.push("second"));
  await turns.take("b", async () => order.push("other"));
  expect(order).toEqual(["other"]);
  first.open();
  await expect(failing).rejects.toThrow("refused");
  await second;
  expect(order).toEqual(["other", "first", "second"]);
  expect(await turns.take("a", async () => "again")).toBe("again");
});
