/** Bodies of raw requests to devices that speak JSON. */

/** What keeps a body from being sent; null for JSON. */
export function findJsonFault(body: string): string | null {
  try {
    JSON.parse(body);
    return null;
  } catch {
    return "The body is not valid JSON.";
  }
}
