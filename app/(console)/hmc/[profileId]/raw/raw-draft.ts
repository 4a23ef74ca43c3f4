/** A request being written. */
export interface RawDraft {
  method: "GET" | "POST" | "DELETE";
  uri: string;
  body: string;
}

/** What is wrong with the URI, as a sentence; null if nothing. The server judges again. */
export function uriProblem(uri: string): string | null {
  if (!uri.startsWith("/api/")) return "The URI starts with /api/.";
  if (/[\s\\]/.test(uri)) return "A URI has no blanks and no backslashes; write %20 for a blank.";
  const path = uri.split("?")[0] ?? "";
  if (/\/\.{1,2}(\/|$)|%2e%2e|%2f|%5c/i.test(path)) return "The path may not lead upwards or hide slashes.";
  return null;
}

/** What is wrong with the body, as a sentence with the place; null if it is empty or JSON. */
export function bodyProblem(body: string): string | null {
  if (body.trim() === "") return null;
  try {
    JSON.parse(body);
    return null;
  } catch (error) {
    return `This is not JSON: ${error instanceof Error ? error.message : "unreadable"}.`;
  }
}

/** JSON with line breaks and indentation; other text as it is. */
export function prettyBody(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
