import { cimStatus } from "./refusals";

/** How a server may differ from the specification for as long as it runs (reference, section 16). All are off at first. */
export interface Quirks {
  /** TYPE of KEYVALUE: left out as OpenPegasus and SFCB do, or empty. */
  keyTypes: "exact" | "none" | "empty";
  /** An instance name without its keys. */
  hasKeylessPaths: boolean;
  /** The key of a class with a single one has no name. */
  hasUnnamedKeys: boolean;
  /** Keys that are references name the class only. */
  hasClassPathKeys: boolean;
  embeddedSpelling: "EmbeddedObject" | "EMBEDDEDOBJECT" | "both";
  outputType: "PARAMTYPE" | "TYPE" | "none";
  hasLanguages: boolean;
  hasLowerCaseBooleans: boolean;
  hasEmptyBooleans: boolean;
  hasHexadecimalIntegers: boolean;
  /** Datetimes leave their microseconds open, as those of an iDRAC do. */
  hasOpenMicroseconds: boolean;
  /** The answer says UTF-8 and is ISO 8859-1. */
  isLatin1: boolean;
  /** Texts end with a character that XML does not have. */
  hasControlCharacters: boolean;
  /** What refusals contain: texts that nobody has escaped, or an instance that has no class. */
  refusals: "proper" | "unescaped" | "instance-without-class";
  /** Status of methods that a class does not have; SMI-S servers say 1. */
  unknownMethodStatus: number;
  hasNoXmlDeclaration: boolean;
  hasByteOrderMark: boolean;
  isPrettyPrinted: boolean;
  omitsEmptyReturnValue: boolean;
  /** Output parameters come before the return value of a method. */
  hasOutputsFirst: boolean;
  hasUnknownElements: boolean;
  hasUnknownAttributes: boolean;
  /** Names of namespaces begin with a slash. */
  hasSlashedNamespaces: boolean;
  /** The Interop namespace is not in its own list. */
  hidesInterop: boolean;
  /** Status of the Open operations, as for a server that cannot pull. */
  pullStatus: number | null;
  /** Status of operations for classes. */
  classStatus: number | null;
  /** A request with VALUE.NULL is never answered. */
  hangsOnNullItems: boolean;
  /** How many objects a pull returns compared with what was asked for. */
  pulls: "exactly" | "fewer" | "more" | "none-first";
  /** Another Content-Type; null sends none. */
  contentType: string | null;
  hasNoCimHeaders: boolean;
  hasResponseTime: boolean;
  /** Content-Length with leading zeros. */
  hasPaddedLength: boolean;
  /** Short answers are chunked too, and announce trailers. */
  isAlwaysChunked: boolean;
  /** Another message id than that of the request. */
  messageId: string | null;
  /** Another method name than that of the request. */
  methodName: string | null;
  versions: { cim: string; dtd: string; protocol: string };
  /** Waiting time before each answer. */
  delayMs: number;
  /** Refusals (400, 401) have no length and leave the connection open. */
  hasOpenEndedRefusals: boolean;
  challenge: "proper" | "none" | "bare";
}

/** A server without any. */
export function noQuirks(): Quirks {
  return {
    keyTypes: "exact",
    hasKeylessPaths: false,
    hasUnnamedKeys: false,
    hasClassPathKeys: false,
    embeddedSpelling: "EmbeddedObject",
    outputType: "PARAMTYPE",
    hasLanguages: false,
    hasLowerCaseBooleans: false,
    hasEmptyBooleans: false,
    hasHexadecimalIntegers: false,
    hasOpenMicroseconds: false,
    isLatin1: false,
    hasControlCharacters: false,
    refusals: "proper",
    unknownMethodStatus: cimStatus.methodNotFound,
    hasNoXmlDeclaration: false,
    hasByteOrderMark: false,
    isPrettyPrinted: false,
    omitsEmptyReturnValue: false,
    hasOutputsFirst: false,
    hasUnknownElements: false,
    hasUnknownAttributes: false,
    hasSlashedNamespaces: false,
    hidesInterop: false,
    pullStatus: null,
    classStatus: null,
    hangsOnNullItems: false,
    pulls: "exactly",
    contentType: 'application/xml; charset="utf-8"',
    hasNoCimHeaders: false,
    hasResponseTime: false,
    hasPaddedLength: false,
    isAlwaysChunked: false,
    messageId: null,
    methodName: null,
    versions: { cim: "2.0", dtd: "2.0", protocol: "1.0" },
    delayMs: 0,
    hasOpenEndedRefusals: false,
    challenge: "proper",
  };
}
