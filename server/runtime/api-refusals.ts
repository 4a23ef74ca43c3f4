import { getRuntime } from "./registry";

/** Answers a request that the listener has judged and marked with why there is no such operation. */
export type ApiRefusal = (request: Request) => Promise<Response>;

/** The refusal for a method and a path of the console; undefined where somebody else answers. */
export type ApiRefusals = (method: string, path: string) => ApiRefusal | undefined;

declare module "./registry" {
  interface RuntimeServices {
    apiRefusals: ApiRefusals;
  }
}

/** Lets the listener refuse what the API does not offer. A second registration replaces the first. */
export function registerRefusals(refusals: ApiRefusals): void {
  getRuntime().services.apiRefusals = refusals;
}

/** What to answer instead of an operation of the API; undefined where there is one, and outside the API. */
export function findApiRefusal(method: string, path: string): ApiRefusal | undefined {
  return getRuntime().services.apiRefusals?.(method, path);
}
