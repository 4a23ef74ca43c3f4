/** Answers of a listener to ExportIndication (DSP0201, SIMPLEEXPRSP). */
import { escapeAttribute } from "../xml/escape";

/** A refusal as an ERROR element. */
export interface ExportRefusal {
  /** CIM status code. */
  code: number;
  description: string;
}

/** The body of an answer; without a refusal it says that the indication was taken. */
export function exportResponse(messageId: string, method: string, refusal?: ExportRefusal): string {
  const error =
    refusal === undefined
      ? ""
      : `<ERROR CODE="${refusal.code}" DESCRIPTION="${escapeAttribute(refusal.description, "description")}"/>`;
  return [
    '<?xml version="1.0" encoding="utf-8" ?>\n',
    '<CIM CIMVERSION="2.0" DTDVERSION="2.0">',
    `<MESSAGE ID="${escapeAttribute(messageId, "ID")}" PROTOCOLVERSION="1.0">`,
    `<SIMPLEEXPRSP><EXPMETHODRESPONSE NAME="${escapeAttribute(method, "NAME")}">${error}</EXPMETHODRESPONSE></SIMPLEEXPRSP>`,
    "</MESSAGE></CIM>",
  ].join("");
}
