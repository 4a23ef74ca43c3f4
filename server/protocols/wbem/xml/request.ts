/** Requests: envelope and headers of the three kinds of calls (DSP0200, section 6; reference, 1 and 2). */
import { invalidField } from "@/server/domain/app-error";
import type { WbemRequest } from "../exchange";
import type { CimInstance, CimParameterValue } from "../model/objects";
import type { ObjectName } from "../operations";
import { printWbemUri } from "../uri/print";
import { escapeAttribute } from "./escape";
import { type WriteOptions, writeInstance, writeParameterValue } from "./write-objects";
import { writeTarget, writeTargetNamespace } from "./write-paths";

/** Content of one IPARAMVALUE; undefined leaves the parameter out, which means the server's default. */
export type IntrinsicParameters = Readonly<Record<string, string | undefined>>;

/**
 * A header value as DSP0200 wants it, section 6.3.3: UTF-8, with what is not printable US-ASCII percent-encoded. Slashes
 * and colons stay: servers take either, and people can read this.
 */
export function encodeHeaderValue(text: string): string {
  return text.replaceAll(/[^!-~]|%/gu, (character) => {
    const bytes = Buffer.from(character, "utf8");
    return [...bytes].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
  });
}

function envelope(messageId: string, message: string): string {
  const id = escapeAttribute(messageId, "messageId");
  return `<?xml version="1.0" encoding="utf-8" ?>\n<CIM CIMVERSION="2.0" DTDVERSION="2.0"><MESSAGE ID="${id}" PROTOCOLVERSION="1.0">${message}</MESSAGE></CIM>`;
}

/** The namespace as it is sent, without slashes at its ends. @throws AppError `invalid_request` */
export function requireNamespace(namespace: string): string {
  const segments = namespace.split("/").filter(Boolean);
  if (segments.length === 0) throw invalidField("namespace", "The namespace is empty.");
  return segments.join("/");
}

/** An intrinsic operation. @throws AppError `invalid_request` */
export function writeIntrinsicCall(
  operation: string,
  messageId: string,
  namespace: string,
  parameters: IntrinsicParameters,
): Omit<WbemRequest, "signal"> {
  let values = "";
  for (const [name, content] of Object.entries(parameters)) {
    if (content !== undefined) values += `<IPARAMVALUE NAME="${name}">${content}</IPARAMVALUE>`;
  }
  const call = `<IMETHODCALL NAME="${operation}">${writeTargetNamespace(namespace)}${values}</IMETHODCALL>`;
  return {
    operation,
    headers: {
      CIMOperation: "MethodCall",
      CIMMethod: operation,
      CIMObject: encodeHeaderValue(namespace),
    },
    body: envelope(messageId, `<SIMPLEREQ>${call}</SIMPLEREQ>`),
  };
}

/** SFCB takes an expired user only with this header (reference, 1.1). */
function isPasswordUpdate(methodName: string, target: ObjectName): boolean {
  return methodName === "UpdateExpiredPassword" && target.className === "SFCB_Account";
}

/** A method of a class or an instance. @throws AppError `invalid_request` */
export function writeExtrinsicCall(
  methodName: string,
  messageId: string,
  target: ObjectName & { namespace: string },
  parameters: readonly CimParameterValue[],
  options: WriteOptions,
): Omit<WbemRequest, "signal"> {
  if (methodName === "") throw invalidField("MethodName", "The name of the method is empty.");
  const values = parameters.map((parameter) => writeParameterValue(parameter, options)).join("");
  const path = writeTarget(target, target.namespace);
  const call = `<METHODCALL NAME="${escapeAttribute(methodName, "MethodName")}">${path}${values}</METHODCALL>`;
  return {
    operation: methodName,
    headers: {
      CIMOperation: "MethodCall",
      CIMMethod: encodeHeaderValue(methodName),
      CIMObject: encodeHeaderValue(printWbemUri(target, "cimobject")),
      ...(isPasswordUpdate(methodName, target) ? { Pragma: "UpdateExpiredPassword" } : {}),
    },
    body: envelope(messageId, `<SIMPLEREQ>${call}</SIMPLEREQ>`),
  };
}

/** ExportIndication (reference, 13.2). @throws AppError `invalid_request` */
export function writeExportCall(messageId: string, indication: CimInstance, options: WriteOptions) {
  const instance = writeInstance(indication, "NewIndication", options);
  const parameter = `<EXPPARAMVALUE NAME="NewIndication">${instance}</EXPPARAMVALUE>`;
  const call = `<EXPMETHODCALL NAME="ExportIndication">${parameter}</EXPMETHODCALL>`;
  return {
    operation: "ExportIndication",
    headers: { CIMExport: "MethodRequest", CIMExportMethod: "ExportIndication" },
    body: envelope(messageId, `<SIMPLEEXPREQ>${call}</SIMPLEEXPREQ>`),
  } satisfies Omit<WbemRequest, "signal">;
}
