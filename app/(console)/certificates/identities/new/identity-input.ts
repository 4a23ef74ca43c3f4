import type { ChosenFile } from "@/app/_components/form/file-field";
import type { FieldProblem } from "@/contracts/problem";
import type { ImportIdentityInput } from "@/contracts/trust";

export interface IdentityValues {
  name: string;
  description: string;
  format: "pem" | "pkcs12";
  /** PEM text, or a file instead; the key may be in it. */
  certificates: string;
  certificatesFile: ChosenFile | null;
  /** The key by itself, if it is not with the certificates. */
  key: string;
  keyFile: ChosenFile | null;
  pkcs12: ChosenFile | null;
  password: string;
}

export const emptyIdentity: IdentityValues = {
  name: "",
  description: "",
  format: "pem",
  certificates: "",
  certificatesFile: null,
  key: "",
  keyFile: null,
  pkcs12: null,
  password: "",
};

function source(text: string, file: ChosenFile | null) {
  if (file !== null) return { file: file.contentBase64, fileName: file.name };
  return text.trim() === "" ? undefined : { text };
}

/** The form as the API takes it; only the chosen format counts. */
export function identityInputOf(values: IdentityValues): ImportIdentityInput {
  const { name, description, password } = values;
  const common = { name, description, ...(password === "" ? {} : { password }) };
  if (values.format === "pkcs12") return { ...common, pkcs12: values.pkcs12?.contentBase64 };
  return {
    ...common,
    certificates: source(values.certificates, values.certificatesFile),
    key: source(values.key, values.keyFile),
  };
}

/** What is missing or given twice, by field. */
export function identityProblems(values: IdentityValues): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const problem = (path: keyof IdentityValues, message: string) => problems.push({ path, message });
  if (values.name.trim() === "") problem("name", "A name is needed.");
  if (values.format === "pkcs12") {
    if (values.pkcs12 === null) problem("pkcs12", "Choose the PKCS#12 file.");
    return problems;
  }
  const twice = "Give either text or a file: remove one of them.";
  const hasText = values.certificates.trim() !== "";
  if (!hasText && values.certificatesFile === null)
    problem("certificates", "Paste the certificate, or choose its file.");
  if (hasText && values.certificatesFile !== null) problem("certificatesFile", twice);
  if (values.key.trim() !== "" && values.keyFile !== null) problem("keyFile", twice);
  return problems;
}

/** Which field of the form shows the server's word about a part of what was sent. */
export function fieldNames(
  sent: Pick<ImportIdentityInput, "certificates" | "key">,
): Record<string, keyof IdentityValues> {
  return {
    certificates: sent.certificates?.file === undefined ? "certificates" : "certificatesFile",
    key: sent.key?.file === undefined ? "key" : "keyFile",
  };
}

/** Stands for the key material of a form, to notice when it changed; it is the text itself and stays in memory. */
export function materialOf(values: IdentityValues): string {
  const { name: _name, description: _description, ...material } = identityInputOf(values);
  return JSON.stringify(material);
}
