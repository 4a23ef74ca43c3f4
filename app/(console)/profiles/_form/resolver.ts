import { type FieldError, type FieldErrors, type Resolver, toNestErrors } from "@/app/_components/form/use-form";
import type { KindDescription } from "@/contracts/kind";
import type { Profile } from "@/contracts/profile";
import { checkFormValues } from "./check-values";
import type { ProfileFormValues } from "./form-values";

/** Lets react-hook-form judge the profile form by `checkFormValues`. */
export function profileResolver(
  kind: KindDescription,
  stored: Profile | null,
): Resolver<ProfileFormValues> {
  return (values, _context, options) => {
    const { problems } = checkFormValues(values, kind, stored);
    if (problems === null) return { values, errors: {} };
    const flat = Object.fromEntries(
      problems.map(({ path, message }): [string, FieldError] => [path, { type: "validate", message }]),
    );
    return { values: {}, errors: toNestErrors(flat as FieldErrors<ProfileFormValues>, options) };
  };
}
