/** Answers that are no CIM-XML, told by their heads alone (reference, sections 1.3 and 1.5). */
import type { ErrorCode } from "@/contracts/errors";
import type { HttpResponseHead } from "@/server/transport/http";
import { WbemError } from "./errors";

interface Meaning {
  code: ErrorCode;
  message: string;
  remedy?: string;
}

const otherService = "Check that host and port belong to a WBEM server and not to a web server or proxy.";

const statusMeanings: ReadonlyMap<number, Meaning> = new Map<number, Meaning>([
  [400, { code: "device_request_rejected", message: "The WBEM server rejected the request as malformed." }],
  [
    403,
    {
      code: "device_authorization",
      message: "The WBEM server does not let this user send operations at all.",
      remedy: "Use a user that the server authorizes for CIM-XML.",
    },
  ],
  [404, { code: "device_protocol", message: "What answers has nothing at /cimom.", remedy: otherService }],
  [405, { code: "device_protocol", message: "What answers takes no operations at /cimom.", remedy: otherService }],
  [501, { code: "device_protocol", message: "What answers does not implement this version of CIM-XML over HTTP." }],
  [503, { code: "device_busy", message: "The WBEM server is busy or shutting down.", remedy: "Try again shortly." }],
]);

/** Values of `CIMError` (DSP0200, section 7.3.3). */
const cimErrorMeanings: ReadonlyMap<string, string> = new Map([
  ["unsupported-protocol-version", "The WBEM server does not support version 1.0 of the protocol."],
  ["unsupported-cim-version", "The WBEM server does not support version 2.0 of CIM."],
  ["unsupported-dtd-version", "The WBEM server does not support version 2.0 of the DTD."],
  ["multiple-requests-unsupported", "The WBEM server takes one operation at a time only."],
  ["unsupported-operation", "The WBEM server does not take the request for an operation."],
  ["header-mismatch", "The WBEM server finds that headers and body of the request contradict each other."],
  ["request-not-well-formed", "The WBEM server finds that the request is not well-formed XML."],
  ["request-not-loosely-valid", "The WBEM server finds that the request is not CIM-XML."],
  ["request-not-valid", "The WBEM server finds that the request is not valid CIM-XML."],
]);

function meaningOf(status: number): Meaning {
  const known = statusMeanings.get(status);
  if (known !== undefined) return known;
  const code = status >= 500 ? "device_unavailable" : status >= 400 ? "device_request_rejected" : "device_protocol";
  return { code, message: `The WBEM server answered with HTTP status ${status}.` };
}

/** OpenPegasus and pywbem's listener percent-encode their details; a text that cannot be decoded is kept as it is. */
function decodeDetail(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The error of an answer whose status is neither 200 nor 401. */
export function parseHttpFailure(
  operation: string,
  { status, headers }: HttpResponseHead,
  secrets: readonly string[],
): WbemError {
  const cimError = headers.get("cimerror")?.trim();
  const detail = headers.get("pgerrordetail") ?? headers.get("cimerrordetails");
  const meaning = meaningOf(status);
  const said = [cimError, detail].flatMap((text) => (text === undefined ? [] : [decodeDetail(text)]));
  return new WbemError(cimErrorMeanings.get(cimError?.toLowerCase() ?? "") ?? meaning.message, {
    family: "http",
    code: cimError === undefined ? meaning.code : "device_request_rejected",
    operation,
    status,
    cimError,
    deviceMessage: said.length === 0 ? undefined : said.join(": "),
    remedy: cimError === undefined ? meaning.remedy : undefined,
    secrets,
  });
}

/**
 * The type may be missing, and its parameters say nothing.
 * @throws WbemError `header-parse` for an answer that is anything but XML
 */
export function requireXml(operation: string, { headers }: HttpResponseHead): void {
  const contentType = headers.get("content-type");
  const [mediaType = ""] = (contentType ?? "").split(";", 1);
  if (contentType === undefined || /^\s*(?:application|text)\/xml\s*$/i.test(mediaType)) return;
  const isPage = /html/i.test(mediaType);
  throw new WbemError(isPage ? "What answers is a web page, not a WBEM server." : "The answer is not CIM-XML.", {
    family: "header-parse",
    operation,
    status: 200,
    deviceMessage: `Content-Type: ${contentType}`,
    remedy: otherService,
  });
}
