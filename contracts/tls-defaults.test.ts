import { expect, it } from "vitest";
import { tlsPolicySchema } from "./tls";
import { defaultTlsPolicy } from "./tls-defaults";

it("starts forms with the policy that the contract fills in", () => {
  expect(tlsPolicySchema.parse({})).toEqual(defaultTlsPolicy);
});
