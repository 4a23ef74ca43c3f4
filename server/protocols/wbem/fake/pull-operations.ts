/** Open, Pull and Close operations and ExecQuery (DSP0200, sections 5.3.2.18 and 5.3.2.24). */
import type { CimInstance, CimInstanceName } from "../model/objects";
import { associatorsOf, getSource, readWalk, referencesOf } from "./association-operations";
import { instanceView, viewInstance } from "./instance-view";
import { listInstances } from "./namespace-instances";
import { writeClass, writeFullPath, writeInstance, writeOutput } from "./object-writer";
import type { Pull, PullKind } from "./pull-sessions";
import { parseFilter, parseQuery, type Query } from "./query";
import { CimRefusal, cimStatus, invalidParameter } from "./refusals";
import { type Call, nothing, type Operation, type Outcome } from "./state";
import type { StoredInstance } from "./stored-instance";

const openParameters = ["FilterQueryLanguage", "FilterQuery", "OperationTimeout", "ContinueOnError", "MaxObjectCount"];

function outcomeOf({ state }: Call, { items, context }: Pull, extra = ""): Outcome {
  const output = (name: string, type: "boolean" | "string", value: boolean | string | null) =>
    writeOutput({ name, type, value, isArray: false, embeddedObject: null }, state.writer);
  return {
    items,
    outputs: () => {
      const next = context();
      return `${output("EndOfSequence", "boolean", next === null)}${output("EnumerationContext", "string", next ?? "")}${extra}`;
    },
  };
}

type Finder = (call: Call) => Iterable<StoredInstance>;

/** Checks what all Open operations have in common and opens. */
function open(call: Call, kind: PullKind, find: Finder, write: (one: StoredInstance) => string): Outcome {
  const { state, namespace, args } = call;
  if (state.quirks.pullStatus !== null)
    throw new CimRefusal(state.quirks.pullStatus, "Pull operations are not supported.");
  const filter = args.text("FilterQuery");
  if (filter === null && args.text("FilterQueryLanguage") !== null) throw invalidParameter("FilterQuery is missing.");
  if (filter !== null && !state.settings.supportsFilters) {
    throw new CimRefusal(cimStatus.filteredEnumerationNotSupported, "Filters are not supported.");
  }
  if (args.flag("ContinueOnError", false)) {
    throw new CimRefusal(cimStatus.continuationOnErrorNotSupported, "ContinueOnError is not supported.");
  }
  const condition = filter === null ? () => true : parseFilter(args.text("FilterQueryLanguage"), filter);
  const isA = (className: string, ancestor: string) => namespace.isA(className, ancestor);
  function* matches(found: Iterable<StoredInstance>) {
    for (const one of found) if (condition(one, isA)) yield one;
  }
  return outcomeOf(
    call,
    start(call, kind, matches(find(call)), () => countOf(matches(find(call))), write),
  );
}

/** Opens an enumeration as the call says. */
function start<Item>(
  { state, namespace, args }: Call,
  kind: PullKind,
  found: Iterable<Item>,
  total: () => number,
  write: (one: Item) => string,
): Pull {
  function* items() {
    for (const one of found) yield write(one);
  }
  const source = { kind, namespace: namespace.name, items: items(), total };
  const most = args.number("MaxObjectCount") ?? 0;
  return state.sessions.start(source, { timeoutSeconds: args.number("OperationTimeout"), most });
}

function countOf(items: Iterable<unknown>): number {
  let count = 0;
  for (const _ of items) count += 1;
  return count;
}

function openInstances(parameters: readonly string[], find: Finder, isShallow = false): Operation {
  return {
    parameters: [...parameters, "IncludeClassOrigin", "PropertyList", ...openParameters],
    run: (call) => {
      const root =
        isShallow && !call.args.flag("DeepInheritance", true) ? call.args.neededClassName("ClassName") : null;
      const view = instanceView(call, root === null ? null : call.namespace.getClass(root));
      const { writer } = call.state;
      return open(call, "instances-with-path", find, (one) => {
        const instance = writeInstance(viewInstance(one, view), writer);
        return `<VALUE.INSTANCEWITHPATH>${writeFullPath(one.path, writer)}${instance}</VALUE.INSTANCEWITHPATH>`;
      });
    },
  };
}

function openPaths(parameters: readonly string[], find: Finder): Operation {
  return {
    parameters: [...parameters, ...openParameters],
    run: (call) => open(call, "paths", find, ({ path }) => writeFullPath(path, call.state.writer)),
  };
}

function pull(kind: PullKind): Operation {
  return {
    parameters: ["EnumerationContext!", "MaxObjectCount!"],
    run: (call) => {
      const { state, namespace, args } = call;
      if (state.quirks.pullStatus !== null)
        throw new CimRefusal(state.quirks.pullStatus, "Pull operations are not supported.");
      const context = args.neededText("EnumerationContext");
      return outcomeOf(call, state.sessions.pull(kind, namespace.name, context, args.number("MaxObjectCount") ?? 0));
    },
  };
}

const ofClass: Finder = ({ state, namespace, args }) => {
  const { className } = namespace.getClass(args.neededClassName("ClassName"));
  return listInstances(state, namespace, className);
};
const referencing: Finder = (call) => {
  const walk = readWalk(call);
  return referencesOf(call, getSource(call), walk.role, walk.resultClass);
};
const associated: Finder = (call) => associatorsOf(call, getSource(call), readWalk(call));

function* matchesOf({ state, namespace }: Call, { className, condition }: Query): Generator<StoredInstance> {
  const isA = (one: string, ancestor: string) => namespace.isA(one, ancestor);
  for (const one of state.repository.instancesOf(namespace, className)) if (condition(one, isA)) yield one;
}

function readQuery({ namespace, args }: Call, language: string, source: string): Query {
  const query = parseQuery(args.neededText(language), args.neededText(source));
  if (namespace.findClass(query.className) === undefined) {
    throw new CimRefusal(cimStatus.invalidQuery, `There is no class ${query.className}.`);
  }
  return query;
}

const projectionOf = ({ properties }: Query) => ({ properties, hasOrigin: false, shallow: null, localOf: null });

/** The class of a query's results: the class of the query with the selected properties. */
function resultClass(call: Call, query: Query): string {
  const of = call.namespace.getClass(query.className);
  const properties = of.properties.filter(({ name }) => query.properties?.has(name.toLowerCase()) ?? true);
  const text = writeClass({ ...of, properties, methods: [], superClass: null, qualifiers: [] }, call.state.writer);
  return `<PARAMVALUE NAME="QueryResultClass">${text}</PARAMVALUE>`;
}

const withoutPath = (instance: CimInstance & { path: CimInstanceName }, query: Query) =>
  viewInstance(instance, projectionOf(query));

export const pullOperations: Readonly<Record<string, Operation>> = {
  OpenEnumerateInstances: openInstances(["ClassName!", "DeepInheritance"], ofClass, true),
  OpenEnumerateInstancePaths: openPaths(["ClassName!"], ofClass),
  OpenReferenceInstances: openInstances(["InstanceName!", "ResultClass", "Role"], referencing),
  OpenReferenceInstancePaths: openPaths(["InstanceName!", "ResultClass", "Role"], referencing),
  OpenAssociatorInstances: openInstances(
    ["InstanceName!", "AssocClass", "ResultClass", "Role", "ResultRole"],
    associated,
  ),
  OpenAssociatorInstancePaths: openPaths(
    ["InstanceName!", "AssocClass", "ResultClass", "Role", "ResultRole"],
    associated,
  ),
  OpenQueryInstances: {
    parameters: ["FilterQuery!", "FilterQueryLanguage!", "ReturnQueryResultClass", ...openParameters.slice(2)],
    run: (call) => {
      const { state, args } = call;
      if (state.quirks.pullStatus !== null)
        throw new CimRefusal(state.quirks.pullStatus, "Pull operations are not supported.");
      const query = readQuery(call, "FilterQueryLanguage", "FilterQuery");
      const started = start(
        call,
        "instances",
        matchesOf(call, query),
        () => countOf(matchesOf(call, query)),
        (one) => writeInstance(withoutPath(one, query), state.writer),
      );
      return outcomeOf(call, started, args.flag("ReturnQueryResultClass", false) ? resultClass(call, query) : "");
    },
  },
  PullInstancesWithPath: pull("instances-with-path"),
  PullInstancePaths: pull("paths"),
  PullInstances: pull("instances"),
  CloseEnumeration: {
    parameters: ["EnumerationContext!"],
    run: ({ state, namespace, args }) => {
      state.sessions.close(namespace.name, args.neededText("EnumerationContext"));
      return nothing;
    },
  },
  EnumerationCount: {
    parameters: ["EnumerationContext!"],
    run: ({ state, namespace, args }) => {
      const count = state.sessions.remaining(namespace.name, args.neededText("EnumerationContext"));
      return { items: [`<VALUE>${count}</VALUE>`] };
    },
  },
  ExecQuery: {
    parameters: ["QueryLanguage!", "Query!"],
    run: (call) => {
      const query = readQuery(call, "QueryLanguage", "Query");
      const { writer } = call.state;
      function* items() {
        for (const one of matchesOf(call, query)) {
          const text = writeInstance(withoutPath(one, query), writer);
          yield query.properties === null
            ? `<VALUE.OBJECTWITHPATH>${writeFullPath(one.path, writer)}${text}</VALUE.OBJECTWITHPATH>`
            : `<VALUE.OBJECT>${text}</VALUE.OBJECT>`;
        }
      }
      return { items: items() };
    },
  },
};
