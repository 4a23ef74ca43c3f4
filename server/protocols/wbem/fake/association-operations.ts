/** Associators and references of instances and classes (DSP0200, sections 5.3.2.14 to 5.3.2.17). */
import { foldName, isSameName } from "../model/names";
import type { CimClass, CimInstanceName } from "../model/objects";
import { viewClass } from "./class-operations";
import { getInstance } from "./instance-operations";
import { instanceView, viewInstance } from "./instance-view";
import { type FakeNamespace, hasQualifier, identityOf } from "./namespace";
import { writeClass, writeFullPath, writeInstance } from "./object-writer";
import { CimRefusal, cimStatus, invalidParameter } from "./refusals";
import type { Call, Operation, WbemState } from "./state";
import type { StoredInstance } from "./stored-instance";
import { isInstanceName } from "./values";

/** How the way from an object is limited. */
export interface Walk {
  assocClass: string | null;
  resultClass: string | null;
  role: string | null;
  resultRole: string | null;
}

/** Reads the filters; @throws CimRefusal 4 for a class that does not exist. */
export function readWalk({ namespace, args }: Call): Walk {
  const known = (name: string) => {
    const given = args.className(name);
    return given === null ? null : namespace.getClass(given, cimStatus.invalidParameter).className;
  };
  return {
    assocClass: known("AssocClass"),
    resultClass: known("ResultClass"),
    role: args.text("Role") || null,
    resultRole: args.text("ResultRole") || null,
  };
}

interface End {
  name: string;
  path: CimInstanceName;
}

function endsOf(association: StoredInstance): End[] {
  return association.properties.flatMap(({ name, value }) => (isInstanceName(value) ? [{ name, path: value }] : []));
}

const isRole = (wanted: string | null, name: string) => wanted === null || isSameName(wanted, name);

/** True if the class of the other namespace is, or is below, the one named. */
function isOfClass(state: WbemState, of: CimInstanceName, home: string, wanted: string | null): boolean {
  if (wanted === null) return true;
  return state.repository.findNamespace(of.namespace ?? home)?.isA(of.className, wanted) ?? false;
}

/** Association instances that refer to the instance. */
export function referencesOf(
  { state, namespace }: Pick<Call, "state" | "namespace">,
  source: CimInstanceName,
  role: string | null,
  className: string | null,
): StoredInstance[] {
  const key = identityOf(source, namespace.name);
  return state.repository.referrersOf(source, namespace.name).filter((association) => {
    const home = association.path.namespace ?? "";
    const isInRole = endsOf(association).some((end) => identityOf(end.path, home) === key && isRole(role, end.name));
    return isInRole && isOfClass(state, association.path, home, className);
  });
}

/** Paths of instances at the other ends, each once. */
export function associatorPathsOf(
  call: Pick<Call, "state" | "namespace">,
  source: CimInstanceName,
  walk: Walk,
): CimInstanceName[] {
  const key = identityOf(source, call.namespace.name);
  const found = new Map<string, CimInstanceName>();
  for (const association of referencesOf(call, source, null, walk.assocClass)) {
    const home = association.path.namespace ?? "";
    const ends = endsOf(association);
    for (const [index, end] of ends.entries()) {
      const isSource = identityOf(end.path, home) === key && isRole(walk.role, end.name);
      if (!isSource) continue;
      for (const [otherIndex, other] of ends.entries()) {
        if (otherIndex === index || !isRole(walk.resultRole, other.name)) continue;
        const path = { ...other.path, namespace: other.path.namespace ?? home };
        if (isOfClass(call.state, path, home, walk.resultClass)) found.set(identityOf(path, home), path);
      }
    }
  }
  return [...found.values()];
}

/** Instances at the other ends; those that do not exist are left out. */
export function associatorsOf(
  call: Pick<Call, "state" | "namespace">,
  source: CimInstanceName,
  walk: Walk,
): StoredInstance[] {
  return associatorPathsOf(call, source, walk).flatMap(
    (path) => call.state.repository.findInstance(path, call.namespace) ?? [],
  );
}

interface ClassEnd {
  association: CimClass;
  role: string;
  className: string;
}

/** Associations of a class, one item for each reference that fits it. */
function classReferences(namespace: FakeNamespace, className: string, role: string | null): ClassEnd[] {
  return [...namespace.classes.values()]
    .filter((one) => hasQualifier(one, "Association"))
    .flatMap((association) =>
      association.properties
        .filter(
          ({ name, type, referenceClass }) =>
            type === "reference" &&
            referenceClass !== null &&
            isRole(role, name) &&
            namespace.isA(className, referenceClass),
        )
        .map(({ name }) => ({ association, role: name, className })),
    );
}

function referenceClassesOf(namespace: FakeNamespace, className: string, walk: Walk): CimClass[] {
  const found = classReferences(namespace, className, walk.role)
    .map(({ association }) => association)
    .filter((one) => walk.resultClass === null || namespace.isA(one.className, walk.resultClass));
  return [...new Set(found)];
}

function associatorClassesOf(namespace: FakeNamespace, className: string, walk: Walk): CimClass[] {
  const found = new Map<string, CimClass>();
  for (const { association, role } of classReferences(namespace, className, walk.role)) {
    if (walk.assocClass !== null && !namespace.isA(association.className, walk.assocClass)) continue;
    for (const { name, type, referenceClass } of association.properties) {
      if (type !== "reference" || referenceClass === null || name === role || !isRole(walk.resultRole, name)) continue;
      for (const one of [namespace.findClass(referenceClass), ...namespace.descendantsOf(referenceClass)]) {
        const isWanted =
          one !== undefined && (walk.resultClass === null || namespace.isA(one.className, walk.resultClass));
        if (isWanted) found.set(foldName(one.className), one);
      }
    }
  }
  return [...found.values()];
}

function classPath(call: Call, { className }: CimClass): string {
  const path = { kind: "class-name" as const, className, namespace: call.namespace.name, host: null };
  return writeFullPath(path, call.state.writer);
}

/** One association operation for both kinds of objects. */
function operation(
  parameters: readonly string[],
  isNames: boolean,
  classesOf: (namespace: FakeNamespace, className: string, walk: Walk) => CimClass[],
  instancesOf: (call: Call, source: CimInstanceName, walk: Walk) => { path: CimInstanceName }[],
): Operation {
  return {
    parameters: ["ObjectName!", ...parameters],
    run: (call) => {
      const { state, namespace, args } = call;
      const source = args.objectName("ObjectName");
      namespace.getClass(source.className, cimStatus.invalidParameter);
      const walk = readWalk(call);
      if (source.kind === "class-name") {
        const view = {
          isLocalOnly: false,
          hasQualifiers: args.flag("IncludeQualifiers", false),
          hasOrigin: args.flag("IncludeClassOrigin", false),
          properties: args.names("PropertyList"),
        };
        const items = classesOf(namespace, source.className, walk).map((one) =>
          isNames
            ? `<OBJECTPATH>${classPath(call, one)}</OBJECTPATH>`
            : `<VALUE.OBJECTWITHPATH>${classPath(call, one)}${writeClass(viewClass(one, view), state.writer)}</VALUE.OBJECTWITHPATH>`,
        );
        return { items };
      }
      if (source.keyBindings.length === 0) throw invalidParameter("The instance name has no keys.");
      const found = instancesOf(call, getInstance(call, source).path, walk);
      if (isNames) {
        return { items: found.map(({ path }) => `<OBJECTPATH>${writeFullPath(path, state.writer)}</OBJECTPATH>`) };
      }
      const view = instanceView(call);
      function* write() {
        for (const { path } of found) {
          const instance = state.repository.findInstance(path, namespace);
          if (instance === undefined) continue;
          const text = writeInstance(viewInstance(instance, view), state.writer);
          yield `<VALUE.OBJECTWITHPATH>${writeFullPath(path, state.writer)}${text}</VALUE.OBJECTWITHPATH>`;
        }
      }
      return { items: write() };
    },
  };
}

const referenceFilters = ["ResultClass", "Role"];
const associatorFilters = ["AssocClass", ...referenceFilters, "ResultRole"];
const objectOptions = ["IncludeQualifiers", "IncludeClassOrigin", "PropertyList"];
const referencing = (call: Call, source: CimInstanceName, walk: Walk) =>
  referencesOf(call, source, walk.role, walk.resultClass);
const associated = (call: Call, source: CimInstanceName, walk: Walk) =>
  associatorPathsOf(call, source, walk).map((path) => ({ path }));

export const associationOperations: Readonly<Record<string, Operation>> = {
  Associators: operation([...associatorFilters, ...objectOptions], false, associatorClassesOf, associated),
  AssociatorNames: operation(associatorFilters, true, associatorClassesOf, associated),
  References: operation([...referenceFilters, ...objectOptions], false, referenceClassesOf, referencing),
  ReferenceNames: operation(referenceFilters, true, referenceClassesOf, referencing),
};

/** For operations of other kinds: the source must exist. */
export function getSource(call: Call): CimInstanceName {
  const name = call.args.instanceName("InstanceName");
  if (call.namespace.findClass(name.className) === undefined) {
    throw new CimRefusal(cimStatus.invalidParameter, `There is no class ${name.className}.`);
  }
  return getInstance(call, name).path;
}
