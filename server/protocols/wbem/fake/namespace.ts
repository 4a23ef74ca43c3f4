/** One namespace of the simulated server: qualifier types, classes with what they inherit, instances. */
import { findByName, foldName, isSameName } from "../model/names";
import type {
  CimClass,
  CimInstance,
  CimInstanceName,
  CimKeyBinding,
  CimMethod,
  CimProperty,
  CimQualifier,
  CimQualifierDeclaration,
} from "../model/objects";
import { CimRefusal, cimStatus } from "./refusals";
import { scalarText } from "./values";

/** Same text for the same instance, however keys are ordered and names spelled. */
export function identityOf(name: CimInstanceName, namespace: string): string {
  const keys = name.keyBindings.map((key) => `${foldName(key.name)}=${keyText(key, namespace)}`).sort();
  return JSON.stringify([foldName(name.namespace ?? namespace), foldName(name.className), ...keys]);
}

function keyText({ type, value }: CimKeyBinding, namespace: string): string {
  if (typeof value === "object" && !("text" in value)) {
    return value.kind === "instance-name" ? identityOf(value, namespace) : foldName(value.className);
  }
  return scalarText(value, type);
}

export const hasQualifier = (of: { qualifiers: readonly CimQualifier[] }, name: string): boolean =>
  findByName(of.qualifiers, name)?.value === true;
export const isKey = (property: CimProperty) => hasQualifier(property, "Key");

export class FakeNamespace {
  readonly qualifiers = new Map<string, CimQualifierDeclaration>();
  readonly classes = new Map<string, CimClass>();
  /** By class of creation, then by identity. */
  readonly #instances = new Map<string, Map<string, CimInstance>>();

  constructor(readonly name: string) {}

  get isEmpty(): boolean {
    return this.classes.size === 0 && this.qualifiers.size === 0;
  }

  findClass(name: string): CimClass | undefined {
    return this.classes.get(foldName(name));
  }

  /** @throws CimRefusal with the code, 5 unless told otherwise. */
  getClass(name: string, code: number = cimStatus.invalidClass): CimClass {
    const found = this.findClass(name);
    if (found === undefined) throw new CimRefusal(code, `There is no class ${name} in ${this.name}.`);
    return found;
  }

  /** Direct subclasses; of null, classes without a superclass. */
  subclassesOf(name: string | null): CimClass[] {
    return [...this.classes.values()].filter((one) =>
      name === null ? one.superClass === null : one.superClass !== null && isSameName(one.superClass, name),
    );
  }

  /** All classes below, in depth. */
  descendantsOf(name: string | null): CimClass[] {
    return this.subclassesOf(name).flatMap((one) => [one, ...this.descendantsOf(one.className)]);
  }

  /** True if the class is the other one or below it. */
  isA(name: string, ancestor: string): boolean {
    for (let at: string | null = name; at !== null; at = this.findClass(at)?.superClass ?? null) {
      if (isSameName(at, ancestor)) return true;
    }
    return false;
  }

  /**
   * Adds or replaces a class, given by what it declares itself.
   * @throws CimRefusal 10 without its superclass, 1 for a qualifier whose flavor contradicts its declaration.
   */
  putClass(declared: CimClass): void {
    const above = declared.superClass === null ? undefined : this.findClass(declared.superClass);
    if (declared.superClass !== null && above === undefined) {
      throw new CimRefusal(cimStatus.invalidSuperclass, `There is no class ${declared.superClass} in ${this.name}.`);
    }
    const { className } = declared;
    const own = {
      properties: declared.properties.filter((one) => one.isPropagated !== true),
      methods: declared.methods.filter((one) => one.isPropagated !== true),
    };
    this.classes.set(foldName(className), {
      ...declared,
      superClass: above?.className ?? null,
      qualifiers: this.#inherit(declared.qualifiers, above?.qualifiers),
      properties: this.#merge(own.properties, above?.properties ?? [], className),
      methods: this.#merge(own.methods, above?.methods ?? [], className).map((method) => ({
        ...method,
        parameters: method.parameters.map((one) => ({ ...one, qualifiers: this.#inherit(one.qualifiers) })),
      })),
      path: null,
    });
  }

  #merge<Member extends CimProperty | CimMethod>(
    own: readonly Member[],
    above: readonly Member[],
    className: string,
  ): Member[] {
    const inherited = above
      .filter(({ name }) => findByName(own, name) === undefined)
      .map((one) => ({ ...one, isPropagated: true, qualifiers: this.#inherit([], one.qualifiers) }));
    const declared = own.map((one) => {
      const overridden = findByName(above, one.name);
      const qualifiers = this.#inherit(one.qualifiers, overridden?.qualifiers);
      return { ...one, classOrigin: overridden?.classOrigin ?? className, isPropagated: false, qualifiers };
    });
    return [...inherited, ...declared];
  }

  /** Own qualifiers with the flavors of their declarations, and those that come down from above. */
  #inherit(own: readonly CimQualifier[], above: readonly CimQualifier[] = []): CimQualifier[] {
    const declared = own.filter(({ isPropagated }) => isPropagated !== true).map((one) => this.#withFlavors(one));
    const inherited = above
      .filter(({ name, toSubclass }) => toSubclass !== false && findByName(declared, name) === undefined)
      .map((one) => ({ ...one, isPropagated: true }));
    return [...declared, ...inherited];
  }

  #withFlavors(qualifier: CimQualifier): CimQualifier {
    const declaration = this.qualifiers.get(foldName(qualifier.name));
    if (declaration === undefined) return { ...qualifier, isPropagated: false };
    const { name, isOverridable, toSubclass, toInstance, isTranslatable } = declaration;
    if (qualifier.isOverridable !== null && isOverridable !== null && qualifier.isOverridable !== isOverridable) {
      throw new CimRefusal(cimStatus.failed, `The flavor of the qualifier ${name} contradicts its declaration.`);
    }
    return { ...qualifier, name, isOverridable, toSubclass, toInstance, isTranslatable, isPropagated: false };
  }

  removeClass(name: string): void {
    this.classes.delete(foldName(name));
    this.#instances.delete(foldName(name));
  }

  /** Instances whose class of creation is exactly this one. */
  instancesOf(className: string): Iterable<CimInstance> {
    return this.#instances.get(foldName(className))?.values() ?? [];
  }

  findInstance(name: CimInstanceName): CimInstance | undefined {
    return this.#instances.get(foldName(name.className))?.get(identityOf(name, this.name));
  }

  get instanceCount(): number {
    return [...this.#instances.values()].reduce((sum, one) => sum + one.size, 0);
  }

  putInstance(instance: CimInstance & { path: CimInstanceName }): void {
    const key = foldName(instance.className);
    const known = this.#instances.get(key) ?? new Map<string, CimInstance>();
    known.set(identityOf(instance.path, this.name), instance);
    this.#instances.set(key, known);
  }

  removeInstance(name: CimInstanceName): void {
    this.#instances.get(foldName(name.className))?.delete(identityOf(name, this.name));
  }
}
