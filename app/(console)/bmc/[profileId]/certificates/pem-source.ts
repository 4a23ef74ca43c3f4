import type { ChosenFile } from "@/app/_components/form/file-field";

/** PEM as it is typed or comes from a file; the file goes first. */
export interface PemValues {
  text: string;
  file: ChosenFile | null;
}

function wrapped(label: string, base64: string): string {
  const lines = base64.match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

/** The PEM of what was given: a file with a certificate in DER is wrapped, everything else stays as it is. */
export function pemOf({ text, file }: PemValues): string {
  if (file === null) return text.trim() === "" ? "" : `${text.trim()}\n`;
  const bytes = atob(file.contentBase64);
  return bytes.startsWith("\x30") ? wrapped("CERTIFICATE", file.contentBase64) : bytes;
}

/** The certificates of a PEM alone, without keys and what else stands in it. */
export function certificatesIn(pem: string): string {
  return (pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? []).join("\n");
}

/** What is wrong with the PEM as far as can be seen here, as a sentence; null if nothing. The BMC judges it again. */
export function pemProblem(pem: string, use: "replace" | "trust"): string | null {
  if (pem.trim() === "") return "A certificate is needed: paste its PEM or choose a file.";
  if (!pem.includes("-----BEGIN CERTIFICATE-----")) return "There is no certificate in PEM form in it.";
  if (use === "trust" && pem.includes("PRIVATE KEY-----")) {
    return "There is a private key in it: a trust store takes certificates only.";
  }
  if (pem.includes("ENCRYPTED PRIVATE KEY")) return "The private key is encrypted; the BMC cannot open it.";
  return null;
}
