/** Challenges of a 401: the header WWW-Authenticate (RFC 9110, section 11.6.1), read leniently. */

/** One scheme a server offers. */
export interface Challenge {
  /** Lower case. */
  scheme: string;
  /** By lower-case name; of several the first. */
  parameters: ReadonlyMap<string, string>;
}

/** A server has a handful; more is an attack. */
const MOST_CHALLENGES = 16;
const MOST_PARAMETERS = 32;

const WHITE = /[ \t]*/y;
const SEPARATORS = /[ \t,]*/y;
const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const TOKEN68 = /[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"?/y;
/** What stands unquoted where only a token may: everything up to the comma. */
const BARE = /[^,]*/y;

/** A cursor over the header; every pattern is sticky, so each character is looked at once. */
class Cursor {
  #at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match !== null) this.#at = pattern.lastIndex;
    return match;
  }

  /** The name of a parameter, if one begins here. */
  takeParameterName(): string | null {
    const start = this.#at;
    const name = this.take(TOKEN)?.[0];
    this.take(WHITE);
    if (name !== undefined && this.#text[this.#at] === "=") {
      this.#at += 1;
      this.take(WHITE);
      return name.toLowerCase();
    }
    this.#at = start;
    return null;
  }

  takeValue(): string {
    const quoted = this.take(QUOTED);
    if (quoted !== null) return (quoted[1] ?? "").replaceAll(/\\(.)/g, "$1");
    return (this.take(BARE)?.[0] ?? "").trim();
  }

  skip(): void {
    this.#at += 1;
  }
}

/**
 * Every challenge of the header, in the order sent; repeated headers are joined by commas. Schemes and names of parameters
 * count without regard to case; values may lack their quotes, and the realm its name (`Basic "host:port"`). What makes no
 * sense is left out. Never throws.
 */
export function parseChallenges(header: string | undefined): Challenge[] {
  const challenges: Challenge[] = [];
  const cursor = new Cursor(header ?? "");
  let parameters: Map<string, string> | undefined;
  while (challenges.length <= MOST_CHALLENGES) {
    cursor.take(SEPARATORS);
    if (cursor.isAtEnd) break;
    const name = cursor.takeParameterName();
    if (name !== null) {
      const value = cursor.takeValue();
      if (parameters !== undefined && parameters.size < MOST_PARAMETERS && !parameters.has(name)) {
        parameters.set(name, value);
      }
      continue;
    }
    const scheme = cursor.take(TOKEN)?.[0];
    if (scheme === undefined) {
      cursor.skip();
      continue;
    }
    parameters = new Map();
    challenges.push({ scheme: scheme.toLowerCase(), parameters });
    cursor.take(WHITE);
    const realm = cursor.take(QUOTED)?.[1];
    if (realm !== undefined) parameters.set("realm", realm);
    else if (isToken68Scheme(scheme)) cursor.take(TOKEN68);
  }
  return challenges.slice(0, MOST_CHALLENGES);
}

/** Schemes whose challenge may be followed by a blob; with any other, a word after the scheme is a scheme of its own. */
function isToken68Scheme(scheme: string): boolean {
  return /^(?:negotiate|ntlm|kerberos|local)$/i.test(scheme);
}

/** Names of the schemes as they are shown: `Basic, Digest`. */
export function nameSchemes(challenges: readonly Challenge[]): string[] {
  const capital = (scheme: string) => scheme.charAt(0).toUpperCase() + scheme.slice(1).slice(0, 30);
  return [...new Set(challenges.map(({ scheme }) => capital(scheme)))];
}
