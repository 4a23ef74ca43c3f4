/** The text of an answer, piece by piece (DSP0200, section 5.2). */
import type { CimInstance } from "../model/objects";
import { attribute, writeInstance } from "./object-writer";
import type { CimRefusal } from "./refusals";
import type { CimRequest } from "./request";
import type { Outcome, WbemState } from "./state";

/** A failure after the first objects; the reader of the answer learns of it in the trailers only. */
export class LateFailure extends Error {
  constructor(
    readonly code: number,
    readonly description: string,
  ) {
    super(description);
  }
}

function headOf({ quirks }: WbemState, request: CimRequest): { head: string; tail: string } {
  const tag = request.kind === "intrinsic" ? "IMETHODRESPONSE" : "METHODRESPONSE";
  const { cim, dtd, protocol } = quirks.versions;
  const mark = quirks.hasByteOrderMark ? "\uFEFF" : "";
  const declaration = quirks.hasNoXmlDeclaration ? "" : '<?xml version="1.0" encoding="utf-8" ?>\n';
  const id = attribute("ID", quirks.messageId ?? request.messageId);
  const name = attribute("NAME", quirks.methodName ?? request.name);
  return {
    head:
      `${mark}${declaration}<CIM${attribute("CIMVERSION", cim)}${attribute("DTDVERSION", dtd)}>` +
      `<MESSAGE${id}${attribute("PROTOCOLVERSION", protocol)}><SIMPLERSP><${tag}${name}>`,
    tail: `</${tag}></SIMPLERSP></MESSAGE></CIM>\n`,
  };
}

/** The answer to an operation that fails. */
export function* writeFailure(state: WbemState, request: CimRequest, refusal: CimRefusal): Generator<string> {
  const { head, tail } = headOf(state, request);
  const instances = refusal.instances.map((one: CimInstance) => writeInstance(one, state.writer)).join("");
  const content = { proper: instances, unescaped: "1 < 2 & so on", "instance-without-class": "<INSTANCE></INSTANCE>" };
  const description = attribute("DESCRIPTION", refusal.description === "" ? null : refusal.description);
  yield `${head}<ERROR${attribute("CODE", refusal.code)}${description}>${content[state.quirks.refusals]}</ERROR>${tail}`;
}

/** The answer to an intrinsic operation. @throws LateFailure after so many objects, where one is wanted. */
export function* writeOutcome(
  state: WbemState,
  request: CimRequest,
  outcome: Outcome,
  failure?: { afterItems: number; error: LateFailure },
): Generator<string> {
  const { head, tail } = headOf(state, request);
  const { omitsEmptyReturnValue, isPrettyPrinted } = state.quirks;
  const between = isPrettyPrinted ? "\n  " : "";
  yield head;
  let count = 0;
  for (const item of outcome.items ?? []) {
    if (failure !== undefined && count >= failure.afterItems) throw failure.error;
    if (count === 0) yield `${between}<IRETURNVALUE>`;
    yield `${between}${isPrettyPrinted ? indent(item) : item}`;
    count += 1;
  }
  if (count > 0) yield `${between}</IRETURNVALUE>`;
  else if (outcome.items !== null && !omitsEmptyReturnValue) yield "<IRETURNVALUE></IRETURNVALUE>";
  yield `${outcome.outputs?.() ?? ""}${tail}`;
}

/** White space between elements, never inside of values. */
const indent = (xml: string) => xml.replace(/>(?=<(?!\/(?:VALUE|KEYVALUE|HOST)>))/g, ">\n    ");

/** The answer to an extrinsic method. */
export function* writeMethodResult(state: WbemState, request: CimRequest, content: string): Generator<string> {
  const { head, tail } = headOf(state, request);
  yield `${head}${content}${tail}`;
}
