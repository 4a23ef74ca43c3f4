/** What two names have in common that a reader would take for the same: letter case and compatible forms left out. */
export function nameKeyOf(name: string): string {
  return name.normalize("NFKC").toLowerCase();
}
