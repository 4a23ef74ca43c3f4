// Screens reach the form library through here, so that it stays replaceable and its imports in one folder.
export { toNestErrors } from "@hookform/resolvers";
export {
  type Control,
  type FieldError,
  type FieldErrors,
  type FieldPath,
  type FieldValues,
  type Resolver,
  type UseFormReturn,
  useController,
  useFieldArray,
  useForm,
  useFormState,
  useWatch,
} from "react-hook-form";
