import { allEndpoints } from "@/contracts/endpoints";

/** The largest body a request may have, by method and path. */
export type BodyLimit = (method: string, path: string) => number;

interface Limited {
  method: string;
  path: string;
  maxBodyBytes?: number;
}

function matches(template: string, path: string): boolean {
  const expected = template.split("/");
  const segments = path.split("/");
  return (
    expected.length === segments.length &&
    expected.every((segment, index) => segment.startsWith(":") || segment === segments[index])
  );
}

/** Takes the limits that endpoints declare for themselves; everything else has the default (SEC-G9). */
export function bodyLimits(defaultBytes: number, endpoints: readonly Limited[] = allEndpoints): BodyLimit {
  const exceptions = endpoints.flatMap(({ method, path, maxBodyBytes }) =>
    maxBodyBytes === undefined ? [] : [{ method, path, maxBodyBytes }],
  );
  return (method, path) =>
    exceptions.find((exception) => exception.method === method && matches(exception.path, path))?.maxBodyBytes ??
    defaultBytes;
}
