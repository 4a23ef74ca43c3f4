/** The harmless request that proves a WBEM server and the user's right to ask it. */

import { WbemError } from "./errors";
import type { WbemAnswer, WbemRequest } from "./exchange";

/** Longer answers prove as much. */
const READ_LIMIT_BYTES = 64 * 1024;

/**
 * Names of the namespaces in `interop`, which changes nothing and needs no class operation. That this namespace may not
 * exist makes no difference: the refusal is a CIM-XML answer, too.
 */
export function requestHello(signal?: AbortSignal): WbemRequest {
  const body = `<?xml version="1.0" encoding="utf-8" ?>
<CIM CIMVERSION="2.0" DTDVERSION="2.0"><MESSAGE ID="1" PROTOCOLVERSION="1.0"><SIMPLEREQ><IMETHODCALL NAME="EnumerateInstanceNames"><LOCALNAMESPACEPATH><NAMESPACE NAME="interop"/></LOCALNAMESPACEPATH><IPARAMVALUE NAME="ClassName"><CLASSNAME NAME="CIM_Namespace"/></IPARAMVALUE></IMETHODCALL></SIMPLEREQ></MESSAGE></CIM>`;
  return {
    operation: "EnumerateInstanceNames",
    headers: { CIMOperation: "MethodCall", CIMMethod: "EnumerateInstanceNames", CIMObject: "interop" },
    body,
    signal,
  };
}

/** @throws WbemError `cim-xml-parse` for an answer that is XML of another kind, TransportError */
export async function requireHelloAnswer(answer: WbemAnswer): Promise<void> {
  let text = "";
  for await (const chunk of answer.body) {
    text += Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString("latin1");
    if (text.length > READ_LIMIT_BYTES) break;
  }
  if (/<CIM[\s>]/.test(text)) return;
  throw new WbemError("What answers sends XML, but not CIM-XML.", {
    family: "cim-xml-parse",
    remedy: "Check that host and port belong to a WBEM server.",
  });
}
