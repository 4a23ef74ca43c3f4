/** The last eight hexadecimal digits of a fingerprint, upper case, without colons: what an operator types (SEC-C4). */
export function fingerprintEnd(fingerprint256: string): string {
  return fingerprint256
    .replaceAll(/[^0-9A-Fa-f]/g, "")
    .slice(-8)
    .toUpperCase();
}

/** Whether the typed text is that end; colons, blanks and case do not matter. */
export function confirmsFingerprint(typed: string, fingerprint256: string): boolean {
  return typed.replaceAll(/[:\s]/g, "").toUpperCase() === fingerprintEnd(fingerprint256);
}
