/** Checks of a request before its operation (DSP0200, sections 5.2 and 6.2; order of the reference, section 20). */
import type { IncomingHttpHeaders } from "node:http";
import { isSameName } from "../model/names";
import type { CimClassName, CimInstanceName } from "../model/objects";
import { findInvalidity } from "./dtd";
import { attributeOf, childOf, readClassName, readInstanceName, readNamespace } from "./object-reader";
import { CimRefusal, refuseRequest } from "./refusals";
import { readXml, type XmlElement } from "./xml-reader";

/** A request that may be carried out. */
export interface CimRequest {
  messageId: string;
  kind: "intrinsic" | "extrinsic";
  name: string;
  namespace: string;
  /** Of an extrinsic method. */
  target: CimInstanceName | CimClassName | null;
  /** IPARAMVALUE or PARAMVALUE elements. */
  parameters: readonly XmlElement[];
  hasNullItems: boolean;
}

/** What headers must say, before the body is read. */
export function checkHeaders(headers: IncomingHttpHeaders): void {
  if (headers.cimbatch !== undefined) throw refuseRequest(501, "multiple-requests-unsupported");
  if (headers.cimoperation !== "MethodCall") throw refuseRequest(400, "unsupported-operation");
  const version = headers.cimprotocolversion;
  if (typeof version === "string" && !/^1\.\d+$/.test(version))
    throw refuseRequest(501, "unsupported-protocol-version");
  const type = headers["content-type"] ?? "";
  const charset = /charset="?([^";]+)"?/i.exec(type)?.[1] ?? "utf-8";
  if (!/^(?:application|text)\/xml(?:;|$)/i.test(type.trim()) || charset.toLowerCase() !== "utf-8") {
    throw refuseRequest(415, "request-not-valid", "The body must be XML in UTF-8.");
  }
}

function parse(body: Buffer): XmlElement {
  try {
    return readXml(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body));
  } catch (error) {
    throw refuseRequest(400, "request-not-well-formed", error instanceof Error ? error.message : undefined);
  }
}

function checkVersions(root: XmlElement): void {
  if (!(root.attributes.get("CIMVERSION") ?? "2.0").startsWith("2."))
    throw refuseRequest(501, "unsupported-cim-version");
  if (!(root.attributes.get("DTDVERSION") ?? "2.0").startsWith("2."))
    throw refuseRequest(501, "unsupported-dtd-version");
  const protocol = root.children[0]?.attributes.get("PROTOCOLVERSION") ?? "1.0";
  if (!protocol.startsWith("1.")) throw refuseRequest(501, "unsupported-protocol-version");
}

function hasElement(element: XmlElement, name: string): boolean {
  return element.name === name || element.children.some((child) => hasElement(child, name));
}

const decode = (value: string | string[] | undefined): string | undefined => {
  if (typeof value !== "string") return undefined;
  try {
    return decodeURIComponent(value);
  } catch {
    throw refuseRequest(400, "header-mismatch", "A header is not percent-encoded UTF-8.");
  }
};

/**
 * Reads the body and compares it with the headers.
 * @throws HttpRefusal for what is no request.
 */
export function readRequest(headers: IncomingHttpHeaders, body: Buffer): CimRequest {
  const root = parse(body);
  checkVersions(root);
  // Only DTD 2.4 demands the type of a key, and clients of before are as good.
  const invalidity = findInvalidity(root, new Set(["KEYVALUE.TYPE"]));
  if (invalidity !== null) throw refuseRequest(400, "request-not-valid", invalidity);
  const message = childOf(root, "MESSAGE");
  const simple = message === undefined ? undefined : childOf(message, "SIMPLEREQ", "MULTIREQ");
  if (simple?.name === "MULTIREQ") throw refuseRequest(501, "multiple-requests-unsupported");
  const call = simple === undefined ? undefined : childOf(simple, "IMETHODCALL", "METHODCALL");
  if (message === undefined || call === undefined) {
    throw refuseRequest(400, "request-not-valid", "The message is no request for an operation.");
  }
  const [first, ...parameters] = call.children;
  const isIntrinsic = call.name === "IMETHODCALL";
  const target = isIntrinsic || first === undefined ? null : readTarget(first);
  const namespace = isIntrinsic ? readNamespace(first) : (target?.namespace ?? "");
  if (namespace.split("/").includes(""))
    throw refuseRequest(400, "request-not-valid", "A namespace has an empty segment.");
  const request: CimRequest = {
    messageId: attributeOf(message, "ID"),
    kind: isIntrinsic ? "intrinsic" : "extrinsic",
    name: attributeOf(call, "NAME"),
    namespace,
    target,
    parameters,
    hasNullItems: hasElement(call, "VALUE.NULL"),
  };
  compareWithHeaders(headers, request);
  return request;
}

function readTarget(element: XmlElement): CimInstanceName | CimClassName {
  try {
    return element.name === "LOCALCLASSPATH" ? readClassName(element) : readInstanceName(element);
  } catch (error) {
    if (error instanceof CimRefusal) throw refuseRequest(400, "request-not-valid", error.description);
    throw error;
  }
}

function compareWithHeaders(headers: IncomingHttpHeaders, request: CimRequest): void {
  const mismatch = (what: string) => refuseRequest(400, "header-mismatch", `${what} is not as the body says.`);
  if (!isSameName(decode(headers.cimmethod) ?? "", request.name)) throw mismatch("CIMMethod");
  const object = (decode(headers.cimobject) ?? "").replace(/^\/+/, "");
  const { target } = request;
  if (target === null) {
    if (!isSameName(object, request.namespace)) throw mismatch("CIMObject");
    return;
  }
  const found = /^([^:]*):([^.]+)(?:\.([\s\S]+))?$/.exec(object);
  const [, namespace = "", className = "", keys] = found ?? [];
  const isInstance = target.kind === "instance-name" && target.keyBindings.length > 0;
  if (!isSameName(namespace, request.namespace) || !isSameName(className, target.className))
    throw mismatch("CIMObject");
  if (isInstance !== (keys !== undefined)) throw mismatch("CIMObject");
}
