import "server-only";
import type { BetterAuthOptions, DBAdapter, DBAdapterInstance, DBTransactionAdapter, Where } from "better-auth";
import { hashToken } from "./token";

const SESSION = "session";

function isTokenCondition(condition: Where): boolean {
  return condition.field === "token";
}

function hashValue(value: Where["value"]): Where["value"] {
  if (typeof value === "string") return hashToken(value);
  if (Array.isArray(value)) return value.map((entry) => hashToken(String(entry)));
  return value;
}

function hashWhere<W extends Where[] | undefined>(where: W): W {
  return where?.map((condition) =>
    isTokenCondition(condition) ? { ...condition, value: hashValue(condition.value) } : condition,
  ) as W;
}

/** The raw token that a query named, so that the found row can be handed back as the library knows it. */
function tokenIn(where: Where[] | undefined): string | undefined {
  const value = where?.find(isTokenCondition)?.value;
  return typeof value === "string" ? value : undefined;
}

function withToken<T>(row: T, token: string | undefined): T {
  return token === undefined || row === null || typeof row !== "object" ? row : { ...row, token };
}

function hashTokenOf<D extends Record<string, unknown>>(data: D): D {
  return typeof data.token === "string" ? { ...data, token: hashToken(data.token) } : data;
}

function wrap(inner: DBTransactionAdapter): DBTransactionAdapter {
  const hashes = (model: string) => model === SESSION;
  return {
    ...inner,
    create: async (input) => {
      if (!hashes(input.model)) return inner.create(input);
      const { token } = input.data as { token?: string };
      return withToken(await inner.create({ ...input, data: hashTokenOf(input.data) }), token);
    },
    findOne: async (input) => {
      if (!hashes(input.model)) return inner.findOne(input);
      return withToken(await inner.findOne({ ...input, where: hashWhere(input.where) }), tokenIn(input.where));
    },
    findMany: async (input) =>
      hashes(input.model) ? inner.findMany({ ...input, where: hashWhere(input.where) }) : inner.findMany(input),
    count: async (input) =>
      hashes(input.model) ? inner.count({ ...input, where: hashWhere(input.where) }) : inner.count(input),
    update: async (input) => {
      if (!hashes(input.model)) return inner.update(input);
      const token = typeof input.update.token === "string" ? input.update.token : tokenIn(input.where);
      return withToken(
        await inner.update({ ...input, where: hashWhere(input.where), update: hashTokenOf(input.update) }),
        token,
      );
    },
    updateMany: async (input) =>
      hashes(input.model)
        ? inner.updateMany({ ...input, where: hashWhere(input.where), update: hashTokenOf(input.update) })
        : inner.updateMany(input),
    delete: async (input) => inner.delete(hashes(input.model) ? { ...input, where: hashWhere(input.where) } : input),
    deleteMany: async (input) =>
      inner.deleteMany(hashes(input.model) ? { ...input, where: hashWhere(input.where) } : input),
    consumeOne: async (input) => {
      if (!hashes(input.model)) return inner.consumeOne(input);
      return withToken(await inner.consumeOne({ ...input, where: hashWhere(input.where) }), tokenIn(input.where));
    },
    incrementOne: async (input) => {
      if (!hashes(input.model)) return inner.incrementOne(input);
      return withToken(await inner.incrementOne({ ...input, where: hashWhere(input.where) }), tokenIn(input.where));
    },
  };
}

/**
 * Wraps the library's database adapter so that a session's token reaches the database only as its SHA-256, in rows and
 * in conditions alike, while the library goes on working with the token itself (SEC-F1). Lists of sessions carry the
 * hash: what was not asked for by its token cannot be known.
 */
export function hashSessionTokens(adapter: DBAdapterInstance): DBAdapterInstance {
  return (options: BetterAuthOptions): DBAdapter => {
    const inner = adapter(options);
    const plain = { ...inner };
    // The object stays the same one because the library remembers its schema check by identity.
    return Object.assign(inner, wrap(plain), {
      transaction: <R>(callback: (transaction: DBTransactionAdapter) => Promise<R>): Promise<R> =>
        plain.transaction((transaction) => callback(transaction === inner ? transaction : wrap(transaction))),
    });
  };
}
