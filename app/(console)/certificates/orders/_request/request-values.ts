import type { z } from "zod";
import { schemaProblems } from "@/app/_components/form/schema-resolver";
import { keyAlgorithms } from "@/contracts/certificate-limits";
import type {
  KeyAlgorithm,
  RequestedKeyUsage,
  RequestedName,
  RequestedPurpose,
  RequestForm,
  requestFormInput,
  requestFormSchema,
} from "@/contracts/certificate-request";
import type { FieldProblem } from "@/contracts/problem";

/** What the form of a request holds while it is filled in. */
export interface RequestValues {
  keyAlgorithm: KeyAlgorithm;
  subject: RequestForm["subject"];
  names: { type: RequestedName["type"]; value: string }[];
  keyUsage: RequestedKeyUsage[];
  extendedKeyUsage: RequestedPurpose[];
}

type StoredForm = z.output<typeof requestFormSchema>;

/** Common names are shorter than 64 characters. */
const maximumCommonName = 63;

/** Uses a key of this algorithm cannot have (RFC 8017 keys do not agree, RFC 5480 keys do not encipher). */
export function impossibleUsage(keyAlgorithm: KeyAlgorithm): RequestedKeyUsage {
  return keyAlgorithm.startsWith("ec-") ? "keyEncipherment" : "keyAgreement";
}

/** A form to start with: what fits a client of the VMI, under this common name. */
export function emptyRequest(commonName: string): RequestValues {
  return {
    keyAlgorithm: keyAlgorithms[0],
    subject: {
      commonName: commonName.slice(0, maximumCommonName).trim(),
      organization: "",
      organizationalUnit: "",
      locality: "",
      state: "",
      country: "",
      email: "",
    },
    names: [],
    keyUsage: ["digitalSignature", "keyEncipherment"],
    extendedKeyUsage: ["clientAuth"],
  };
}

/** A stored form, or template, to be filled in further. */
export function valuesOf(form: StoredForm): RequestValues {
  return { ...form, keyUsage: form.keyUsage ?? ["digitalSignature", "keyEncipherment"] };
}

/** The form as the API takes it: uses the chosen key cannot have are left out, whatever is ticked out of sight. */
export function formOf(values: RequestValues): z.input<typeof requestFormInput> {
  const { keyAlgorithm, subject, names, extendedKeyUsage } = values;
  const impossible = impossibleUsage(keyAlgorithm);
  return {
    keyAlgorithm,
    subject,
    names,
    keyUsage: values.keyUsage.filter((usage) => usage !== impossible),
    extendedKeyUsage,
  };
}

/** What the API would have against the form, by field. */
export async function requestProblems(values: RequestValues): Promise<FieldProblem[]> {
  const { requestFormInput } = await import("@/contracts/certificate-request");
  return schemaProblems(requestFormInput, formOf(values));
}
