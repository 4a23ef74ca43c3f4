/** One call of an extrinsic method (DSP0200, section 5.3.3). */
import { findByName } from "../model/names";
import type { CimMethod, CimParameterValue, CimValue } from "../model/objects";
import type { CimType } from "../model/types";
import type { FakeNamespace } from "./namespace";
import { readParameterValue, readValue } from "./object-reader";
import { CimRefusal, cimStatus, invalidParameter } from "./refusals";
import type { WbemState } from "./state";
import type { StoredInstance } from "./stored-instance";
import { isInstanceName } from "./values";
import type { XmlElement } from "./xml-reader";

export interface MethodReturn {
  returnValue: CimValue;
  outputs?: Readonly<Record<string, CimValue>>;
}

/** What a method works on. */
export class MethodCall {
  readonly #values = new Map<string, CimValue>();

  constructor(
    readonly state: WbemState,
    readonly namespace: FakeNamespace,
    readonly method: CimMethod,
    /** Null where the method is called on the class. */
    readonly target: StoredInstance | null,
    parameters: readonly XmlElement[],
  ) {
    for (const element of parameters) this.#read(element);
  }

  #read(element: XmlElement): void {
    const given = readParameterValue(element);
    const declared = findByName(this.method.parameters, given.name);
    const isInput = declared?.qualifiers.some(({ name, value }) => name === "IN" && value === true) === true;
    if (declared === undefined || !isInput) throw invalidParameter(`${this.method.name} takes no ${given.name}.`);
    if (this.#values.has(declared.name)) throw invalidParameter(`${declared.name} is there twice.`);
    const type = given.type as string | null;
    if (type !== null && type !== declared.type) {
      throw new CimRefusal(cimStatus.typeMismatch, `${declared.name} is of type ${declared.type}.`);
    }
    const value = type === null ? readValue(element, declared.type, given.embeddedObject) : given.value;
    if (value !== null && Array.isArray(value) !== declared.isArray) {
      throw new CimRefusal(cimStatus.typeMismatch, `${declared.name} is ${declared.isArray ? "an" : "no"} array.`);
    }
    this.#values.set(declared.name, value);
  }

  /** Value of an input parameter; null where it was not given. */
  value(name: string): CimValue {
    return this.#values.get(name) ?? null;
  }

  /** The instance that an input parameter refers to. */
  instance(name: string): StoredInstance | undefined {
    const value = this.value(name);
    return isInstanceName(value) ? this.state.repository.findInstance(value, this.namespace) : undefined;
  }

  /** Output parameters, typed as declared. */
  outputs(values: Readonly<Record<string, CimValue>>): CimParameterValue[] {
    return Object.entries(values).map(([name, value]): CimParameterValue => {
      const declared = findByName(this.method.parameters, name);
      if (declared === undefined) throw new Error(`${this.method.name} has no parameter ${name}.`);
      const isEmbedded = declared.qualifiers.some((one) => one.name === "EmbeddedInstance");
      const type: CimType = declared.type;
      return {
        name: declared.name,
        type,
        value,
        isArray: declared.isArray,
        embeddedObject: isEmbedded ? "instance" : null,
      };
    });
  }
}
