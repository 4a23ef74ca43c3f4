/** CIM-XML as a person has written it: what the headers must say about the body (DSP0200, section 7.3). */
import { DeviceError } from "../errors";
import { WbemError } from "./errors";
import type { WbemRequest } from "./exchange";
import { printWbemUri } from "./uri/print";
import type { XmlElement } from "./xml/element";
import { defaultLimits } from "./xml/limits";
import { ToleranceNotes } from "./xml/notes";
import { ReadContext } from "./xml/read-context";
import { readPath } from "./xml/read-paths";
import { encodeHeaderValue } from "./xml/request";
import { parseTree } from "./xml/tree-reader";

const OPERATION = "raw request";

/**
 * The request a body asks for, with the headers that fit it. The body goes out as written.
 * @throws DeviceError `invalid_request` saying what is wrong with the body
 */
export function requestRaw(body: string, signal?: AbortSignal): WbemRequest {
  try {
    const call = findCall(
      parseTree(body, { operation: OPERATION, limits: defaultLimits, notes: new ToleranceNotes(), source: "body" }),
    );
    const name = call.attributes.NAME;
    const target = call.children[0];
    if (name === undefined || name === "" || target === undefined)
      throw invalid(`${call.name} has no name or no target.`);
    const headers = {
      CIMOperation: "MethodCall",
      CIMMethod: encodeHeaderValue(name),
      CIMObject: describeTarget(target),
    };
    return { operation: name, headers, body, signal };
  } catch (error) {
    if (error instanceof WbemError) throw invalid(error.message, error);
    throw error;
  }
}

/** What is wrong with a body, in a sentence; null for one that can be sent. */
export function findRawFault(body: string): string | null {
  try {
    requestRaw(body);
    return null;
  } catch (error) {
    if (error instanceof DeviceError) return error.message;
    throw error;
  }
}

function findCall(root: XmlElement): XmlElement {
  const only = (element: XmlElement | undefined, name: string) =>
    element?.children.find((child) => child.name === name);
  const request = only(root.name === "CIM" ? only(root, "MESSAGE") : undefined, "SIMPLEREQ");
  const call = only(request, "IMETHODCALL") ?? only(request, "METHODCALL");
  if (call === undefined) {
    throw invalid("The body must be CIM, MESSAGE, SIMPLEREQ and one IMETHODCALL or METHODCALL inside each other.");
  }
  return call;
}

function describeTarget(target: XmlElement): string {
  if (target.name === "LOCALNAMESPACEPATH") {
    return encodeHeaderValue(target.children.map(({ attributes }) => attributes.NAME ?? "").join("/"));
  }
  return encodeHeaderValue(printWbemUri(readPath(target, new ReadContext(OPERATION)), "cimobject"));
}

function invalid(message: string, cause?: unknown): DeviceError {
  return new DeviceError("invalid_request", message, { cause });
}
