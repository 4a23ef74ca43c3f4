import type { z } from "zod";
import type { KindDescription } from "@/contracts/kind";
import { judgeInput } from "@/contracts/plain-words";
import { InvalidSettings } from "./errors";

/**
 * Judges and completes the settings of a kind by its schema; what is wrong is said of the setting by its label.
 * @throws InvalidSettings naming the field.
 */
export function judgeSettings<S extends z.ZodType>(
  schema: S,
  described: KindDescription["settings"],
  settings: unknown,
): z.output<S> {
  const result = judgeInput(schema, withoutEmpty(described, settings ?? {}));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue?.code === "unrecognized_keys") {
    const [unknown = ""] = issue.keys;
    throw new InvalidSettings(unknown, `This kind of device has no setting “${unknown}”.`);
  }
  const field = String(issue?.path[0] ?? "");
  const label = described.find(({ name }) => name === field)?.label ?? "Settings";
  throw new InvalidSettings(field, `${label}: ${issue?.message ?? "is not as expected"}.`);
}

/** An empty text is none where the setting may be left out and has no default. */
function withoutEmpty(described: KindDescription["settings"], settings: object): object {
  const mayBeEmpty = (name: string) =>
    described.some((field) => field.name === name && !field.isRequired && field.defaultValue === undefined);
  return Object.fromEntries(Object.entries(settings).filter(([name, value]) => value !== "" || !mayBeEmpty(name)));
}
