/** An HTTP or HTTPS server of a test's own making, and the target of a profile for it. */
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import https from "node:https";
import type { AddressInfo, Server } from "node:net";
import { tlsPolicySchema } from "@/contracts/tls";
import { createTestAuthority, issueServerCertificateFor } from "@/server/pki/fake/test-authority";
import { issueTestLeaves } from "@/server/pki/fake/test-leaves";
import { createAddressPolicy } from "@/server/transport/address-policy";
import type { ConnectionTarget } from "../../kind";
import { parseWbemSettings } from "../descriptor";

export const testAuthority = createTestAuthority();
const server = issueServerCertificateFor(testAuthority, ["localhost", "127.0.0.1"]);
/** A client certificate of the same authority. */
export const clientLeaf = issueTestLeaves(testAuthority).client;

export const testUser = { userName: "m\u00fcller", password: "pass w\u00f6rd \u{1f511}" };

/** What a request was, once its body has been read. */
export interface SeenRequest {
  message: IncomingMessage;
  authorization: string | undefined;
  body: string;
  /** Common name of the client certificate; null without one. */
  clientName: string | null;
}

export type Answer = (request: SeenRequest, response: ServerResponse) => void;

export interface ScriptedServer {
  port: number;
  scheme: "http" | "https";
  readonly seen: readonly SeenRequest[];
  connections(): number;
  close(): Promise<void>;
}

export interface ScriptedServerOptions {
  scheme?: "http" | "https";
  /** Ask for a client certificate, or insist on it. */
  clientCertificate?: "optional" | "required";
}

export async function startScriptedServer(
  answer: Answer,
  { scheme = "https", clientCertificate }: ScriptedServerOptions = {},
): Promise<ScriptedServer> {
  const seen: SeenRequest[] = [];
  let connections = 0;
  const onRequest = async (message: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString("utf8");
    const { authorization } = message.headers;
    const request = { message, authorization, body, clientName: clientNameOf(message) };
    seen.push(request);
    answer(request, response);
  };
  const listener = (message: IncomingMessage, response: ServerResponse) =>
    void onRequest(message, response).catch(() => message.socket.destroy());
  const tls = {
    cert: server.chainPem,
    key: server.keyPem,
    ca: testAuthority.rootPem,
    requestCert: clientCertificate !== undefined,
    rejectUnauthorized: clientCertificate === "required",
  };
  const made: Server = scheme === "http" ? http.createServer(listener) : https.createServer(tls, listener);
  const sockets = new Set<{ destroy(): unknown }>();
  made.on("connection", (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  });
  made.on("tlsClientError", () => undefined);
  made.listen(0, "127.0.0.1");
  await once(made, "listening");
  return {
    port: (made.address() as AddressInfo).port,
    scheme,
    seen,
    connections: () => connections,
    async close() {
      for (const socket of sockets) socket.destroy();
      made.close();
      await once(made, "close");
    },
  };
}

function clientNameOf({ socket }: IncomingMessage): string | null {
  if (!("getPeerX509Certificate" in socket) || typeof socket.getPeerX509Certificate !== "function") return null;
  const certificate: unknown = socket.getPeerX509Certificate();
  if (typeof certificate !== "object" || certificate === null || !("subject" in certificate)) return null;
  return /CN=(.*)/.exec(String(certificate.subject))?.[1] ?? null;
}

/** An answer that any operation may get. */
export const emptyAnswer = `<?xml version="1.0" encoding="utf-8" ?>
<CIM CIMVERSION="2.0" DTDVERSION="2.0"><MESSAGE ID="1" PROTOCOLVERSION="1.0"><SIMPLERSP><IMETHODRESPONSE NAME="EnumerateInstanceNames"><IRETURNVALUE/></IMETHODRESPONSE></SIMPLERSP></MESSAGE></CIM>`;

/** Answers with CIM-XML. */
export function sendCim(response: ServerResponse, body = emptyAnswer): void {
  response.writeHead(200, { "content-type": 'application/xml; charset="utf-8"', cimoperation: "MethodResponse" });
  response.end(body);
}

/** Answers 401. */
export function challenge(response: ServerResponse, ...challenges: string[]): void {
  response.writeHead(401, challenges.length === 0 ? {} : { "www-authenticate": challenges }).end("denied");
}

/** Lets in who sends the test user by Basic. */
export const admitBasic: Answer = ({ authorization }, response) => {
  const [scheme, blob = ""] = (authorization ?? "").split(" ");
  const sent = Buffer.from(blob, "base64").toString("utf8");
  if (scheme === "Basic" && sent === `${testUser.userName}:${testUser.password}`) sendCim(response);
  else challenge(response, 'Basic realm="test"');
};

export interface DigestServerOptions {
  algorithm?: "MD5" | "SHA-256";
  /** How often a nonce may be used. */
  uses?: number;
  /** Leave `stale` out when a nonce is used up, as some servers do. */
  isSilentAboutAge?: boolean;
  /** Announce the next nonce with each answer. */
  announcesNext?: boolean;
}

/** Lets in who sends the test user by Digest, with each count once and no nonce more often than it may be used. */
export function admitDigest(options: DigestServerOptions = {}): Answer {
  const {
    algorithm = "MD5",
    uses = Number.POSITIVE_INFINITY,
    isSilentAboutAge = false,
    announcesNext = false,
  } = options;
  const hash = (text: string) =>
    createHash(algorithm === "MD5" ? "md5" : "sha256")
      .update(text)
      .digest("hex");
  const counts = new Map<string, number>();
  const issue = () => {
    const nonce = randomBytes(8).toString("base64");
    counts.set(nonce, 0);
    return nonce;
  };
  const demand = (response: ServerResponse, isStale: boolean) => {
    const stale = isStale && !isSilentAboutAge ? ", stale=TRUE" : "";
    const rest = `qop="auth", algorithm=${algorithm}, opaque="an \\"opaque\\" text"${stale}`;
    challenge(response, `Digest realm="test realm", nonce="${issue()}", ${rest}`);
  };
  return ({ authorization, message }, response) => {
    const field = (name: string) => new RegExp(`[ ,]${name}=(?:"([^"]*)"|([^", ]+))`).exec(authorization ?? "");
    const value = (name: string) => field(name)?.[1] ?? field(name)?.[2] ?? "";
    const nonce = value("nonce");
    const used = counts.get(nonce);
    if (used === undefined) return demand(response, authorization !== undefined);
    const secret = hash(`${testUser.userName}:test realm:${testUser.password}`);
    const wanted = hash(
      `${secret}:${nonce}:${value("nc")}:${value("cnonce")}:auth:${hash(`${message.method}:${message.url}`)}`,
    );
    if (value("response") !== wanted) return demand(response, false);
    if (used >= uses || Number.parseInt(value("nc"), 16) <= used) return demand(response, true);
    counts.set(nonce, Number.parseInt(value("nc"), 16));
    if (announcesNext) response.setHeader("authentication-info", `nextnonce="${issue()}", qop=auth, rspauth="0"`);
    sendCim(response);
  };
}

export interface ScriptedTargetOptions {
  settings?: Record<string, unknown>;
  userName?: string;
  /** Undefined: none is stored. */
  password?: string | undefined;
  sendsCertificate?: boolean;
  timeouts?: Record<string, number>;
}

/** The target of a profile for it, with exactly its port exempt from the block of loopback. */
export function targetOf(
  { port, scheme }: Pick<ScriptedServer, "port" | "scheme">,
  options: ScriptedTargetOptions = {},
): ConnectionTarget {
  const { settings = {}, userName = testUser.userName, sendsCertificate = false, timeouts = {} } = options;
  const password = "password" in options ? options.password : testUser.password;
  const parsed = parseWbemSettings({ scheme, credentialsInClear: scheme === "http", ...settings });
  return {
    addresses: [{ host: "127.0.0.1", port }],
    userName,
    settings: JSON.parse(JSON.stringify(parsed)),
    tls: {
      policy: tlsPolicySchema.parse({ trust: { mode: "bundle", bundleIds: ["test"] }, timeouts }),
      anchors: [testAuthority.rootPem],
      clientIdentity: sendsCertificate ? { chainPem: clientLeaf.chainPem, keyPem: clientLeaf.keyPem } : null,
    },
    addressPolicy: createAddressPolicy({ exceptions: [{ address: "127.0.0.1", port }] }),
    secret: async (slot) => (slot === "password" ? password : undefined),
  };
}
