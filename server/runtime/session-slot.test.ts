import { expect, test } from "vitest";
import type { DeviceConnection } from "@/server/protocols/kind";
import { resolveFirstHop } from "@/server/transport/dial";
import { transportError } from "@/server/transport/errors";
import { normalizeHost } from "@/server/transport/host";
import { emptySlot, isAddressAway } from "./session-slot";

const address = { host: "hmc1.example.com", port: 6794 };
const slot = { ...emptySlot(), connection: { address } as unknown as DeviceConnection };

const unresolved = (host: string): Promise<unknown> =>
  resolveFirstHop({ host: normalizeHost(host), port: 6794, connectMs: 1_000, resolve: async () => [] }).catch(
    (error: unknown) => error,
  );

test("an address whose name no longer resolves is away", async () => {
  expect(isAddressAway(slot, await unresolved("hmc1.example.com"))).toBe(true);
  expect(isAddressAway(slot, await unresolved("hmc2.example.com"))).toBe(false);
});

test("an address is away where it could not be connected to, and not where another one could not", () => {
  expect(isAddressAway(slot, transportError("refused", { phase: "connect", ...address }))).toBe(true);
  expect(isAddressAway(slot, transportError("refused", { phase: "connect", ...address, port: 61612 }))).toBe(false);
  expect(isAddressAway(slot, transportError("aborted", { phase: "connect", ...address }))).toBe(false);
  expect(isAddressAway(emptySlot(), transportError("refused", { phase: "connect", ...address }))).toBe(false);
});
