import { expect, it } from "vitest";
import { nameKey } from "./key-name";

it.each([
  [{ type: "rsa", bits: 2048, curve: null }, "RSA, 2048 bits"],
  [{ type: "ec", bits: 256, curve: "prime256v1" }, "EC, P-256"],
  [{ type: "ec", bits: 256, curve: "brainpoolP256r1" }, "EC, brainpoolP256r1"],
  [{ type: "ed25519", bits: null, curve: null }, "ED25519"],
  [{ type: "unknown", bits: null, curve: null }, "a type that is not known"],
])("names %o by what tells its strength", (key, name) => {
  expect(nameKey(key)).toBe(name);
});
