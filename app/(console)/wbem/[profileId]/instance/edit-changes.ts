import type { WbemInstance, WbemProperty } from "@/contracts/wbem/instances";
import type { WbemGivenValue, WbemValue } from "@/contracts/wbem/values";
import { type Declared, draftOf, isSameDraft, type ValueDraft } from "../_values/draft";
import type { FieldDeclaration } from "../_values/value-field";

/** The declaration a field goes by; where the server gives no class, what the value itself tells. */
export function declarationOf({ name, type, isArray, declaration }: WbemProperty): FieldDeclaration {
  if (declaration !== null) return declaration;
  return {
    name,
    type,
    isArray,
    arraySize: null,
    embeddedClass: null,
    valueMap: null,
    description: null,
    units: null,
    isRequired: false,
    referenceClass: null,
  };
}

/** Properties that can be changed: all but the keys, which name the instance. */
export function editableProperties(instance: WbemInstance): WbemProperty[] {
  const keys = new Set(instance.path.keys.map(({ name }) => name.toLowerCase()));
  return instance.properties.filter(
    ({ name, declaration }) => !(declaration?.isKey ?? false) && !keys.has(name.toLowerCase()),
  );
}

/** The drafts with which editing an instance begins. */
export function initialDrafts(properties: readonly WbemProperty[]): Record<string, ValueDraft> {
  return Object.fromEntries(properties.map((property) => [property.name, draftOf(property.value, property)]));
}

/** True if the draft is another value than the one that was read. */
export function isChanged(before: readonly WbemProperty[]): (draft: ValueDraft, declared: Declared) => boolean {
  const byName = new Map(before.map((property) => [property.name, draftOf(property.value, property)]));
  return (draft, { name }) => {
    const read = byName.get(name);
    return read === undefined || !isSameDraft(read, draft);
  };
}

/** Changes with what the properties were when they were read, so that the API can tell whether they still are. */
export function withBefore(
  changes: readonly WbemGivenValue[],
  read: readonly WbemProperty[],
): (WbemGivenValue & { before: WbemValue })[] {
  return changes.map((change) => ({ ...change, before: read.find(({ name }) => name === change.name)?.value ?? null }));
}

/**
 * The drafts after somebody else's change is accepted: what was edited here stays, everything else becomes what it is now,
 * so that the other change is not taken back unseen.
 */
export function rebase(
  drafts: Readonly<Record<string, ValueDraft>>,
  before: readonly WbemProperty[],
  now: readonly WbemProperty[],
): Record<string, ValueDraft> {
  const wasEdited = isChanged(before);
  return Object.fromEntries(
    now.map((property) => {
      const draft = drafts[property.name];
      const isKept = draft !== undefined && wasEdited(draft, declarationOf(property));
      return [property.name, isKept ? draft : draftOf(property.value, property)];
    }),
  );
}

export interface ForeignChange {
  name: string;
  before: WbemValue;
  now: WbemValue;
  property: WbemProperty;
}

/** Properties whose values differ between two readings of an instance. */
export function changesBetween(before: WbemInstance, now: WbemInstance): ForeignChange[] {
  const earlier = new Map(before.properties.map((property) => [property.name.toLowerCase(), property]));
  return now.properties.flatMap((property) => {
    const known = earlier.get(property.name.toLowerCase());
    const value = known?.value ?? null;
    return isSameDraft(draftOf(value, property), draftOf(property.value, property))
      ? []
      : [{ name: property.name, before: value, now: property.value, property }];
  });
}
