import type { Endpoint, HttpMethod } from "./endpoint";

/**
 * Method and path of an endpoint: all that a browser needs for a call. Its schemas and the library behind them stay on
 * the server; `E` gives the call their types.
 */
export interface Address<E extends Endpoint = Endpoint> {
  method: HttpMethod;
  path: `/${string}`;
  /** For the compiler only: which endpoint it is. Never set. */
  endpoint?: E;
}

/** The endpoint behind an address, for its types. */
export type EndpointAt<A> = A extends Address<infer E> ? E : never;

/** The address of the endpoint `E`. */
export function addressOf<E extends Endpoint>(method: E["method"], path: E["path"]): Address<E> {
  return { method, path };
}
