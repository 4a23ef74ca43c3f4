import "server-only";
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { getRuntime, obtain } from "@/server/runtime/registry";

/** Cost of one scrypt run: `n` is log2 of N. */
export interface ScryptCost {
  n: number;
  r: number;
  p: number;
}

/** The cost of passwords set from now on (SEC-A11); stored hashes carry their own. */
export const CURRENT_COST: ScryptCost = { n: 17, r: 8, p: 1 };

const KEY_BYTES = 32;
const SALT_BYTES = 16;
const STORED = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9_-]+)\$([A-Za-z0-9_-]+)$/;

/** Each run holds 128 MiB: more than a few at a time would let sign-ins exhaust the memory. */
const MAX_PARALLEL_RUNS = 2;

interface Gate {
  running: number;
  waiting: (() => void)[];
}

declare module "@/server/runtime/registry" {
  interface RuntimeServices {
    passwordGate: Gate;
    /** Set by tests that sign in often. */
    passwordCost: ScryptCost;
  }
}

function currentCost(): ScryptCost {
  return getRuntime().services.passwordCost ?? CURRENT_COST;
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const gate = obtain("passwordGate", () => ({ running: 0, waiting: [] }));
  if (gate.running >= MAX_PARALLEL_RUNS) await new Promise<void>((resolve) => gate.waiting.push(resolve));
  else gate.running += 1;
  try {
    return await work();
  } finally {
    const next = gate.waiting.shift();
    if (next) next();
    else gate.running -= 1;
  }
}

function derive(password: string, salt: Buffer, cost: ScryptCost): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** cost.n, r: cost.r, p: cost.p, maxmem: 160 * 2 ** cost.n * cost.r };
  return inTurn(
    () =>
      new Promise((resolve, reject) => {
        // NFKC, so that the same keys typed on two systems are the same password (NIST SP 800-63B 5.1.1.2).
        scrypt(password.normalize("NFKC"), salt, KEY_BYTES, options, (error, key) =>
          error ? reject(error) : resolve(key),
        );
      }),
  );
}

interface StoredHash {
  cost: ScryptCost;
  salt: Buffer;
  key: Buffer;
}

function parseStored(stored: string): StoredHash | undefined {
  const match = STORED.exec(stored);
  if (!match) return undefined;
  const [, n, r, p, salt = "", key = ""] = match;
  return {
    cost: { n: Number(n), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, "base64url"),
    key: Buffer.from(key, "base64url"),
  };
}

/** Hashes a password with scrypt; the result carries its parameters and salt. */
export async function hashPassword(password: string, cost: ScryptCost = currentCost()): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, cost);
  return `$scrypt$ln=${cost.n},r=${cost.r},p=${cost.p}$${salt.toString("base64url")}$${key.toString("base64url")}`;
}

/** Compares in constant time; false for a stored value of another form. */
export async function verifyPassword(stored: string, password: string): Promise<boolean> {
  const hash = parseStored(stored);
  if (hash === undefined || hash.key.length !== KEY_BYTES) return false;
  return timingSafeEqual(await derive(password, hash.salt, hash.cost), hash.key);
}

/** True when the stored hash was made with less than the current cost and should be replaced at the next sign-in. */
export function needsRehash(stored: string): boolean {
  const cost = parseStored(stored)?.cost;
  const current = currentCost();
  return cost === undefined || cost.n < current.n || cost.r < current.r || cost.p < current.p;
}
