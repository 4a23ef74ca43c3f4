/** HTTP authentication of requests: none, Basic, Digest (RFC 7616), and which challenges a refusal carries. */
import { createHash, randomBytes } from "node:crypto";
import type { DigestAlgorithm, FakeWbemSettings } from "./options";
import type { Quirks } from "./quirks";
import { HttpRefusal } from "./refusals";

const REALM = "wbem1:5989";
const NODE_ALGORITHMS = { MD5: "md5", "SHA-256": "sha256" } as const;

interface Nonce {
  algorithm: DigestAlgorithm;
  expiresAtMs: number;
  highestCount: number;
  uses: number;
}

/** Parameters of a Digest header; values may be quoted. */
function readParameters(text: string): ReadonlyMap<string, string> {
  const found = text.matchAll(/(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g);
  return new Map(
    [...found].map(([, name = "", quoted, bare]) => [
      name.toLowerCase(),
      quoted?.replace(/\\(.)/g, "$1") ?? bare ?? "",
    ]),
  );
}

export class Authenticator {
  readonly #settings: FakeWbemSettings;
  readonly #quirks: Quirks;
  readonly #now: () => number;
  readonly #nonces = new Map<string, Nonce>();
  readonly #opaque = randomBytes(8).toString("hex");

  constructor(settings: FakeWbemSettings, quirks: Quirks, now: () => number) {
    this.#settings = settings;
    this.#quirks = quirks;
    this.#now = now;
  }

  /** Nonces that are handed out from now on are the only ones that are good. */
  expireNonces(): void {
    for (const nonce of this.#nonces.values()) nonce.expiresAtMs = 0;
  }

  /** @throws HttpRefusal 401. */
  check(method: string, uri: string, authorization: string | undefined): void {
    const { authentication } = this.#settings;
    if (authentication === "none") return;
    const [, scheme = "", rest = ""] = /^\s*([\w-]+)\s+([\s\S]*)$/.exec(authorization ?? "") ?? [];
    const isBasic = scheme.toLowerCase() === "basic" && authentication !== "digest";
    const isDigest = scheme.toLowerCase() === "digest" && authentication !== "basic";
    if (isBasic && this.#isBasicRight(rest)) return;
    const verdict = isDigest ? this.#judgeDigest(method, uri, readParameters(rest)) : "wrong";
    if (verdict !== "right") throw this.#refusal(verdict === "stale");
  }

  #isBasicRight(encoded: string): boolean {
    const text = Buffer.from(encoded.trim(), "base64").toString("utf8");
    return this.#settings.users.some(({ userName, password }) => text === `${userName}:${password}`);
  }

  #judgeDigest(method: string, uri: string, given: ReadonlyMap<string, string>): "right" | "wrong" | "stale" {
    const field = (name: string) => given.get(name) ?? "";
    const nonce = this.#nonces.get(field("nonce"));
    const algorithm = this.#settings.digestAlgorithms.find((one) => one === (field("algorithm") || "MD5"));
    const user = this.#settings.users.find(({ userName }) => userName === field("username"));
    if (algorithm === undefined || user === undefined || field("uri") !== uri || field("qop") !== "auth")
      return "wrong";
    const hash = (text: string) => createHash(NODE_ALGORITHMS[algorithm]).update(text, "utf8").digest("hex");
    const secret = hash(`${user.userName}:${REALM}:${user.password}`);
    const parts = [secret, field("nonce"), field("nc"), field("cnonce"), field("qop"), hash(`${method}:${uri}`)];
    const isRight =
      hash(parts.join(":")) === field("response") && field("realm") === REALM && field("opaque") === this.#opaque;
    if (!isRight) return "wrong";
    const count = Number.parseInt(field("nc"), 16);
    const isFresh =
      nonce?.algorithm === algorithm &&
      nonce.expiresAtMs > this.#now() &&
      nonce.uses < this.#settings.nonceUses &&
      count > nonce.highestCount;
    if (nonce === undefined || !isFresh) return "stale";
    nonce.highestCount = count;
    nonce.uses += 1;
    return "right";
  }

  #refusal(isStale: boolean): HttpRefusal {
    const { challenge } = this.#quirks;
    const { authentication, digestAlgorithms } = this.#settings;
    if (challenge === "none") return new HttpRefusal(401, {});
    if (challenge === "bare") return new HttpRefusal(401, { "WWW-Authenticate": `Basic "${REALM}"` });
    const challenges: string[] = [];
    if (authentication !== "basic") {
      challenges.push(...digestAlgorithms.map((algorithm) => this.#digestChallenge(algorithm, isStale)));
    }
    if (authentication !== "digest") challenges.push(`Basic realm="${REALM}"`);
    return new HttpRefusal(401, { "WWW-Authenticate": challenges });
  }

  #digestChallenge(algorithm: DigestAlgorithm, isStale: boolean): string {
    const nonce = randomBytes(16).toString("base64");
    this.#nonces.set(nonce, { algorithm, expiresAtMs: this.#now() + this.#settings.nonceMs, highestCount: 0, uses: 0 });
    const parts = [
      `realm="${REALM}"`,
      'qop="auth"',
      `algorithm=${algorithm}`,
      `nonce="${nonce}"`,
      `opaque="${this.#opaque}"`,
    ];
    if (isStale) parts.push("stale=true");
    return `Digest ${parts.join(", ")}`;
  }
}
