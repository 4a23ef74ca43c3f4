import { createPrivateKey } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createOrderInput } from "@/contracts/certificate-order";
import { requestFormInput } from "@/contracts/certificate-request";
import { getDatabase } from "@/server/data/client";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { createTestTeam, testContext } from "@/server/data/testing/team";
import { openOrderKey } from "./order-key";
import { createOrder } from "./orders";
import { generateRequest } from "./request";

let stored: TestDatabase;
beforeEach(async () => {
  stored = await createTestDatabase();
});
afterEach(() => stored.close());

function filesOfDatabase(): Buffer {
  const files = [stored.file, `${stored.file}-wal`, `${stored.file}-shm`].filter((file) => existsSync(file));
  return Buffer.concat(files.map((file) => readFileSync(file)));
}

/** Makes a key for an order that is carried to its signer by hand. */
async function orderWithKey(name: string): Promise<string> {
  const { administrator } = await createTestTeam();
  const order = await createOrder(administrator, createOrderInput.parse({ name }), testContext);
  const form = requestFormInput.parse({ keyAlgorithm: "ec-p256", subject: { commonName: name } });
  await generateRequest(administrator, order.id, { version: order.version, form }, testContext);
  return order.id;
}

test("the key of an order lies in the database sealed only (SEC-A12)", async () => {
  const id = await orderWithKey("canary.example.test");
  const key = await openOrderKey(getDatabase(), { id });
  const { d = "" } = createPrivateKey(key?.export({ type: "pkcs8", format: "pem" }) ?? "").export({ format: "jwk" });
  const secret = Buffer.from(d, "base64url");
  expect(secret).toHaveLength(32);
  const content = filesOfDatabase();
  expect(content.includes("canary.example.test")).toBe(true);
  const hex = secret.toString("hex");
  // Whole groups of Base64 at each of the three places where the key can begin in one.
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), secret]).toString("base64");
    return text.slice(shift === 0 ? 0 : 4, -4);
  });
  for (const form of [secret, hex, hex.toUpperCase(), d, ...base64]) expect(content.includes(form)).toBe(false);
  expect(content.includes("PRIVATE KEY")).toBe(false);
});

test("the sealed key of another order does not open (SEC-A12)", async () => {
  const [one, other] = [await orderWithKey("one"), await orderWithKey("other")];
  const { sealedKey } = await getDatabase().certificateOrder.findUniqueOrThrow({ where: { id: other } });
  await getDatabase().certificateOrder.update({ where: { id: one }, data: { sealedKey } });
  await expect(openOrderKey(getDatabase(), { id: one })).rejects.toMatchObject({ code: "secret_binding" });
});
