/** Operations for classes and qualifier types (DSP0200, sections 5.3.2.2 to 5.3.2.28). */
import { foldName, isSameName } from "../model/names";
import type { CimClass, CimMethod, CimProperty } from "../model/objects";
import type { FakeNamespace } from "./namespace";
import { attribute, writeClass, writeQualifierDeclaration } from "./object-writer";
import { CimRefusal, cimStatus, invalidParameter } from "./refusals";
import { type Call, nothing, type Operation } from "./state";

/** Which parts of a class are wanted. */
export interface ClassView {
  isLocalOnly: boolean;
  hasQualifiers: boolean;
  hasOrigin: boolean;
  properties: ReadonlySet<string> | null;
}

/** The class as asked for. */
export function viewClass(one: CimClass, view: ClassView): CimClass {
  const member = <Member extends CimProperty | CimMethod>(given: Member): Member => ({
    ...given,
    classOrigin: view.hasOrigin ? given.classOrigin : null,
    qualifiers: view.hasQualifiers ? given.qualifiers : [],
  });
  const isLocal = (given: { isPropagated: boolean | null }) => !view.isLocalOnly || given.isPropagated !== true;
  return {
    ...one,
    qualifiers: view.hasQualifiers ? one.qualifiers.filter(isLocal) : [],
    properties: one.properties
      .filter((given) => isLocal(given) && (view.properties?.has(foldName(given.name)) ?? true))
      .map(member),
    methods: one.methods.filter(isLocal).map((method) => ({
      ...member(method),
      parameters: method.parameters.map((given) => ({
        ...given,
        qualifiers: view.hasQualifiers ? given.qualifiers : [],
      })),
    })),
  };
}

function viewOf({ args }: Call): ClassView {
  return {
    isLocalOnly: args.flag("LocalOnly", true),
    hasQualifiers: args.flag("IncludeQualifiers", true),
    hasOrigin: args.flag("IncludeClassOrigin", false),
    properties: args.names("PropertyList"),
  };
}

function listClasses({ namespace, args }: Call): CimClass[] {
  const name = args.className("ClassName");
  if (name !== null) namespace.getClass(name);
  return args.flag("DeepInheritance", false) ? namespace.descendantsOf(name) : namespace.subclassesOf(name);
}

function hasInstances({ state, namespace }: Call, className: string): boolean {
  return state.repository.instancesOf(namespace, className).next().done === false;
}

function getQualifier(namespace: FakeNamespace, name: string) {
  const found = namespace.qualifiers.get(foldName(name));
  if (found === undefined) throw new CimRefusal(cimStatus.notFound, `There is no qualifier type ${name}.`);
  return found;
}

export const classOperations: Readonly<Record<string, Operation>> = {
  GetClass: {
    parameters: ["ClassName!", "LocalOnly", "IncludeQualifiers", "IncludeClassOrigin", "PropertyList"],
    run: (call) => {
      const found = call.namespace.getClass(call.args.neededClassName("ClassName"), cimStatus.notFound);
      return { items: [writeClass(viewClass(found, viewOf(call)), call.state.writer)] };
    },
  },
  EnumerateClasses: {
    parameters: ["ClassName", "DeepInheritance", "LocalOnly", "IncludeQualifiers", "IncludeClassOrigin"],
    run: (call) => {
      const view = viewOf(call);
      const classes = listClasses(call);
      function* write() {
        for (const one of classes) yield writeClass(viewClass(one, view), call.state.writer);
      }
      return { items: write() };
    },
  },
  EnumerateClassNames: {
    parameters: ["ClassName", "DeepInheritance"],
    run: (call) => ({
      items: listClasses(call).map(({ className }) => `<CLASSNAME${attribute("NAME", className)}/>`),
    }),
  },
  CreateClass: {
    parameters: ["NewClass!"],
    run: ({ namespace, args }) => {
      const created = args.class("NewClass");
      if (namespace.findClass(created.className) !== undefined) {
        throw new CimRefusal(cimStatus.alreadyExists, `There is a class ${created.className} already.`);
      }
      namespace.putClass(created);
      return nothing;
    },
  },
  ModifyClass: {
    parameters: ["ModifiedClass!"],
    run: (call) => {
      const { namespace, args } = call;
      const modified = args.class("ModifiedClass");
      const current = namespace.getClass(modified.className, cimStatus.notFound);
      const isSameSuperclass = isSameName(modified.superClass ?? "", current.superClass ?? "");
      if (!isSameSuperclass) throw new CimRefusal(cimStatus.invalidSuperclass, "The superclass cannot be changed.");
      if (namespace.subclassesOf(current.className).length > 0) {
        throw new CimRefusal(cimStatus.classHasChildren, `${current.className} has subclasses.`);
      }
      if (hasInstances(call, current.className)) {
        throw new CimRefusal(cimStatus.classHasInstances, `${current.className} has instances.`);
      }
      namespace.putClass({ ...modified, className: current.className });
      return nothing;
    },
  },
  DeleteClass: {
    parameters: ["ClassName!"],
    run: (call) => {
      const { namespace, args } = call;
      const { className } = namespace.getClass(args.neededClassName("ClassName"), cimStatus.notFound);
      if (namespace.subclassesOf(className).length > 0) {
        throw new CimRefusal(cimStatus.classHasChildren, `${className} has subclasses.`);
      }
      if (hasInstances(call, className)) {
        throw new CimRefusal(cimStatus.classHasInstances, `${className} has instances.`);
      }
      namespace.removeClass(className);
      return nothing;
    },
  },
  GetQualifier: {
    parameters: ["QualifierName!"],
    run: ({ namespace, args, state }) => ({
      items: [writeQualifierDeclaration(getQualifier(namespace, args.neededText("QualifierName")), state.writer)],
    }),
  },
  EnumerateQualifiers: {
    parameters: [],
    run: ({ namespace, state }) => ({
      items: [...namespace.qualifiers.values()].map((one) => writeQualifierDeclaration(one, state.writer)),
    }),
  },
  SetQualifier: {
    parameters: ["QualifierDeclaration!"],
    run: ({ namespace, args }) => {
      const declaration = args.qualifierDeclaration("QualifierDeclaration");
      if (declaration.scopes.length === 0) throw invalidParameter("A qualifier type needs a scope.");
      namespace.qualifiers.set(foldName(declaration.name), declaration);
      return nothing;
    },
  },
  DeleteQualifier: {
    parameters: ["QualifierName!"],
    run: ({ namespace, args }) => {
      const { name } = getQualifier(namespace, args.neededText("QualifierName"));
      namespace.qualifiers.delete(foldName(name));
      return nothing;
    },
  },
};
