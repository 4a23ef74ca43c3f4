import { networkInterfaces } from "node:os";
import { expect, test } from "vitest";
import { makeAddressPolicy } from "./address-policy";

const entries = ["127.0.0.1:6794", "[::1]:6794", "127.0.0.8", "127.1.0.0/16", "fe80::/10"];
const policy = makeAddressPolicy(entries, { host: "127.1.0.5", port: 3000 });
const judge = (address: string, port: number) => policy.judge({ host: address, address, port }).allowed;

test.each([
  ["127.0.0.1", 6794],
  ["::1", 6794],
  ["127.0.0.8", 1],
  ["127.1.2.3", 65_535],
  ["fe80::1%eth0", 443],
  ["10.0.0.1", 443],
  ["127.1.0.5", 3001],
] as const)("allows %s port %d", (address, port) => {
  expect(judge(address, port)).toBe(true);
});

test.each([
  ["127.0.0.1", 6795],
  ["127.0.0.2", 6794],
  ["::1", 443],
  ["169.254.169.254", 80],
  ["::ffff:127.0.0.2", 6794],
  ["127.1.0.5", 3000],
] as const)("refuses %s port %d", (address, port) => {
  expect(judge(address, port)).toBe(false);
});

test("a console on every address refuses each of its own", () => {
  const open = makeAddressPolicy([], { host: "0.0.0.0", port: 3000 });
  const own = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  for (const { address } of own) expect(open.judge({ host: address, address, port: 3000 }).allowed).toBe(false);
});

test.each(["nonsense", "10.0.0.0/99", "300.0.0.1", "127.0.0.1:"])("does not start with %s", (entry) => {
  expect(() => makeAddressPolicy([entry], { host: "127.0.0.1", port: 3000 })).toThrow(/SIGNALBOX_ALLOWED_ADDRESSES/);
});
