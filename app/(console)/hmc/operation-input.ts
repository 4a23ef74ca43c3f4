import type { FieldDescription } from "@/contracts/kind";

/** What the reader typed, by field name. */
export type OperationValues = Readonly<Record<string, string | boolean>>;

/** The fields as they stand when the dialog opens. */
export function initialInput(fields: readonly FieldDescription[]): OperationValues {
  return Object.fromEntries(
    fields.map((field) => {
      if (field.type === "boolean") return [field.name, field.defaultValue === true];
      return [
        field.name,
        Array.isArray(field.defaultValue) ? field.defaultValue.join(", ") : String(field.defaultValue ?? ""),
      ];
    }),
  );
}

/** The input for the device, and a sentence for each field that cannot be used. Empty optional fields are left out. */
export function inputOf(
  fields: readonly FieldDescription[],
  values: OperationValues,
): { input: Record<string, unknown>; problems: Record<string, string> } {
  const input: Record<string, unknown> = {};
  const problems: Record<string, string> = {};
  for (const field of fields) {
    const value = values[field.name];
    if (typeof value === "boolean") {
      input[field.name] = value;
      continue;
    }
    const text = (value ?? "").trim();
    if (text === "") {
      if (field.isRequired) problems[field.name] = `${field.label} is needed.`;
    } else if (field.type === "number") {
      if (/^-?\d+$/.test(text)) input[field.name] = Number(text);
      else problems[field.name] = `${field.label} must be a whole number.`;
    } else if (field.type === "list") {
      input[field.name] = text.split(/[\s,]+/).filter((part) => part !== "");
    } else {
      input[field.name] = text;
    }
  }
  return { input, problems };
}
