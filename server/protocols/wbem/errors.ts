/** Failures of a WBEM server (reference, section 9). The way to it fails with `TransportError`, timeouts included. */
import type { ErrorCode } from "@/contracts/errors";
import { boundedText } from "../device-text";
import { DeviceError } from "../errors";
import { describeRefusal } from "./cim-error";
import type { CimInstance } from "./model/objects";
import { describeCimStatus } from "./status-codes";

/** What went wrong, by the families of the reference. */
export const wbemErrorFamilies = [
  /** Status 401. */
  "authentication",
  /** Another HTTP status than 200. */
  "http",
  /** Not well-formed, illegal characters, ill-formed UTF-8, or beyond the limits. */
  "xml-parse",
  /** Well-formed, but not what DSP0201 or the operation allow. */
  "cim-xml-parse",
  /** Headers that do not belong to a CIM-XML answer. */
  "header-parse",
  "cim-version",
  "dtd-version",
  "protocol-version",
  /** An ERROR element. */
  "cim",
  /** The model of the server is not as expected: no Interop namespace, for example. */
  "model",
] as const;
export type WbemErrorFamily = (typeof wbemErrorFamilies)[number];

export interface WbemErrorFacts {
  family: WbemErrorFamily;
  /** Instead of the code of the family. */
  code?: ErrorCode;
  /** Operation or method that failed. */
  operation?: string;
  /** HTTP status. */
  status?: number;
  /** Value of the header CIMError. */
  cimError?: string;
  /** What the server said, unredacted: it is bounded here. */
  deviceMessage?: string;
  /** Offset in the answer: bytes for ill-formed UTF-8, otherwise characters. */
  position?: number;
  /** The answer around that position, printable and bounded. */
  excerpt?: string;
  /** Value that CIM gives as reason. */
  reason?: number;
  remedy?: string;
  /** Class of the transport's kind, such as `auth-scheme-unsupported`. */
  errorClass?: string;
  /** Known secrets, replaced in every text of the server. */
  secrets?: readonly string[];
  cause?: unknown;
}

const codes: Record<WbemErrorFamily, ErrorCode> = {
  authentication: "device_authentication",
  http: "device_unavailable",
  "xml-parse": "device_protocol",
  "cim-xml-parse": "device_protocol",
  "header-parse": "device_protocol",
  "cim-version": "device_protocol",
  "dtd-version": "device_protocol",
  "protocol-version": "device_protocol",
  cim: "device_request_rejected",
  model: "device_protocol",
};

/** An answer that makes no sense can be looked at where it is kept. */
const remedies: Partial<Record<WbemErrorFamily, string>> = {
  "xml-parse": "Switch on the recording of the profile and try again: it keeps the answer as it came.",
  "cim-xml-parse": "Switch on the recording of the profile and try again: it keeps the answer as it came.",
};

/** A failure of the server or of its answer. */
export class WbemError extends DeviceError {
  static override readonly brand: string = "WbemError";

  readonly family: WbemErrorFamily;
  readonly operation: string | undefined;
  readonly status: number | undefined;
  readonly cimError: string | undefined;
  readonly position: number | undefined;
  readonly excerpt: string | undefined;

  constructor(message: string, facts: WbemErrorFacts) {
    const secrets = facts.secrets ?? [];
    const deviceMessage = facts.deviceMessage === undefined ? "" : boundedText(facts.deviceMessage, secrets);
    super(facts.code ?? codes[facts.family], message, {
      remedy: facts.remedy ?? remedies[facts.family],
      errorClass: facts.errorClass,
      device: { status: facts.status, reason: facts.reason, message: deviceMessage || undefined },
      cause: facts.cause,
    });
    this.name = "WbemError";
    this.family = facts.family;
    this.operation = facts.operation;
    this.status = facts.status;
    this.cimError = facts.cimError;
    this.position = facts.position;
    this.excerpt = facts.excerpt === undefined ? undefined : boundedText(facts.excerpt, secrets);
  }

  /** True for an answer that cannot be read: the three parse families. */
  get isParseError(): boolean {
    return this.family === "xml-parse" || this.family === "cim-xml-parse" || this.family === "header-parse";
  }

  /** True for a version of CIM, DTD or protocol that we do not speak. */
  get isVersionError(): boolean {
    return this.family.endsWith("-version");
  }
}

export interface CimStatusFacts {
  operation?: string;
  /** DESCRIPTION of the ERROR element, as sent; empty where there was none. */
  description: string;
  /** Instances of CIM_Error or a subclass. */
  instances?: readonly CimInstance[];
  /** The refusal is not well-formed XML, and this is what can be told of it. */
  isIllFormed?: boolean;
  secrets?: readonly string[];
}

/** The server carried out the request and refused it: an ERROR element with a CIM status code (section 9.1). */
export class CimStatusError extends WbemError {
  static override readonly brand: string = "CimStatusError";

  readonly cimStatus: number;
  /** As in the specification: `CIM_ERR_NOT_FOUND`. */
  readonly cimStatusName: string;
  /** What the server said, bounded and redacted; empty where it said nothing. */
  readonly description: string;
  readonly instances: readonly CimInstance[];

  constructor(cimStatus: number, facts: CimStatusFacts) {
    const { name, meaning, code, remedy } = describeCimStatus(cimStatus);
    const remark = facts.isIllFormed === true ? " Its refusal is not well-formed XML; more could not be read." : "";
    super(`The WBEM server refused ${facts.operation ?? "the operation"}: ${meaning} (${name}).${remark}`, {
      family: "cim",
      code,
      remedy,
      operation: facts.operation,
      status: 200,
      reason: cimStatus,
      deviceMessage: describeRefusal(facts.description, facts.instances ?? []),
      secrets: facts.secrets,
    });
    this.name = "CimStatusError";
    this.cimStatus = cimStatus;
    this.cimStatusName = name;
    this.description = boundedText(facts.description, facts.secrets ?? []);
    this.instances = facts.instances ?? [];
  }
}

/** True for a refusal with one of these CIM status codes. */
export function isCimStatus(error: unknown, ...statuses: number[]): error is CimStatusError {
  return error instanceof CimStatusError && statuses.includes(error.cimStatus);
}
