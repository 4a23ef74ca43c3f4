import { toNestErrors } from "@hookform/resolvers";
import type { FieldError, FieldErrors, Resolver } from "react-hook-form";
import type { KindDescription } from "@/contracts/kind";
import type { Profile } from "@/contracts/profile";
import { type CheckedProfile, checkFormValues } from "./check-values";
import type { ProfileFormValues } from "./form-values";

/** Lets react-hook-form judge the profile form by `checkFormValues`. */
export function profileResolver(
  kind: KindDescription,
  stored: Profile | null,
): Resolver<ProfileFormValues, unknown, CheckedProfile> {
  return (values, _context, options) => {
    const { input, problems } = checkFormValues(values, kind, stored);
    if (input !== null) return { values: input, errors: {} };
    const flat = Object.fromEntries(
      problems.map(({ path, message }): [string, FieldError] => [path, { type: "validate", message }]),
    );
    return { values: {}, errors: toNestErrors(flat as FieldErrors<ProfileFormValues>, options) };
  };
}
