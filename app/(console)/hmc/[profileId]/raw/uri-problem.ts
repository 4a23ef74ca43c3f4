/** What is wrong with the URI, as a sentence; null if nothing. The server judges again. */
export function uriProblem(uri: string): string | null {
  if (!uri.startsWith("/api/")) return "The URI starts with /api/.";
  if (/[\s\\]/.test(uri)) return "A URI has no blanks and no backslashes; write %20 for a blank.";
  const path = uri.split("?")[0] ?? "";
  if (/\/\.{1,2}(\/|$)|%2e%2e|%2f|%5c/i.test(path)) return "The path may not lead upwards or hide slashes.";
  return null;
}
