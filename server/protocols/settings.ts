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
  const result = judgeInput(schema, settings ?? {});
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
