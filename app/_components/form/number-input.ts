/** The text of a number field as a value: null when empty, a number for whole numbers, otherwise the text itself. */
export function parseNumberInput(text: string): number | string | null {
  const trimmed = text.trim();
  if (trimmed === "") {
    return null;
  }
  const value = Number(trimmed);
  return /^-?[0-9]+$/.test(trimmed) && Number.isSafeInteger(value) ? value : text;
}

/** The value of a number field as text. */
export function formatNumberInput(value: unknown): string {
  return typeof value === "number" || typeof value === "string" ? String(value) : "";
}
