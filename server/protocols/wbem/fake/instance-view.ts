/** Which properties of instances an operation returns. */
import { foldName } from "../model/names";
import type { CimClass, CimInstance } from "../model/objects";
import type { Call } from "./state";

export interface InstanceView {
  properties: ReadonlySet<string> | null;
  hasOrigin: boolean;
  /** Only properties that this class has, or only those that the class of creation declares itself. */
  shallow: CimClass | null;
  localOf: ((className: string) => CimClass | undefined) | null;
}

/** Reads what the parameters say; those that the operation does not have keep their defaults. */
export function instanceView(call: Call, shallow: CimClass | null = null): InstanceView {
  const { args, namespace } = call;
  return {
    properties: args.names("PropertyList"),
    hasOrigin: args.flag("IncludeClassOrigin", false),
    shallow,
    // As OpenPegasus does it: what the class of creation declares or overrides.
    localOf:
      args.element("LocalOnly") !== undefined && args.flag("LocalOnly", false)
        ? (className) => namespace.findClass(className)
        : null,
  };
}

/** The instance as asked for. */
export function viewInstance(instance: CimInstance, view: InstanceView): CimInstance {
  const { properties, shallow, localOf, hasOrigin } = view;
  const shallowNames = shallow === null ? null : new Set(shallow.properties.map(({ name }) => foldName(name)));
  const declared = localOf?.(instance.className)?.properties.filter((one) => one.isPropagated !== true);
  const localNames = declared === undefined ? null : new Set(declared.map(({ name }) => foldName(name)));
  const kept = instance.properties.filter(({ name }) => {
    const folded = foldName(name);
    return [properties, shallowNames, localNames].every((names) => names?.has(folded) ?? true);
  });
  return {
    ...instance,
    qualifiers: [],
    properties: kept.map((one) => ({
      ...one,
      qualifiers: [],
      classOrigin: hasOrigin ? one.classOrigin : null,
      isPropagated: null,
    })),
  };
}
