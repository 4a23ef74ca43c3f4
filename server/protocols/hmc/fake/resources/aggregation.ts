/** Submit Requests: many operations in one request (hmc-web-services-api.md, section 4.2). */
import { type ApiReply, ok, type Route, route, type SessionRequest } from "../api";
import { readFields } from "../body";
import { errorBody, HmcApiError } from "../errors";
import { isProperties, type JsonValue, type Properties, text } from "../model";
import type { Router } from "../router";
import type { HmcState } from "../state";

/** The limit of the request body, in bytes. */
const AGGREGATION_BODY_LIMIT = 256_000;

const MEMBER_FIELDS: ReadonlySet<string> = new Set(["method", "uri", "id", "body", "req-headers"]);
const FIXED_HEADERS: readonly string[] = ["content-type", "accept"];
const MAX_THREADS = 10;

function readHeaders(value: JsonValue | undefined): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const item of Array.isArray(value) ? value : []) {
    if (!isProperties(item)) throw new HmcApiError(400, 7, "'req-headers' must hold objects of name and value.");
    const name = text(item, "name").toLowerCase();
    if (FIXED_HEADERS.includes(name)) throw new HmcApiError(400, 7, `The header '${name}' may not be set.`);
    headers[name] = text(item, "value");
  }
  return headers;
}

function readMember(value: JsonValue): Properties {
  if (!isProperties(value)) throw new HmcApiError(400, 7, "'requests' must hold objects.");
  for (const name of ["method", "uri"]) {
    if (typeof value[name] !== "string") throw new HmcApiError(400, 5, `The required field '${name}' is missing.`);
  }
  for (const name of Object.keys(value)) {
    if (!MEMBER_FIELDS.has(name)) throw new HmcApiError(400, 6, `The field '${name}' is not recognized.`);
  }
  return value;
}

/** The route of Submit Requests, which carries its members out on the given router. */
export function aggregationRoute(router: () => Router): Route {
  const carryOut = (member: Properties, shared: Record<string, string>, outer: SessionRequest, hmc: HmcState) => {
    const [path = "", query = ""] = text(member, "uri").split("?", 2);
    const request = {
      method: text(member, "method"),
      path,
      query: new URLSearchParams(query),
      headers: { ...outer.headers, ...shared, ...readHeaders(member["req-headers"]) },
      body: member.body,
      bodyBytes: 0,
    };
    let reply: ApiReply;
    try {
      reply = router().dispatch(request, hmc, () => undefined);
    } catch (error) {
      if (!(error instanceof HmcApiError)) throw error;
      const echoed = { ...request, userid: outer.session.user.userid };
      reply = { status: error.status, body: errorBody(error, echoed) };
    }
    const headers = Object.entries(reply.headers ?? {}).map(([name, value]) => ({ name, value }));
    const answer: Properties = { status: reply.status, headers };
    if (reply.body !== undefined) answer.body = reply.body;
    if (member.id !== undefined) answer.id = member.id;
    return answer;
  };

  return route("POST", "/api/services/aggregation/submit", (request, hmc) => {
    if (request.bodyBytes > AGGREGATION_BODY_LIMIT) {
      throw new HmcApiError(413, 0, "The request body is too large.");
    }
    const fields = readFields(request, {
      required: { requests: "array" },
      optional: { threads: "integer", "req-headers": "array" },
    });
    if (Number(fields.threads ?? 1) < 1 || Number(fields.threads ?? 1) > MAX_THREADS) {
      throw new HmcApiError(400, 7, "The field 'threads' is out of range.");
    }
    const shared = readHeaders(fields["req-headers"]);
    const members = (Array.isArray(fields.requests) ? fields.requests : []).map(readMember);
    return ok(hmc.random.shuffle(members.map((member) => carryOut(member, shared, request, hmc))));
  });
}
