import "server-only";
import type { z } from "zod";
import type * as classes from "@/contracts/wbem/classes";
import type { Principal } from "@/server/domain/principal";
import { foldName } from "@/server/protocols/wbem/model/names";
import type { CimClass } from "@/server/protocols/wbem/model/objects";
import { runProblemOf } from "../device-errors";
import { readWbem, streamWbem } from "./connection";
import { qualifierText } from "./declarations";
import { isOfOnePart } from "./parts";
import type { WatchedConnection } from "./recorders";
import { knownNamespaces } from "./server";

/** Hits of one search in one namespace; a narrower text finds the rest. */
const SEARCH_LIMIT = 500;
const EXCERPT_BEFORE = 40;
const EXCERPT_AFTER = 120;

/** True if the pattern is the whole text; `*` stands for any characters, `?` for one. Takes time for each pair of them at most. */
export function matchesPattern(text: string, pattern: string): boolean {
  let [at, next, star, mark] = [0, 0, -1, 0];
  while (at < text.length) {
    if (next < pattern.length && (pattern[next] === "?" || pattern[next] === text[at]) && pattern[next] !== "*") {
      at += 1;
      next += 1;
    } else if (pattern[next] === "*") {
      star = next;
      mark = at;
      next += 1;
    } else if (star !== -1) {
      next = star + 1;
      mark += 1;
      at = mark;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(next));
}

/** What is looked for: names by a pattern with `*` and `?`, otherwise names and descriptions that have every word. */
interface Wanted {
  isName(name: string): boolean;
  /** Where the description has it: place and length of the first word; null where it has not. */
  placeIn(description: string): { at: number; length: number } | null;
}

function wantedOf(text: string): Wanted {
  const wanted = foldName(text);
  if (/[*?]/.test(wanted)) return { isName: (name) => matchesPattern(foldName(name), wanted), placeIn: () => null };
  const words = wanted.split(/\s+/);
  const [first = ""] = words;
  const hasAll = (folded: string) => words.every((word) => folded.includes(word));
  return {
    isName: (name) => hasAll(foldName(name)),
    placeIn(description) {
      const folded = description.toLowerCase();
      return hasAll(folded) ? { at: folded.indexOf(first), length: first.length } : null;
    },
  };
}

function excerptAround(text: string, at: number, length: number): string {
  const from = Math.max(0, at - EXCERPT_BEFORE);
  const to = Math.min(text.length, at + length + EXCERPT_AFTER);
  const middle = text.slice(from, to).replaceAll(/\s+/g, " ");
  return `${from > 0 ? "…" : ""}${middle}${to < text.length ? "…" : ""}`;
}

function* hitsIn(declared: CimClass, { isName, placeIn }: Wanted): Generator<classes.WbemClassSearchHit> {
  const { className } = declared;
  if (isName(className)) yield { className, where: "class", member: null, excerpt: className };
  for (const { name } of declared.properties) {
    if (isName(name)) yield { className, where: "property", member: name, excerpt: name };
  }
  for (const { name, parameters } of declared.methods) {
    if (isName(name)) yield { className, where: "method", member: name, excerpt: name };
    for (const parameter of parameters) {
      if (!isName(parameter.name)) continue;
      yield { className, where: "parameter", member: name, excerpt: `${name}(${parameter.name})` };
    }
  }
  const described = [
    { member: null, qualifiers: declared.qualifiers },
    ...[...declared.properties, ...declared.methods].map(({ name, qualifiers }) => ({ member: name, qualifiers })),
  ];
  for (const { member, qualifiers } of described) {
    const text = qualifierText(qualifiers, "Description") ?? "";
    const place = placeIn(text);
    if (place === null) continue;
    yield { className, where: "description", member, excerpt: excerptAround(text, place.at, place.length) };
  }
}

const RANK = { class: 0, property: 1, method: 2, parameter: 3, description: 4 } as const;

interface Hits {
  items: classes.WbemClassSearchHit[];
  isTruncated: boolean;
}

async function searchIn({ classes }: WatchedConnection, namespace: string, wanted: Wanted): Promise<Hits> {
  const tree = await classes.tree(namespace);
  const hits = tree.classes.flatMap((declared) => [...hitsIn(declared, wanted)]);
  const items = hits.sort((one, other) => RANK[one.where] - RANK[other.where]).slice(0, SEARCH_LIMIT);
  return { items, isTruncated: hits.length > items.length };
}

/**
 * Classes of a namespace by names, members and descriptions, that have every word of the text; with `*` or `?` in it, by
 * names that are as the text says. @throws AppError `not_found`, `forbidden`, the device's codes
 */
export async function searchClasses(
  principal: Principal,
  profileId: string,
  { namespace, text }: z.output<typeof classes.wbemSearchQuerySchema>,
): Promise<Hits> {
  return readWbem(principal, profileId, (connection) => searchIn(connection, namespace, wantedOf(text)));
}

async function* findLines(
  connection: WatchedConnection,
  text: string,
): AsyncGenerator<classes.WbemFindLine, void, void> {
  const wanted = wantedOf(text);
  const { names, warnings } = await knownNamespaces(connection);
  yield { kind: "namespaces", names, warnings };
  let [hits, failed] = [0, 0];
  for (const namespace of names) {
    try {
      const { items, isTruncated } = await searchIn(connection, namespace, wanted);
      hits += items.length;
      yield { kind: "hits", namespace, items, isTruncated };
    } catch (error) {
      if (!isOfOnePart(error)) throw error;
      failed += 1;
      yield { kind: "failure", namespace, failure: runProblemOf(error, `${namespace} could not be searched`) };
    }
  }
  yield { kind: "end", hits, searched: names.length - failed, failed };
}

/**
 * Classes of all namespaces, as `searchClasses` finds them in one, namespace by namespace while they are read; one that
 * cannot be read is a line, and the search goes on. @throws AppError `not_found`, `forbidden`, the device's codes
 */
export function findClasses(
  principal: Principal,
  profileId: string,
  text: string,
  signal?: AbortSignal,
): Promise<AsyncGenerator<classes.WbemFindLine, void, void>> {
  return streamWbem(principal, profileId, (connection) => findLines(connection, text), signal);
}
