import "server-only";
import type { z } from "zod";
import type { WbemCountLine, wbemCountQuerySchema } from "@/contracts/wbem/classes";
import type { Principal } from "@/server/domain/principal";
import { hasQualifier } from "@/server/protocols/wbem/class-repository";
import { foldName } from "@/server/protocols/wbem/model/names";
import type { CimClass } from "@/server/protocols/wbem/model/objects";
import { runProblemOf } from "../device-errors";
import { streamWbem } from "./connection";
import { isOfOnePart } from "./parts";
import type { WatchedConnection } from "./recorders";

/** A class with its subclasses. */
interface Branch {
  declared: CimClass;
  below: Branch[];
  /** Itself or a class below it is to be left out. */
  hasIgnored: boolean;
}

/** The classes that can have instances, from those without a superclass on down; ignored ones are gone with all below. */
function branchesOf(classes: readonly CimClass[], ignored: ReadonlySet<string>): Branch[] {
  const children = new Map<string, CimClass[]>();
  const names = new Set(classes.map(({ className }) => foldName(className)));
  for (const declared of classes) {
    const above = declared.superClass === null ? "" : foldName(declared.superClass);
    const key = names.has(above) ? above : "";
    const known = children.get(key);
    if (known === undefined) children.set(key, [declared]);
    else known.push(declared);
  }
  const branches = (key: string): Branch[] =>
    (children.get(key) ?? []).flatMap((declared) => {
      const name = foldName(declared.className);
      if (ignored.has(name) || hasQualifier(declared.qualifiers, "indication")) return [];
      const below = branches(name);
      const isIgnored = (child: CimClass) => ignored.has(foldName(child.className));
      const hasIgnored = (children.get(name) ?? []).some(isIgnored) || below.some((child) => child.hasIgnored);
      return [{ declared, below, hasIgnored }];
    });
  return branches("");
}

function* namesBelow({ declared, below }: Branch): Generator<string> {
  if (!hasQualifier(declared.qualifiers, "abstract")) yield declared.className;
  for (const child of below) yield* namesBelow(child);
}

/** Counts by class of creation, as the lists of their superclasses bring them. */
class InstanceCount {
  readonly #connection: WatchedConnection;
  readonly #namespace: string;
  readonly #showsEmpty: boolean;
  readonly #counted = new Map<string, number>();
  failed = 0;

  constructor(connection: WatchedConnection, namespace: string, showsEmpty: boolean) {
    this.#connection = connection;
    this.#namespace = namespace;
    this.#showsEmpty = showsEmpty;
  }

  get totals(): { instances: number; classes: number } {
    const counts = [...this.#counted.values()].filter((count) => count > 0);
    return { instances: counts.reduce((sum, count) => sum + count, 0), classes: counts.length };
  }

  /** One list for a class and all below it; where the server fails at that, one for each of its subclasses. */
  async *count(branch: Branch): AsyncGenerator<WbemCountLine, void, void> {
    const { className } = branch.declared;
    if (branch.hasIgnored) {
      if (!hasQualifier(branch.declared.qualifiers, "abstract")) yield { kind: "left-out", className };
    } else {
      try {
        yield* this.#countAll(branch);
        return;
      } catch (error) {
        if (!isOfOnePart(error)) throw error;
        this.failed += 1;
        yield { kind: "failure", className, failure: runProblemOf(error, `${className} could not be counted`) };
      }
    }
    for (const child of branch.below) yield* this.count(child);
  }

  async *#countAll(branch: Branch): AsyncGenerator<WbemCountLine, void, void> {
    const { className } = branch.declared;
    const counts = new Map<string, { className: string; count: number }>();
    if (this.#showsEmpty) {
      for (const name of namesBelow(branch)) counts.set(foldName(name), { className: name, count: 0 });
    }
    let instances = 0;
    const { operations } = this.#connection;
    for await (const paths of operations.IterEnumerateInstancePaths(className, { namespace: this.#namespace })) {
      for (const path of paths) {
        const known = counts.get(foldName(path.className));
        if (known === undefined) counts.set(foldName(path.className), { className: path.className, count: 1 });
        else known.count += 1;
      }
      instances += paths.length;
      if (paths.length > 0) yield { kind: "progress", className, instances };
    }
    // On a server that gives names of classes only, each class brings those of its subclasses again.
    const items = [...counts.values()].filter((one) => !this.#counted.has(foldName(one.className)));
    for (const one of items) this.#counted.set(foldName(one.className), one.count);
    if (items.length > 0) yield { kind: "counts", items };
  }
}

async function* countLines(
  connection: WatchedConnection,
  { namespace, ignore = "", empty }: z.output<typeof wbemCountQuerySchema>,
): AsyncGenerator<WbemCountLine, void, void> {
  const startedAt = performance.now();
  const ignored = new Set(ignore.split(",").map((name) => foldName(name.trim())));
  const { classes } = await connection.classes.tree(namespace);
  const counting = new InstanceCount(connection, namespace, empty === "1");
  for (const branch of branchesOf(classes, ignored)) yield* counting.count(branch);
  yield { kind: "end", ...counting.totals, failed: counting.failed, durationMs: performance.now() - startedAt };
}

/**
 * How many instances each class of a namespace has of its own, while they are counted. A class that cannot be counted is a
 * line, and the counting goes on with its subclasses; leaving closes what is open at the server.
 * @throws AppError `not_found`, `forbidden`, the device's codes
 */
export function countInstances(
  principal: Principal,
  profileId: string,
  query: z.output<typeof wbemCountQuerySchema>,
  signal?: AbortSignal,
): Promise<AsyncGenerator<WbemCountLine, void, void>> {
  return streamWbem(principal, profileId, (connection) => countLines(connection, query), signal);
}
