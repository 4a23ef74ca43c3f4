/** ExportIndication as a server sends it to a listener (DSP0200, section 5.4.2.3; DSP0201, SIMPLEEXPREQ). */
import { CimStatusError, WbemError } from "../errors";
import { isSameName } from "../model/names";
import type { CimInstance } from "../model/objects";
import type { XmlElement } from "../xml/element";
import { defaultLimits } from "../xml/limits";
import { ToleranceNotes } from "../xml/notes";
import { ReadContext } from "../xml/read-context";
import { readInstance } from "../xml/read-objects";
import { parseTree } from "../xml/tree-reader";

export const EXPORT_INDICATION = "ExportIndication";
const INVALID_PARAMETER = 4;
const NOT_SUPPORTED = 7;

/** What a request is about, known before the indication itself is judged. */
export interface ExportRequest {
  messageId: string;
  method: string;
  /** @throws CimStatusError where the parameter is not one indication */
  readIndication(): CimInstance;
}

function requireVersion(context: ReadContext, element: XmlElement, attribute: string, major: number): void {
  const version = context.require(element, attribute);
  if (version.trim().startsWith(`${major}.`)) return;
  const family = { CIMVERSION: "cim-version", DTDVERSION: "dtd-version" } as const;
  throw new WbemError(`The sender speaks another version: ${attribute} must be ${major}.x.`, {
    family: attribute === "CIMVERSION" || attribute === "DTDVERSION" ? family[attribute] : "protocol-version",
    operation: EXPORT_INDICATION,
  });
}

function readNewIndication(call: XmlElement, context: ReadContext): CimInstance {
  const refuse = (description: string) =>
    new CimStatusError(INVALID_PARAMETER, { operation: EXPORT_INDICATION, description });
  const [parameter] = call.children;
  if (parameter === undefined || call.children.length > 1 || parameter.name !== "EXPPARAMVALUE") {
    throw refuse("ExportIndication has exactly one parameter, NewIndication.");
  }
  if (!isSameName(parameter.attributes.NAME ?? "", "NewIndication")) {
    throw refuse("The parameter of ExportIndication is named NewIndication.");
  }
  const [indication] = parameter.children;
  if (indication === undefined || parameter.children.length > 1 || indication.name !== "INSTANCE") {
    throw refuse("NewIndication is an instance.");
  }
  return readInstance(indication, context);
}

/**
 * Reads the body of a request.
 * @throws WbemError `xml-parse`, `cim-xml-parse` or of a version.
 */
export function parseExportRequest(body: Uint8Array): ExportRequest {
  const notes = new ToleranceNotes();
  const context = new ReadContext(EXPORT_INDICATION, defaultLimits, notes);
  const root = parseTree(body, { operation: EXPORT_INDICATION, limits: defaultLimits, notes, source: "indication" });
  if (root.name !== "CIM") context.fail("The body of an indication is a CIM element.", root.name);
  requireVersion(context, root, "CIMVERSION", 2);
  requireVersion(context, root, "DTDVERSION", 2);
  const message = context.only(root, ["MESSAGE"]);
  requireVersion(context, message, "PROTOCOLVERSION", 1);
  const request = context.only(message, ["SIMPLEEXPREQ"]);
  const call = request.children.find(({ name }) => name === "EXPMETHODCALL");
  if (call === undefined) return context.fail("SIMPLEEXPREQ has no EXPMETHODCALL.");
  const method = context.require(call, "NAME");
  return {
    messageId: context.require(message, "ID"),
    method,
    readIndication() {
      if (isSameName(method, EXPORT_INDICATION)) return readNewIndication(call, context);
      throw new CimStatusError(NOT_SUPPORTED, { operation: method, description: "This export method is not known." });
    },
  };
}
