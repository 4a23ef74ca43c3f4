/** Recordings as test cases that pywbem replays (reference, section 15.4). */
import { Document, Scalar, type ScalarTag } from "yaml";
import { CimStatusError, WbemError, wbemErrorFamilies } from "../errors";
import type { CimNamedClass, CimQualifierDeclaration, CimValue } from "../model/objects";
import { printShortReal } from "../model/reals";
import type { CimType } from "../model/types";
import type { MethodResult, PulledPaths, QueriedInstances } from "../operations";
import { CIMOM_PATH } from "../paths";
import { exceptionFamilies, settledDeclaration, settledValue } from "./cases-results";
import { findRecordedCall, type RecordedCall } from "./recorded-call";
import type { RecordedExchange, RecordedFailure } from "./recorder";
import { messageIdOf, RECORDED_HOST, recordedOutcome, withMessageId } from "./replay";
import {
  RealNumber,
  writeTestclientObject,
  writeTestclientValue,
  type YamlMapping,
  type YamlValue,
} from "./testclient-write";

/** A recorded exchange that no test case can say. */
export interface LeftOut {
  /** Position in the recording, from 0. */
  index: number;
  operation: string;
  reason: string;
}

const RECORDED_URL = `http://${RECORDED_HOST}`;
/** Headers that belong to the connection, or to how the body was carried, not to the answer. */
const notReplayed = new Set([
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "keep-alive",
  "trailer",
  "transfer-encoding",
]);

/** The id of every message that pywbem sends (reference, section 2), so that the requests of a replay are the same. */
const PYWBEM_MESSAGE_ID = "1001";

/** Operations that pywbem does not offer (reference, section 19). */
const notInPywbem = new Set(["GetProperty", "SetProperty", "EnumerationCount"]);

/** The cases of a recording. */
export async function toTestclientYaml(
  exchanges: readonly RecordedExchange[],
): Promise<{ yaml: string; leftOut: LeftOut[] }> {
  const cases: YamlMapping[] = [];
  const leftOut: LeftOut[] = [];
  for (const [index, exchange] of exchanges.entries()) {
    const made = await testCase(exchange);
    if (typeof made === "string") leftOut.push({ index, operation: exchange.operation, reason: made });
    else cases.push(made);
  }
  return { yaml: cases.length === 0 ? "[]\n" : dump(cases), leftOut };
}

/** The case, or why there can be none. */
async function testCase(exchange: RecordedExchange): Promise<YamlMapping | string> {
  if (exchange.request.isCut) return "The request was too long to be kept whole.";
  const { answer } = exchange;
  if (answer?.isCut === true) return "The answer was too long to be kept whole.";
  if (exchange.failure === null && answer?.isComplete !== true) return "The answer was not read to its end.";
  const call = findRecordedCall(exchange.request.body);
  if (call === null) return "The request cannot be read as an operation.";
  if (notInPywbem.has(call.operation) && call.mapping.pywbem_method === call.operation) {
    return "pywbem does not have this operation.";
  }
  const ended = exchange.failure === null ? await ofAnswer(exchange, call) : ofFailure(exchange.failure);
  if (ended === null) return "No test case can say how this exchange failed.";
  return {
    name: call.operation,
    description: "Recorded by Signalbox",
    pywbem_request: {
      url: RECORDED_URL,
      creds: ["username", "password"],
      namespace: call.namespace ?? "root/cimv2",
      timeout: 10,
      debug: false,
      operation: call.mapping,
    },
    pywbem_response: ended.response,
    http_request: {
      verb: "POST",
      url: `${RECORDED_URL}${CIMOM_PATH}`,
      headers: requestHeaders(exchange.request.headers),
      data: withMessageId(exchange.request.body, PYWBEM_MESSAGE_ID),
    },
    http_response: ended.http,
  };
}

/** pywbem writes char16 keys as strings: such a header would not be the same. Headers that are not listed are not compared. */
const charKey = /[.,]\w+='/;

/** CIMObject as pywbem sends it, which is not encoded. */
function requestHeaders(headers: Readonly<Record<string, string>>): YamlMapping {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !notReplayed.has(name.toLowerCase()))
      .map(([name, value]) => [name, decoded(value)] as const)
      .filter(([, value]) => !charKey.test(value)),
  );
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

interface Ended {
  response: YamlMapping;
  http: YamlMapping;
}

async function ofAnswer({ request, answer }: RecordedExchange, call: RecordedCall): Promise<Ended | null> {
  if (answer === null) return null;
  const outcome = await recordedOutcome(call, answer);
  const response = "error" in outcome ? errorResponse(outcome.error) : resultResponse(outcome, call);
  if (response === null) return null;
  const headers = Object.entries(answer.headers).filter(([name]) => !notReplayed.has(name.toLowerCase()));
  // An answer with the id of another message keeps it.
  const isOwn = messageIdOf(answer.body) === messageIdOf(request.body);
  const data = isOwn ? withMessageId(answer.body, PYWBEM_MESSAGE_ID) : answer.body;
  return { response, http: { status: answer.status, headers: Object.fromEntries(headers), data } };
}

function errorResponse(error: unknown): YamlMapping | null {
  if (error instanceof CimStatusError) {
    const { cimStatus, instances } = error;
    if (instances.length === 0) return { cim_status: cimStatus };
    return { cim_status: cimStatus, error_instances: instances.map(itemOf) };
  }
  if (!(error instanceof WbemError)) return null;
  const exception = Object.entries(exceptionFamilies).find(
    ([, [only, ...more]]) => only === error.family && more.length === 0,
  );
  return exception === undefined ? null : { exception: exception[0] };
}

/** What failed on the way: a status, or a failure that pywbem's runner simulates. */
function ofFailure({ kind, status, cimError }: RecordedFailure): Ended | null {
  if (kind === "http" || kind === "authentication") {
    const exception = kind === "http" ? "HTTPError" : "AuthError";
    const headers: YamlMapping = cimError === null ? {} : { CIMError: cimError };
    return { response: { exception }, http: { status: status ?? 401, headers, data: "" } };
  }
  if (kind === "unknown" || wbemErrorFamilies.some((family) => family === kind)) return null;
  return kind.endsWith("-timeout")
    ? { response: { exception: "TimeoutError" }, http: { exception: "requests_read_timeout" } }
    : { response: { exception: "ConnectionError" }, http: { exception: "requests_connection_error" } };
}

function resultResponse({ result }: { result: unknown }, { operation }: RecordedCall): YamlMapping {
  if (result === undefined) return {};
  if (isPulled(result)) return pullResponse(result, operation === "OpenQueryInstances");
  if (isMethodResult(result)) {
    const outputs = result.outputParameters.map(({ name, type, value }) => [name, settledYaml(value, type)] as const);
    return { result: [settledYaml(result.returnValue, null), Object.fromEntries(outputs)] };
  }
  return { result: Array.isArray(result) ? result.map(itemOf) : itemOf(result) };
}

function pullResponse(
  pulled: Partial<QueriedInstances & PulledPaths> & Pick<PulledPaths, "eos" | "context">,
  isQuery: boolean,
): YamlMapping {
  const { instances, paths, eos, context, queryResultClass } = pulled;
  return {
    pullresult: {
      ...(paths === undefined ? { instances: (instances ?? []).map(itemOf) } : { paths: paths.map(itemOf) }),
      eos,
      context: context && [context.context, context.namespace],
      ...(isQuery ? { query_result_class: itemOf(queryResultClass ?? null) } : {}),
    },
  };
}

function isPulled(result: unknown): result is QueriedInstances & PulledPaths {
  return typeof result === "object" && result !== null && "eos" in result;
}

function isMethodResult(result: unknown): result is MethodResult {
  return typeof result === "object" && result !== null && "outputParameters" in result;
}

/** Classes with paths, qualifier declarations, objects of any kind, and names. */
function itemOf(item: unknown): YamlValue {
  if (typeof item === "object" && item !== null && "class" in item) {
    const { path, class: cimClass } = item as CimNamedClass;
    return [settledYaml(path, null), settledYaml(cimClass, null)];
  }
  if (typeof item === "object" && item !== null && "scopes" in item) {
    return writeTestclientObject(settledDeclaration(item as CimQualifierDeclaration));
  }
  return settledYaml(item as CimValue, null);
}

/** With what absent attributes mean, as pywbem fills them in when it reads. */
function settledYaml(value: CimValue, type: CimType | null): YamlValue {
  return writeTestclientValue(settledValue(value), type);
}

const realTag: ScalarTag = {
  tag: "tag:yaml.org,2002:float",
  default: true,
  identify: (value) => value instanceof RealNumber,
  resolve: (text) => Number(text),
  stringify: ({ value }) => yamlReal(value instanceof RealNumber ? value.value : Number(value)),
};

function yamlReal(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  return printShortReal(value);
}

/** Version 1.1 is what Python reads: `yes` and times must be quoted. */
function dump(cases: readonly YamlMapping[]): string {
  const document = new Document(cases.map(withBlocks), {
    version: "1.1",
    customTags: [realTag],
    aliasDuplicateObjects: false,
  });
  const text = document.toString({ indent: 4, indentSeq: false, lineWidth: 0, directives: false });
  return text.replace(mustBeEscaped, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Characters that Python does not accept, or takes for line ends; they stand in double quotes only. */
const mustBeEscaped = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;
/** Any other than the characters that come back as they are from a block. */
const needsQuotes = /[^\t\n\u0020-\u007e\u00a0-\u2027\u202a-\ufefe\uff00-\ufffd]/;

function withBlocks(testCase: YamlMapping): unknown {
  return Object.fromEntries(
    Object.entries(testCase).map(([key, value]) => [key, key.startsWith("http_") ? withBlock(value) : quoted(value)]),
  );
}

function withBlock(part: YamlValue): unknown {
  const { data, ...rest } = part as { data?: YamlValue } & YamlMapping;
  return typeof data === "string" ? { ...(quoted(rest) as object), data: block(data) } : quoted(part);
}

function quoted(value: YamlValue): unknown {
  if (typeof value === "string") {
    return /[\t\n]/.test(value) || needsQuotes.test(value) ? scalarText(value, Scalar.QUOTE_DOUBLE) : value;
  }
  if (value instanceof RealNumber || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(quoted);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, quoted(item)]));
}

function block(text: string): Scalar<string> {
  const lines = brokenBetweenTags(text);
  return scalarText(lines, needsQuotes.test(lines) ? Scalar.QUOTE_DOUBLE : Scalar.BLOCK_LITERAL);
}

function scalarText(text: string, type: Scalar.Type): Scalar<string> {
  const scalar = new Scalar(text);
  scalar.type = type;
  return scalar;
}

/** Line ends between elements, where they mean nothing: never in an element that is empty, nor where CDATA may be. */
function brokenBetweenTags(text: string): string {
  const trimmed = text.trim();
  if (trimmed.includes("<!")) return trimmed;
  return trimmed.replace(
    /(<(\/?)[^<>]*?(\/?)>)(?=<(\/?))/g,
    (_, tag: string, close: string, empty: string, nextClose: string) => {
      const isOpen = close === "" && empty === "" && !tag.startsWith("<?");
      return isOpen && nextClose === "/" ? tag : `${tag}\n`;
    },
  );
}
