import { expect, test } from "vitest";
import { z } from "zod";
import { allEndpoints } from "./endpoints";

/** Shown once to the one whose second factor it is; there is no other way to hand them over. */
const SHOWN_ONCE = new Set([
  "account.totp.begin otpauthUri",
  "account.totp.begin recoveryCodes",
  "account.totp.replaceRecoveryCodes recoveryCodes",
]);

const SECRET_NAME =
  /(password|passphrase|passcode|privatekey|keypem|ciphertext|sealed|wrapped|mac|token|sessionid|otpauthuri|recoverycodes|secretvalue|credential)s?$/;

/** Names of all properties of a JSON schema, at any depth. */
function propertyNames(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  if (Array.isArray(schema)) return schema.flatMap(propertyNames);
  return Object.entries(schema).flatMap(([key, value]) =>
    key === "properties" && typeof value === "object" && value !== null
      ? [...Object.keys(value), ...Object.values(value).flatMap(propertyNames)]
      : propertyNames(value),
  );
}

test("the search sees into nested answers", () => {
  const nested = z.object({ items: z.array(z.union([z.object({ keyPem: z.string() }), z.object({ a: z.string() })])) });
  expect(propertyNames(z.toJSONSchema(nested))).toEqual(["items", "keyPem", "a"]);
});

test.each(allEndpoints.filter((endpoint) => endpoint.response !== undefined))(
  "$id answers no secret (SEC-A9)",
  (endpoint) => {
    const schema = z.toJSONSchema(endpoint.response ?? z.unknown(), { io: "output", unrepresentable: "any" });
    const suspicious = propertyNames(schema)
      .filter((name) => SECRET_NAME.test(name.toLowerCase().replaceAll(/[-_]/g, "")))
      .filter((name) => !SHOWN_ONCE.has(`${endpoint.id} ${name}`));
    expect(suspicious).toEqual([]);
  },
);
