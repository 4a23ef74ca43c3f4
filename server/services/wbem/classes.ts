import "server-only";
import type { z } from "zod";
import type * as classes from "@/contracts/wbem/classes";
import type { Principal } from "@/server/domain/principal";
import { type ClassTree, hasQualifier } from "@/server/protocols/wbem/class-repository";
import { foldName } from "@/server/protocols/wbem/model/names";
import type { CimClass } from "@/server/protocols/wbem/model/objects";
import { tomof } from "@/server/protocols/wbem/mof/writer";
import { readWbem } from "./connection";
import { classToWire, mergeNotes, summaryOf } from "./declarations";

/** The classes of a tree by their names. */
function indexOf(tree: ClassTree): ReadonlyMap<string, CimClass> {
  return new Map(tree.classes.map((declared) => [foldName(declared.className), declared]));
}

/** The classes that one inherits from, the nearest first. A tree that runs in circles ends where it meets itself. */
function ancestorsOf(declared: CimClass, index: ReadonlyMap<string, CimClass>): CimClass[] {
  const ancestors: CimClass[] = [];
  for (let at: CimClass | undefined = declared; at?.superClass; ) {
    const next: CimClass | undefined = index.get(foldName(at.superClass));
    if (next === undefined || next === declared || ancestors.includes(next)) break;
    ancestors.push(next);
    at = next;
  }
  return ancestors;
}

/** Every class of a namespace. @throws AppError `not_found`, `forbidden`, the device's codes */
export async function listClasses(
  principal: Principal,
  profileId: string,
  { namespace, refresh }: z.output<typeof classes.wbemTreeQuerySchema>,
): Promise<z.output<typeof classes.wbemClassTreeSchema>> {
  const tree = await readWbem(principal, profileId, ({ classes }) =>
    classes.tree(namespace, { isFresh: refresh === "1" }),
  );
  const index = indexOf(tree);
  return {
    namespace: tree.namespace,
    items: tree.classes.map((declared) => summaryOf(declared, ancestorsOf(declared, index))),
    isNamesOnly: tree.isNamesOnly,
    readAt: tree.readAt.toISOString(),
    notes: mergeNotes(tree.notes),
  };
}

/** A class with all its members. @throws AppError `not_found`, `forbidden`, the device's codes */
export async function getClass(
  principal: Principal,
  profileId: string,
  { namespace, className }: z.output<typeof classes.wbemClassQuerySchema>,
  signal?: AbortSignal,
): Promise<classes.WbemClass> {
  return readWbem(principal, profileId, async ({ classes, operations }) => {
    const declared = await classes.getClass(namespace, className);
    const [ancestors, subClasses] = await Promise.all([
      classes.ancestors(namespace, declared),
      operations.EnumerateClassNames({ namespace, ClassName: className, signal }),
    ]);
    return classToWire(declared, { namespace, ancestors, subClasses });
  });
}

/** References that an association declares itself or inherits. */
function referencesOf(association: CimClass, ancestors: readonly CimClass[]) {
  const seen = new Set<string>();
  return [association, ...ancestors]
    .flatMap(({ properties }) => properties)
    .filter(({ type, name }) => type === "reference" && !seen.has(foldName(name)) && seen.add(foldName(name)));
}

/**
 * Associations in which a class takes part, by itself or as a subclass of what they refer to: found in the tree, since few
 * servers answer class-level References. @throws AppError `not_found`, `forbidden`, the device's codes
 */
export async function listClassAssociations(
  principal: Principal,
  profileId: string,
  { namespace, className }: z.output<typeof classes.wbemClassQuerySchema>,
): Promise<{ items: classes.WbemClassAssociation[] }> {
  const tree = await readWbem(principal, profileId, ({ classes }) => classes.tree(namespace));
  const index = indexOf(tree);
  const self = index.get(foldName(className));
  const names = new Set(
    [className, ...(self ? ancestorsOf(self, index) : []).map((one) => one.className)].map(foldName),
  );
  const items = tree.classes.flatMap((association) => {
    const ancestors = ancestorsOf(association, index);
    if (![association, ...ancestors].some(({ qualifiers }) => hasQualifier(qualifiers, "association"))) return [];
    const references = referencesOf(association, ancestors);
    return references
      .filter(({ referenceClass }) => referenceClass !== null && names.has(foldName(referenceClass)))
      .map((own) => ({
        associationClass: association.className,
        role: own.name,
        ends: references
          .filter((other) => other !== own)
          .map((other) => ({ role: other.name, className: other.referenceClass ?? "" })),
      }));
  });
  return { items };
}

/** Qualifier types of a namespace. @throws AppError `not_found`, `forbidden`, the device's codes */
export async function listQualifierTypes(
  principal: Principal,
  profileId: string,
  namespace: string,
  signal?: AbortSignal,
): Promise<{ items: classes.WbemQualifierType[] }> {
  const declarations = await readWbem(principal, profileId, ({ operations }) =>
    operations.EnumerateQualifiers({ namespace, signal }),
  );
  return {
    items: declarations.map((declaration) => ({
      name: declaration.name,
      type: declaration.type,
      isArray: declaration.isArray,
      scopes: [...declaration.scopes],
      mof: tomof(declaration),
    })),
  };
}
