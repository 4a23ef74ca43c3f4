/** How requests are decided: authentication, routes, privileges, preconditions (BMC reference, sections 3, 7.3 and 8). */
import { fakeActions } from "./actions";
import { readProperties } from "./body";
import { ENTRIES_URI } from "./event-log";
import { etagOf, writeJson } from "./json";
import { refuse, refuseEmpty } from "./messages";
import { FakeRefusal, type FakeReply, type FakeRequest, type JsonObject, type JsonValue, link } from "./model";
import { applyQuery } from "./query";
import { type FakeSession, mayDo, SESSIONS_URI } from "./sessions";
import type { BmcState } from "./state";
import { describeTree } from "./tree";

/** Body size without login, and with it (section 4.1). */
const OPEN_BODY_BYTES = 4096;
const BODY_BYTES = 30 * 1024 * 1024;

const SSE_URI = "/redfish/v1/EventService/SSE";
const HOST_CERTIFICATE = "/ibm/v1/Host/Certificate";
const OPEN_READS = /^\/redfish(?:\/v1(?:\/(?:odata|\$metadata)?)?)?$/;
const LOGON = new RegExp(`^${SESSIONS_URI}(?:/Members)?/?$`);

/** An answer, a stream to be opened, or the end of a connection or of the whole web server. */
export type Decision =
  | { kind: "reply"; reply: FakeReply }
  | { kind: "stream"; lastEventId: string | undefined }
  | { kind: "abort" }
  | { kind: "cut" };

const reply = (answer: FakeReply): Decision => ({ kind: "reply", reply: answer });

/** 401 comes in three shapes (section 7.3), and before everything else. */
function unauthorized(request: FakeRequest, hasWebUi: boolean): FakeReply {
  if (request.headers["x-requested-with"] !== undefined) return { status: 401 };
  if ((request.headers.accept ?? "").includes("text/html")) {
    if (hasWebUi) return { status: 307, headers: { Location: `/#/login?next=${encodeURIComponent(request.uri)}` } };
    return { status: 401, body: "Unauthorized", contentType: "text/plain" };
  }
  return { status: 401, headers: { "WWW-Authenticate": "Basic" } };
}

/** Decides one request. */
export async function decide(request: FakeRequest, bmc: BmcState): Promise<Decision> {
  try {
    return await dispatch(request, bmc);
  } catch (error) {
    if (error instanceof FakeRefusal) return reply(error.reply);
    throw error;
  }
}

async function dispatch(request: FakeRequest, bmc: BmcState): Promise<Decision> {
  const session = bmc.sessions.authenticate(request);
  const limit = session === undefined ? OPEN_BODY_BYTES : BODY_BYTES;
  if (request.body.length > limit) throw refuseEmpty(session === undefined ? 401 : 413);
  const version = request.headers["odata-version"];
  if (version !== undefined && version !== "4.0") throw refuse(412, "PreconditionFailed");
  if (request.method === "POST" && LOGON.test(request.path)) return reply(bmc.sessions.logon(request));
  const isOpen = (request.method === "GET" || request.method === "HEAD") && OPEN_READS.test(request.path);
  if (session === undefined && !isOpen) return reply(unauthorized(request, bmc.settings.hasWebUi));
  if (session !== undefined && !isOpen) bmc.sessions.refuseWhileExpired(session, request);
  if (request.path.startsWith("/ibm/v1")) return ibmRoute(request, bmc, session);
  if (request.path === SSE_URI && request.method === "GET") return openStream(request, session);
  if (request.method === "GET" || request.method === "HEAD") return reply(read(request, bmc));
  return reply(await change(request, bmc, session));
}

function openStream(request: FakeRequest, session: FakeSession | undefined): Decision {
  if (!(request.headers.accept ?? "").includes("text/event-stream")) throw refuse(404, "ResourceNotFound", "", "SSE");
  if (session === undefined || !(mayDo(session, "ConfigureManager") || mayDo(session, "ConfigureComponents"))) {
    throw refuse(403, "InsufficientPrivilege");
  }
  return { kind: "stream", lastEventId: request.headers["last-event-id"] };
}

/** Longer paths must not end in a slash; 403 and 404 have no body (section 3). */
async function ibmRoute(request: FakeRequest, bmc: BmcState, session: FakeSession | undefined): Promise<Decision> {
  const { method, path } = request;
  const known = ["/ibm/v1", "/ibm/v1/", HOST_CERTIFICATE, `${HOST_CERTIFICATE}/root`, "/ibm/v1/Host/Actions/SignCSR"];
  const isCertificate = path.startsWith("/ibm/v1/Host/");
  if (!known.includes(path) || (isCertificate && !bmc.settings.hasCertificateRoutes)) throw refuseEmpty(404);
  if (session === undefined || !mayDo(session, "ConfigureComponents", "ConfigureManager")) throw refuseEmpty(403);
  const allowed = path.endsWith("SignCSR") ? "POST" : "GET";
  if (method !== allowed) throw refuseEmpty(405, { Allow: allowed });
  if (path === `${HOST_CERTIFICATE}/root`) return reply(conditional(request, bmc.entries.readRoot()));
  if (path === HOST_CERTIFICATE) {
    return reply({
      status: 200,
      body: {
        "@odata.id": HOST_CERTIFICATE,
        Id: "Certificate",
        Name: "Certificate",
        Actions: { SignCSR: { target: "/ibm/v1/Host/Actions/SignCSR" } },
        root: { target: `${HOST_CERTIFICATE}/root` },
      },
    });
  }
  if (path.endsWith("SignCSR")) {
    const { CsrString } = readProperties(request, { required: { CsrString: "string" } });
    return bmc.entries.sign(String(CsrString));
  }
  return reply({
    status: 200,
    body: {
      Id: "IBM Rest RootService",
      Name: "IBM Service Root",
      ConfigFiles: link("/ibm/v1/Host/ConfigFiles"),
      Certificate: link(HOST_CERTIFICATE),
    },
  });
}

const withoutSlash = (path: string) => (path.length > 1 ? path.replace(/\/$/, "") : path);

function read(request: FakeRequest, bmc: BmcState): FakeReply {
  const path = withoutSlash(request.path);
  if (path === "/redfish/v1/odata")
    return { status: 200, body: { "@odata.context": "/redfish/v1/$metadata", value: [] } };
  const monitor = /^\/redfish\/v1\/TaskService\/TaskMonitors\/([^/]+)$/.exec(path)?.[1];
  if (monitor !== undefined) return bmc.tasks.monitor(monitor);
  if (path === ENTRIES_URI) {
    return conditional(request, {
      status: 200,
      body: bmc.log.page(request.query, bmc.settings.features.filter === true),
    });
  }
  const tree = describeTree(bmc);
  const resource = tree.get(path);
  if (resource === undefined) throw notFound(path);
  const body = applyQuery(path, request.query, resource, tree, bmc.settings.features);
  return conditional(request, { status: 200, body });
}

function notFound(path: string): FakeRefusal {
  if (!path.startsWith("/redfish")) return refuseEmpty(404);
  // An unknown interface of the hypervisor, and the hypervisor itself, are named after the hypervisor.
  if (path.startsWith("/redfish/v1/Systems/hypervisor")) return refuse(404, "ResourceNotFound", "System", "hypervisor");
  const parts = path.split("/");
  return refuse(404, "ResourceNotFound", parts.at(-2) ?? "", parts.at(-1) ?? "");
}

function conditional(request: FakeRequest, answer: FakeReply): FakeReply {
  if (answer.status !== 200 || answer.body === undefined || typeof answer.body === "string") return answer;
  const etag = etagOf(writeJson(answer.body as JsonValue));
  if (request.headers["if-none-match"] === etag) return { status: 304, headers: { ETag: etag } };
  return { ...answer, headers: { ...answer.headers, ETag: etag } };
}

async function change(request: FakeRequest, bmc: BmcState, session: FakeSession | undefined): Promise<FakeReply> {
  const path = withoutSlash(request.path);
  const candidates = fakeActions.filter((action) => action.path.test(path));
  const chosen = candidates.find((action) => action.method === request.method);
  const tree = describeTree(bmc);
  if (chosen === undefined) {
    const isKnown = tree.has(path) || candidates.length > 0 || path === ENTRIES_URI;
    if (!isKnown) throw notFound(path);
    const methods = [...(tree.has(path) ? ["GET", "HEAD"] : []), ...candidates.map(({ method }) => method)];
    const key = request.method === "DELETE" ? "ResourceCannotBeDeleted" : "OperationNotAllowed";
    const { reply: refusal } = refuse(405, key);
    throw new FakeRefusal({ ...refusal, headers: { Allow: methods.join(", ") } });
  }
  if (session === undefined || !mayDo(session, ...chosen.privileges)) throw refuse(403, "InsufficientPrivilege");
  requireMatch(request, tree.get(path));
  return chosen.handle({ request, session, params: chosen.path.exec(path)?.slice(1) ?? [], bmc });
}

/** `If-Match` compares with a fresh read (section 8). */
function requireMatch(request: FakeRequest, resource: JsonObject | undefined): void {
  const wanted = request.headers["if-match"];
  if (wanted === undefined || wanted === "*" || resource === undefined) return;
  if (wanted !== etagOf(writeJson(resource as JsonValue))) throw refuse(412, "PreconditionFailed");
}
