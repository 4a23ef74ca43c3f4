import { expect, test } from "vitest";
import { CURRENT_COST, hashPassword, needsRehash, verifyPassword } from "./password-hash";

const cheap = { n: 10, r: 8, p: 1 };

test("a password verifies against its own hash only, whatever the cost it was made with", async () => {
  const hash = await hashPassword("correct horse", cheap);
  expect(hash).toMatch(/^\$scrypt\$ln=10,r=8,p=1\$[\w-]{22}\$[\w-]{43}$/);
  expect(await verifyPassword(hash, "correct horse")).toBe(true);
  expect(await verifyPassword(hash, "correct horse ")).toBe(false);
  expect(await verifyPassword(await hashPassword("other", cheap), "correct horse")).toBe(false);
});

test("each hash has its own salt", async () => {
  expect(await hashPassword("same", cheap)).not.toBe(await hashPassword("same", cheap));
});

test("the same characters in another composition are the same password", async () => {
  const hash = await hashPassword("Z\u00fcrich", cheap);
  expect(await verifyPassword(hash, "Zu\u0308rich")).toBe(true);
});

test.each(["", "plain", "$scrypt$ln=10,r=8,p=1$abc$def", "$argon2id$v=19$m=1,t=1,p=1$abc$def"])(
  "%j verifies nothing and wants to be replaced",
  async (stored) => {
    expect(await verifyPassword(stored, "anything")).toBe(false);
    if (!stored.startsWith("$scrypt")) expect(needsRehash(stored)).toBe(true);
  },
);

test("new hashes have the cost that is asked for, and are replaced when it rises", async () => {
  expect(CURRENT_COST.n).toBeGreaterThanOrEqual(17);
  const hash = await hashPassword("correct horse");
  expect(hash).toContain("$ln=17,r=8,p=1$");
  expect(needsRehash(hash)).toBe(false);
  expect(needsRehash(await hashPassword("correct horse", cheap))).toBe(true);
});
