import type { RawMethod } from "@/contracts/operation";

/** A request being written. */
export interface RawDraft {
  method: RawMethod;
  uri: string;
  body: string;
  /** Of a PATCH: the tag the resource must still have; empty for any. */
  ifMatch: string;
}

/** True for methods that carry a body. */
export function takesBody(method: RawMethod): boolean {
  return method === "POST" || method === "PATCH";
}

/** What is wrong with the body, as a sentence with the place; null if it is what the method may send. */
export function bodyProblem({ method, body }: Pick<RawDraft, "method" | "body">): string | null {
  if (!takesBody(method)) return null;
  if (body.trim() === "") return method === "PATCH" ? "A PATCH needs the properties to change." : null;
  try {
    JSON.parse(body);
    return null;
  } catch (error) {
    return `This is not JSON: ${error instanceof Error ? error.message : "unreadable"}.`;
  }
}

/** What is wrong with the tag of a PATCH, as a sentence; null if it is one, or none. The server judges again. */
export function ifMatchProblem({ method, ifMatch }: Pick<RawDraft, "method" | "ifMatch">): string | null {
  if (method !== "PATCH" || ifMatch === "" || /^(?:\*|(?:W\/)?"[\x21\x23-\x7e]*")$/.test(ifMatch)) return null;
  return "An ETag stands in quotation marks, as the device shows it.";
}

/** JSON with line breaks and indentation; other text as it is. */
export function prettyBody(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
