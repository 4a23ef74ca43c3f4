import { describe, expect, test } from "vitest";
import { AppError } from "@/server/domain/app-error";
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

test("a whole number that JSON has rounded is refused, and taken as text", async () => {
  const size = (value: string | number) => [{ ...text("Size", ""), type: "uint64" as const, value }];
  await expect(propertiesFromGiven(size(2 ** 53), "changes", noClass)).rejects.toMatchObject({
    errors: [{ path: "changes.0.value", message: expect.stringContaining("as text") }],
  });
  const [property] = await propertiesFromGiven(size("9007199254740993"), "changes", noClass);
  expect(property?.value).toBe(9007199254740993n);
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

describe("an embedded object", () => {
  const embedded = (value: string) => [{ ...text("Setting", value), embeddedObject: "instance" as const }];
  const instance = "<INSTANCE CLASSNAME='CIM_X'>";

  test.each([
    ["CIM-XML that is not well-formed", instance, "The text is not well-formed XML: unclosed tag: INSTANCE."],
    ["an entity of one's own", `<!DOCTYPE a [<!ENTITY x "y">]>${instance}`, "The text has a document type declaration"],
    ["another element", "<foo/>", "An embedded object is neither INSTANCE nor CLASS."],
    ["what would be left out", `${instance}<BOGUS/></INSTANCE>`, "Not all of this could be sent."],
    [
      "a value that is none of its type",
      `${instance}<PROPERTY NAME="Size" TYPE="uint8"><VALUE>999</VALUE></PROPERTY></INSTANCE>`,
      "Property Size: The number is out of the range of uint8: 0 to 255.",
    ],
    ["neither MOF nor XML", "nothing", "Here class, instance, qualifier or #pragma is expected (line 1, column 1)"],
    ["MOF of a class that is not there", "instance of CIM_X { };", "The class CIM_X is not known (line 1, column 13)"],
    ["nothing", " ", "Exactly one instance or class is needed."],
  ])("is refused at its field for %s, in words about the text", async (_what, value, message) => {
    const refused = parametersFromGiven(embedded(value), noClass);
    await expect(refused).rejects.toMatchObject({
      code: "invalid_request",
      errors: [{ path: "parameters.0.value", message: expect.stringContaining(message) }],
      remedy: undefined,
    });
    await expect(refused).rejects.not.toThrow(/answer/);
  });

  test("is not to blame where the server does not tell its class", async () => {
    const gone = new AppError("device_unreachable", "The server does not answer.");
    const asked = propertiesFromGiven(embedded("instance of CIM_X { };"), "changes", () => Promise.reject(gone));
    await expect(asked).rejects.toBe(gone);
  });

  test("is sent as it was given", async () => {
    const given = `${instance}<PROPERTY NAME="Size" TYPE="uint8"><VALUE>7</VALUE></PROPERTY></INSTANCE>`;
    const [property] = await propertiesFromGiven(embedded(given), "changes", noClass);
    expect(property?.value).toMatchObject({ className: "CIM_X", properties: [{ name: "Size", value: 7 }] });
  });
});
