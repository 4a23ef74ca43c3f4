import { expect, it } from "vitest";
import { orderActions } from "../certificate-order";
import type { Endpoint } from "../endpoint";
import * as orders from "./certificate-orders";

const endpoints: readonly Endpoint[] = Object.values(orders);

it("gives each operation its own id and place", () => {
  expect(new Set(endpoints.map(({ id }) => id)).size).toBe(endpoints.length);
  expect(new Set(endpoints.map(({ method, path }) => `${method} ${path.replace(/:\w+/g, ":x")}`)).size).toBe(
    endpoints.length,
  );
});

it("has an operation for every action of an order", () => {
  const others: Partial<Record<(typeof orderActions)[number], string>> = { activate_untested: "activate" };
  const missing = orderActions.filter((action) => {
    const name = (others[action] ?? action).replaceAll("_", "-");
    return !endpoints.some(({ id }) => id === `orders.${name}`);
  });
  expect(missing).toEqual([]);
});

it("parses each parameter that its path names", () => {
  for (const { id, path, params } of endpoints) {
    const named = [...path.matchAll(/:(\w+)/g)].map(([, name = ""]) => [name, "x"]);
    expect([id, params?.safeParse(Object.fromEntries(named)).success ?? named.length === 0]).toEqual([id, true]);
    if (named.length > 0) expect([id, params?.safeParse({}).success]).toEqual([id, false]);
  }
});

it("demands the version a change was decided on", () => {
  const unguarded = endpoints
    .filter(({ method, path }) => method !== "GET" && method !== "DELETE" && path.includes(":orderId"))
    .filter(({ body }) => body?.safeParse({}).error?.issues.some(({ path }) => path[0] === "version") !== true)
    .map(({ id }) => id);
  expect(unguarded).toEqual(["orders.export"]);
});
