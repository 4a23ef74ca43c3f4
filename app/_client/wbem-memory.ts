/**
 * What the browser remembers of a WBEM profile for one person: the namespace and queries sent before, and in one tab the way
 * along associations.
 */

export interface RememberedQuery {
  namespace: string;
  language: string;
  query: string;
}

const PREFIX = "signalbox.wbem";
const MOST_QUERIES = 30;

const keyOf = (what: string, userId: string, profileId: string) => `${PREFIX}.${what}.${userId}.${profileId}`;

const inBrowser = () => window.localStorage;
const inTab = () => window.sessionStorage;

function read(storage: () => Storage, key: string): unknown {
  try {
    return JSON.parse(storage().getItem(key) ?? "null");
  } catch {
    // Storage may be switched off, or hold what an earlier version wrote.
    return null;
  }
}

function write(storage: () => Storage, key: string, value: unknown): void {
  try {
    storage().setItem(key, JSON.stringify(value));
  } catch {
    // Remembering is a convenience: without storage nothing is lost but that.
  }
}

export function rememberedNamespace(userId: string, profileId: string): string | null {
  const value = read(inBrowser, keyOf("namespace", userId, profileId));
  return typeof value === "string" && value !== "" ? value : null;
}

export function rememberNamespace(userId: string, profileId: string, namespace: string): void {
  write(inBrowser, keyOf("namespace", userId, profileId), namespace);
}

/** What `rememberWalk` was given last in this tab; whatever else may lie there is for the caller to judge. */
export function rememberedWalk(userId: string, profileId: string): unknown {
  return read(inTab, keyOf("walk", userId, profileId));
}

export function rememberWalk(userId: string, profileId: string, walk: object): void {
  write(inTab, keyOf("walk", userId, profileId), walk);
}

function isQuery(value: unknown): value is RememberedQuery {
  const { namespace, language, query } = Object(value) as Partial<Record<keyof RememberedQuery, unknown>>;
  return typeof namespace === "string" && typeof language === "string" && typeof query === "string";
}

/** Queries sent before, newest first. */
export function rememberedQueries(userId: string, profileId: string): RememberedQuery[] {
  const value = read(inBrowser, keyOf("queries", userId, profileId));
  return Array.isArray(value) ? value.filter(isQuery) : [];
}

/** The history with a query at its top, each kept once. */
export function rememberQuery(userId: string, profileId: string, sent: RememberedQuery): RememberedQuery[] {
  const text = JSON.stringify([sent.namespace, sent.language, sent.query]);
  const others = rememberedQueries(userId, profileId).filter(
    ({ namespace, language, query }) => JSON.stringify([namespace, language, query]) !== text,
  );
  const queries = [sent, ...others].slice(0, MOST_QUERIES);
  write(inBrowser, keyOf("queries", userId, profileId), queries);
  return queries;
}

export function forgetQueries(userId: string, profileId: string): void {
  try {
    window.localStorage.removeItem(keyOf("queries", userId, profileId));
  } catch {
    // Nothing is stored where storage is switched off.
  }
}
