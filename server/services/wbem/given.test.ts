import { expect, test } from "vitest";
import { parametersFromGiven, propertiesFromGiven } from "./given";

const noClass = async () => null;
const text = (name: string, value: string | string[]) => ({
  name,
  type: "string" as const,
  isArray: Array.isArray(value),
  embeddedObject: null,
  value,
});

test("a character that XML does not have is refused at the value it stands in", async () => {
  const scalar = propertiesFromGiven([text("Name", "fine"), text("Caption", "be\u0007ll")], "changes", noClass);
  await expect(scalar).rejects.toMatchObject({
    errors: [{ path: "changes.1.value", message: "The character U+0007 cannot be sent in CIM-XML." }],
  });
  const item = parametersFromGiven([text("Names", ["fine", "\ud800"])], noClass);
  await expect(item).rejects.toMatchObject({ errors: [{ path: "parameters.0.value.1" }] });
});

test("two values for one name are refused, however it is spelled", async () => {
  const twice = [text("Name", "one"), text("NAME", "other")];
  const refusal = { code: "invalid_request", message: "There are two values for NAME." };
  await expect(propertiesFromGiven(twice, "properties", noClass)).rejects.toMatchObject({
    ...refusal,
    errors: [{ path: "properties.1.name" }],
  });
  await expect(parametersFromGiven(twice, noClass)).rejects.toMatchObject(refusal);
});
