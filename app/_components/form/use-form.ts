// Screens reach the form library through here, so that it stays replaceable and its imports in one folder.
export {
  type Control,
  type FieldPath,
  type FieldValues,
  type UseFormReturn,
  useController,
  useFieldArray,
  useForm,
  useFormState,
  useWatch,
} from "react-hook-form";
