/** HTTP Digest access authentication (RFC 7616; MD5 as in RFC 2617). */
import { createHash, getHashes, randomBytes } from "node:crypto";
import type { Challenge } from "./challenges";

/** Strongest first; each also with `-sess`. */
const algorithms = [
  { name: "SHA-256", hash: "sha256" },
  { name: "MD5", hash: "md5" },
] as const;

/** A Digest challenge that can be answered. */
export interface DigestChallenge {
  realm: string;
  nonce: string;
  opaque: string | undefined;
  /** As the server spells it; undefined where it leaves it out, which means MD5. */
  algorithm: string | undefined;
  /** Name for node:crypto. */
  hash: string;
  isSession: boolean;
  /** Undefined for servers of RFC 2069, which know no `qop`. */
  qop: "auth" | "auth-int" | undefined;
  /** The nonce has expired, the password is not in doubt. */
  isStale: boolean;
}

export interface DigestCredentials {
  userName: string;
  password: string;
}

export interface DigestRequest {
  method: string;
  /** Path and query, as in the request line. */
  uri: string;
  body: string;
}

/**
 * The challenge with the strongest algorithm among those that can be answered; null where there is none. A server without
 * `algorithm` means MD5, one without `qop` RFC 2069.
 */
export function chooseDigestChallenge(challenges: readonly Challenge[]): DigestChallenge | null {
  const usable = challenges.flatMap((challenge) => {
    const digest = challenge.scheme === "digest" ? readChallenge(challenge.parameters) : null;
    return digest === null ? [] : [digest];
  });
  const rank = ({ hash }: DigestChallenge) => algorithms.findIndex((algorithm) => algorithm.hash === hash);
  return usable.sort((one, other) => rank(one) - rank(other))[0] ?? null;
}

function readChallenge(parameters: ReadonlyMap<string, string>): DigestChallenge | null {
  const nonce = parameters.get("nonce");
  const spelled = parameters.get("algorithm");
  const wanted = (spelled ?? "MD5").toUpperCase();
  const isSession = wanted.endsWith("-SESS");
  const algorithm = algorithms.find(({ name }) => name === (isSession ? wanted.slice(0, -5) : wanted));
  const qop = readQop(parameters.get("qop"));
  // A hash may be missing where cryptography is restricted, as MD5 is in FIPS mode.
  if (!nonce || algorithm === undefined || qop === null || !getHashes().includes(algorithm.hash)) return null;
  return {
    realm: parameters.get("realm") ?? "",
    nonce,
    opaque: parameters.get("opaque"),
    algorithm: spelled,
    hash: algorithm.hash,
    isSession,
    qop,
    isStale: parameters.get("stale")?.toLowerCase() === "true",
  };
}

/** The protection to use; undefined where none is offered, null where only unknown ones are. */
function readQop(offered: string | undefined): DigestChallenge["qop"] | null {
  const options = (offered ?? "")
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  if (options.length === 0) return undefined;
  if (options.includes("auth")) return "auth";
  return options.includes("auth-int") ? "auth-int" : null;
}

/** One nonce of a server with the count of its uses, which must grow with each (section 3.4). */
export class DigestNonce {
  readonly challenge: DigestChallenge;
  readonly #clientNonce: string;
  #count = 0;

  /** `clientNonce` is random unless an example of the specification is followed. */
  constructor(challenge: DigestChallenge, clientNonce = randomBytes(16).toString("hex")) {
    this.challenge = challenge;
    this.#clientNonce = clientNonce;
  }

  /** Value of `Authorization` for the next use (section 3.4). */
  authorize(request: DigestRequest, credentials: DigestCredentials): string {
    const { realm, nonce, opaque, algorithm, qop } = this.challenge;
    this.#count += 1;
    const count = this.#count.toString(16).padStart(8, "0");
    const fields = [
      userNameField(credentials.userName),
      `realm=${quote(realm)}`,
      `nonce=${quote(nonce)}`,
      `uri=${quote(request.uri)}`,
      `response="${this.#respond(request, credentials, count)}"`,
      ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
      ...(qop === undefined ? [] : [`qop=${qop}`, `nc=${count}`]),
      ...(qop === undefined && !this.challenge.isSession ? [] : [`cnonce="${this.#clientNonce}"`]),
      ...(opaque === undefined ? [] : [`opaque=${quote(opaque)}`]),
    ];
    return `Digest ${fields.join(", ")}`;
  }

  #respond({ method, uri, body }: DigestRequest, { userName, password }: DigestCredentials, count: string): string {
    const { realm, nonce, hash, isSession, qop } = this.challenge;
    const digest = (text: string) => createHash(hash).update(text, "utf8").digest("hex");
    const user = digest(`${userName}:${realm}:${password}`);
    const first = isSession ? digest(`${user}:${nonce}:${this.#clientNonce}`) : user;
    const second = digest(qop === "auth-int" ? `${method}:${uri}:${digest(body)}` : `${method}:${uri}`);
    const uses = qop === undefined ? [] : [count, this.#clientNonce, qop];
    return digest([first, nonce, ...uses, second].join(":"));
  }
}

function quote(text: string): string {
  return `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
}

/** Names outside ASCII go as extended parameter (RFC 7616, section 3.4; RFC 8187). */
function userNameField(userName: string): string {
  if (/^[\x20-\x7e]*$/.test(userName)) return `username=${quote(userName)}`;
  const encoded = encodeURIComponent(userName).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `username*=UTF-8''${encoded}`;
}
