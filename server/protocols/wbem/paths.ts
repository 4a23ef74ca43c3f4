/** Where operations go (DSP0200, section 7.2; SEC-D5). */
import type { RawRequest } from "../kind";

export const CIMOM_PATH = "/cimom";

/** True if a raw request may go to this path: operations have one. */
export function allowsWbemPath(method: RawRequest["method"], uri: string): boolean {
  return method === "POST" && uri === CIMOM_PATH;
}
