/** Refusals of the server: by HTTP (DSP0200, section 6) and by CIM status code (section 5.2.5). */
import type { CimInstance } from "../model/objects";

/** Status codes the server uses. */
export const cimStatus = {
  failed: 1,
  accessDenied: 2,
  invalidNamespace: 3,
  invalidParameter: 4,
  invalidClass: 5,
  notFound: 6,
  notSupported: 7,
  classHasChildren: 8,
  classHasInstances: 9,
  invalidSuperclass: 10,
  alreadyExists: 11,
  noSuchProperty: 12,
  typeMismatch: 13,
  queryLanguageNotSupported: 14,
  invalidQuery: 15,
  methodNotAvailable: 16,
  methodNotFound: 17,
  namespaceNotEmpty: 20,
  invalidEnumerationContext: 21,
  invalidOperationTimeout: 22,
  filteredEnumerationNotSupported: 25,
  continuationOnErrorNotSupported: 26,
  serverLimitsExceeded: 27,
} as const;

/** An operation that fails; answered with HTTP 200 and an ERROR element. */
export class CimRefusal extends Error {
  constructor(
    readonly code: number,
    readonly description: string,
    readonly instances: readonly CimInstance[] = [],
  ) {
    super(`CIM status ${code}: ${description}`);
  }
}

/** A request that is no request. */
export class HttpRefusal extends Error {
  constructor(
    readonly status: number,
    readonly headers: Readonly<Record<string, string | string[]>>,
  ) {
    super(`HTTP status ${status}`);
  }
}

/** A refusal with the header CIMError and, percent-encoded as OpenPegasus does, why. */
export function refuseRequest(status: number, cimError: string, detail?: string): HttpRefusal {
  const headers = {
    CIMError: cimError,
    ...(detail === undefined ? {} : { PGErrorDetail: encodeURIComponent(detail) }),
  };
  return new HttpRefusal(status, headers);
}

export const invalidParameter = (description: string) => new CimRefusal(cimStatus.invalidParameter, description);
