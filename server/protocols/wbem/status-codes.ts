/** CIM status codes (DSP0200, section 5.2; reference, section 9.1). */
import type { ErrorCode } from "@/contracts/errors";

interface CimStatus {
  name: string;
  meaning: string;
  code: ErrorCode;
  /** What a person can do about it, where that can be said. */
  remedy?: string;
}

const statuses: ReadonlyMap<number, CimStatus> = new Map<number, CimStatus>([
  [
    1,
    {
      name: "CIM_ERR_FAILED",
      meaning: "the operation failed",
      code: "device_request_rejected",
      remedy: "The server's own log may tell more.",
    },
  ],
  [
    2,
    {
      name: "CIM_ERR_ACCESS_DENIED",
      meaning: "the resource is not available to this user",
      code: "device_authorization",
      remedy: "Use a user whom the server authorizes for this namespace and operation.",
    },
  ],
  [
    3,
    {
      name: "CIM_ERR_INVALID_NAMESPACE",
      meaning: "the namespace does not exist",
      code: "device_not_found",
      remedy: "Choose another namespace, or correct the default namespace in the profile.",
    },
  ],
  [
    4,
    {
      name: "CIM_ERR_INVALID_PARAMETER",
      meaning: "a parameter is invalid, missing, duplicate or unknown",
      code: "device_request_rejected",
    },
  ],
  [
    5,
    {
      name: "CIM_ERR_INVALID_CLASS",
      meaning: "the class does not exist",
      code: "device_not_found",
      remedy: "Look for the class in the tree, read again: it may lie in another namespace.",
    },
  ],
  [
    6,
    {
      name: "CIM_ERR_NOT_FOUND",
      meaning: "the requested object does not exist",
      code: "device_not_found",
      remedy: "It may have been deleted meanwhile. Read the list of its class again.",
    },
  ],
  [
    7,
    {
      name: "CIM_ERR_NOT_SUPPORTED",
      meaning: "the server or the class does not support the operation",
      code: "device_request_rejected",
      remedy: "Servers need not offer every operation for every class. Look for a method of the class that does it.",
    },
  ],
  [
    8,
    {
      name: "CIM_ERR_CLASS_HAS_CHILDREN",
      meaning: "the class has subclasses",
      code: "device_conflict",
      remedy: "Delete its subclasses first.",
    },
  ],
  [
    9,
    {
      name: "CIM_ERR_CLASS_HAS_INSTANCES",
      meaning: "the class has instances",
      code: "device_conflict",
      remedy: "Delete its instances first.",
    },
  ],
  [10, { name: "CIM_ERR_INVALID_SUPERCLASS", meaning: "the superclass does not exist", code: "device_not_found" }],
  [
    11,
    {
      name: "CIM_ERR_ALREADY_EXISTS",
      meaning: "the object exists already",
      code: "device_conflict",
      remedy: "Choose other keys, or change the object that exists.",
    },
  ],
  [
    12,
    {
      name: "CIM_ERR_NO_SUCH_PROPERTY",
      meaning: "the property does not exist",
      code: "device_request_rejected",
      remedy: "Compare with what the class declares.",
    },
  ],
  [
    13,
    {
      name: "CIM_ERR_TYPE_MISMATCH",
      meaning: "a value does not fit its type",
      code: "device_request_rejected",
      remedy: "Compare with what the class declares.",
    },
  ],
  [
    14,
    {
      name: "CIM_ERR_QUERY_LANGUAGE_NOT_SUPPORTED",
      meaning: "the query language is not known",
      code: "device_request_rejected",
      remedy: "Choose another query language: many servers know WQL or DMTF:CQL only.",
    },
  ],
  [
    15,
    {
      name: "CIM_ERR_INVALID_QUERY",
      meaning: "the query is not valid",
      code: "device_request_rejected",
      remedy: "Correct the query.",
    },
  ],
  [
    16,
    {
      name: "CIM_ERR_METHOD_NOT_AVAILABLE",
      meaning: "the method cannot be carried out",
      code: "device_request_rejected",
      remedy: "The state of the object may not allow it now. Its description says when it can be called.",
    },
  ],
  [
    17,
    {
      name: "CIM_ERR_METHOD_NOT_FOUND",
      meaning: "the method does not exist",
      code: "device_not_found",
      remedy: "Look at the methods that the class declares.",
    },
  ],
  [
    20,
    {
      name: "CIM_ERR_NAMESPACE_NOT_EMPTY",
      meaning: "the namespace is not empty",
      code: "device_conflict",
      remedy: "Delete what is in it first.",
    },
  ],
  [
    21,
    {
      name: "CIM_ERR_INVALID_ENUMERATION_CONTEXT",
      meaning: "the enumeration is unknown, closed or expired",
      code: "device_conflict",
      remedy: "Read the list again from its beginning.",
    },
  ],
  [
    22,
    {
      name: "CIM_ERR_INVALID_OPERATION_TIMEOUT",
      meaning: "the operation timeout is not acceptable",
      code: "device_request_rejected",
    },
  ],
  [
    23,
    {
      name: "CIM_ERR_PULL_HAS_BEEN_ABANDONED",
      meaning: "the pull was stopped by a concurrent close",
      code: "device_conflict",
      remedy: "Read the list again from its beginning.",
    },
  ],
  [
    24,
    {
      name: "CIM_ERR_PULL_CANNOT_BE_ABANDONED",
      meaning: "the close could not stop a concurrent pull",
      code: "device_conflict",
    },
  ],
  [
    25,
    {
      name: "CIM_ERR_FILTERED_ENUMERATION_NOT_SUPPORTED",
      meaning: "filter queries are not supported",
      code: "device_request_rejected",
      remedy: "Leave the filter on the server away, and filter the rows of the table.",
    },
  ],
  [
    26,
    {
      name: "CIM_ERR_CONTINUATION_ON_ERROR_NOT_SUPPORTED",
      meaning: "continuing after errors is not supported",
      code: "device_request_rejected",
    },
  ],
  [
    27,
    {
      name: "CIM_ERR_SERVER_LIMITS_EXCEEDED",
      meaning: "a limit of the server was exceeded",
      code: "device_busy",
      remedy: "Ask for less at once, or try again later.",
    },
  ],
  [
    28,
    {
      name: "CIM_ERR_SERVER_IS_SHUTTING_DOWN",
      meaning: "the server is shutting down",
      code: "device_unavailable",
      remedy: "Try again when the server has started.",
    },
  ],
]);

/** The status codes that the client decides by. */
export const CIM_ERR_FAILED = 1;
export const CIM_ERR_INVALID_NAMESPACE = 3;
export const CIM_ERR_INVALID_CLASS = 5;
export const CIM_ERR_NOT_FOUND = 6;
export const CIM_ERR_NOT_SUPPORTED = 7;
export const CIM_ERR_METHOD_NOT_AVAILABLE = 16;
export const CIM_ERR_METHOD_NOT_FOUND = 17;

/** What a status code means; a code that DSP0200 does not have gets a name that says so. */
export function describeCimStatus(code: number): CimStatus {
  return (
    statuses.get(code) ?? {
      name: `CIM status ${code}`,
      meaning: "the server gave a status code that is not in the specification",
      code: "device_request_rejected",
    }
  );
}
