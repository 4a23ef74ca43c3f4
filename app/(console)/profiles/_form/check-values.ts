import type { z } from "zod";
import type { KindDescription } from "@/contracts/kind";
import { judgeInput } from "@/contracts/plain-words";
import type { FieldProblem } from "@/contracts/problem";
import type { createProfileInput, Profile } from "@/contracts/profile";
import { inputOf, type ProfileFormValues } from "./form-values";
import { editedDestination, missingReentries } from "./reentry";

export type CheckedProfile = Omit<z.output<typeof createProfileInput>, "kind">;
export type Check = { input: CheckedProfile; problems: null } | { input: null; problems: FieldProblem[] };

/** Why a stored secret is asked for again, in the words of what was changed. */
function askedAgain(stored: Profile | null, values: ProfileFormValues, label: string): string {
  const changes = stored === null ? [] : editedDestination(stored, values);
  const listed = new Intl.ListFormat("en", { type: "conjunction" }).format(changes);
  const secret = label.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
  return `Changing the ${listed} asks for the ${secret} again: a stored secret is only sent where it was given for.`;
}

/** Number inputs hold text while it is no number; its type is nothing the reader knows of. */
function plainMessage(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === "invalid_type" && issue.expected === "number") {
    return value === null || value === "" ? "A number is needed" : "A whole number, please";
  }
  return issue.message.charAt(0).toUpperCase() + issue.message.slice(1);
}

function valueAt(values: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    values,
  );
}

function settingProblems(values: ProfileFormValues, kind: KindDescription): FieldProblem[] {
  return kind.settings.flatMap((field) => {
    const value = values.settings[field.name];
    const path = `settings.${field.name}`;
    if (value === undefined || value === null || value === "") {
      return field.isRequired ? [{ path, message: `${field.label} is needed` }] : [];
    }
    return field.type === "number" && typeof value !== "number" ? [{ path, message: "A whole number, please" }] : [];
  });
}

/**
 * Judges the form by the contract, the kind's description and the rule of SEC-A10. `stored` is the profile being
 * edited, null for a new one. The paths of the problems name the form's fields. Rejects if the contract cannot be loaded.
 */
export async function checkFormValues(
  values: ProfileFormValues,
  kind: KindDescription,
  stored: Profile | null,
): Promise<Check> {
  const contract = await import("@/contracts/profile");
  const parsed = judgeInput(contract.createProfileInput, { ...inputOf(values), kind: kind.id });
  const problems: FieldProblem[] = settingProblems(values, kind);
  for (const slot of missingReentries(stored, values)) {
    const label = kind.secretSlots.find((described) => described.slot === slot)?.label ?? slot;
    problems.push({ path: `secrets.${slot}`, message: askedAgain(stored, values, label) });
  }
  if (!parsed.success) {
    const known = new Set(problems.map((problem) => problem.path));
    for (const issue of parsed.error.issues) {
      const path = issue.path.join(".");
      if (known.has(path)) continue;
      known.add(path);
      problems.push({ path, message: plainMessage(issue, valueAt(values, issue.path)) });
    }
  }
  if (problems.length > 0 || !parsed.success) return { input: null, problems };
  const { kind: _, ...input } = parsed.data;
  return { input, problems: null };
}
