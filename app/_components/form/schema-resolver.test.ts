import { expect, it } from "vitest";
import { z } from "zod";
import { schemaResolver } from "./schema-resolver";

const schema = z.object({
  name: z.string().max(3),
  role: z.enum(["viewer", "operator"]),
  email: z.email("not an address"),
});

async function messagesOf(values: object): Promise<Record<string, unknown>> {
  const { errors } = await schemaResolver(() => Promise.resolve(schema))(values, undefined, {
    fields: {},
    shouldUseNativeValidation: false,
  });
  return Object.fromEntries(Object.entries(errors).map(([name, error]) => [name, error?.message]));
}

it("says beneath each field what is wrong, in sentences for its reader", async () => {
  expect(await messagesOf({ name: undefined, role: "boss", email: "x" })).toEqual({
    name: "Is missing.",
    role: "Must be one of viewer, operator.",
    email: "Not an address.",
  });
  expect(await messagesOf({ name: "Adam", role: "viewer", email: "a@example.com" })).toEqual({
    name: "At most 3 characters.",
  });
});

it("lets through what the schema accepts", async () => {
  expect(await messagesOf({ name: "Ada", role: "viewer", email: "a@example.com" })).toEqual({});
});
