import { allEndpoints } from "@/contracts/endpoints";
import { isPathOf } from "@/contracts/path-template";

/** The largest body a request may have, by method and path. */
export type BodyLimit = (method: string, path: string) => number;

interface Limited {
  method: string;
  path: string;
  maxBodyBytes?: number;
}

/** Takes the limits that endpoints declare for themselves; everything else has the default (SEC-G9). */
export function bodyLimits(defaultBytes: number, endpoints: readonly Limited[] = allEndpoints): BodyLimit {
  const exceptions = endpoints.flatMap(({ method, path, maxBodyBytes }) =>
    maxBodyBytes === undefined ? [] : [{ method, path, maxBodyBytes }],
  );
  return (method, path) =>
    exceptions.find((exception) => exception.method === method && isPathOf(exception.path, path))?.maxBodyBytes ??
    defaultBytes;
}
