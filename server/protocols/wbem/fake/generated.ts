/** A class with any number of instances, each made while it is sent: 22 properties, 4 keys, about 2.6 kB of CIM-XML. */
import { parseDatetime } from "../model/datetime";
import { findByName } from "../model/names";
import type { CimClass, CimInstanceName, CimProperty, CimValue } from "../model/objects";
import { datetimeText } from "./instance-builder";
import { cimClass, p } from "./schema/builder";
import type { InstanceSource, StoredInstance } from "./stored-instance";

const key = { key: true } as const;

/** The class; 22 properties. */
export const generatedClass = cimClass(
  "SBX_Generated",
  null,
  "As many instances as wanted, for measurements.",
  {
    SystemCreationClassName: p("string", "Class of the system.", key),
    SystemName: p("string", "Name of the system.", key),
    CreationClassName: p("string", "Class of creation.", key),
    DeviceID: p("uint32", "Number of the instance, from 0.", key),
    Name: p("string", "Name."),
    ElementName: p("string", "Name for people."),
    Caption: p("string", "Caption."),
    Description: p("string", "Description."),
    OperationalStatus: p("uint16[]", "State.", { values: { "2": "OK", "3": "Degraded", "6": "Error" } }),
    StatusDescriptions: p("string[]", "Texts of the state."),
    HealthState: p("uint16", "Health.", { values: { "5": "OK", "10": "Degraded/Warning" } }),
    EnabledState: p("uint16", "Whether it is enabled.", { values: { "2": "Enabled", "3": "Disabled" } }),
    InstallDate: p("datetime", "When it was installed."),
    BlockSize: p("uint64", "Size of a block.", { unit: "byte" }),
    NumberOfBlocks: p("uint64", "Number of blocks."),
    Balance: p("sint64", "A number below zero."),
    Ratio: p("real32", "A short real number."),
    Average: p("real64", "A long real number."),
    IsReady: p("boolean", "A truth value."),
    SideLetter: p("char16", "A letter."),
    OtherIdentifyingInfo: p("string[]", "Further names."),
    Nothing: p("string", "Always NULL."),
  },
  { version: "1.4.0" },
);

const FIRST_INSTALLED_MS = Date.UTC(2024, 1, 29, 23, 59, 59);

function valuesOf(index: number): Readonly<Record<string, CimValue>> {
  const number = String(index).padStart(6, "0");
  const isDegraded = index % 50 === 49;
  return {
    SystemCreationClassName: "SBX_StorageSystem",
    SystemName: "ARRAY1",
    CreationClassName: generatedClass.className,
    DeviceID: index,
    Name: `600507680C80${number}0000000000001A`,
    ElementName: `Generated element ${number} & more`,
    Caption: `Element ${number}`,
    Description: `Element ${number} of a list that is as long as wanted; its texts are about as long as those of a storage array are.`,
    OperationalStatus: isDegraded ? [3] : [2],
    StatusDescriptions: [isDegraded ? "The element works with less redundancy than it should have." : "OK"],
    HealthState: isDegraded ? 10 : 5,
    EnabledState: index % 10 === 9 ? 3 : 2,
    InstallDate: parseDatetime(datetimeText(new Date(FIRST_INSTALLED_MS + index * 1_000))),
    BlockSize: 512n,
    NumberOfBlocks: 9_007_199_254_740_993n + BigInt(index),
    Balance: -9_007_199_254_740_993n - BigInt(index),
    Ratio: index / 8,
    Average: 0.1 + index,
    IsReady: !isDegraded,
    SideLetter: String.fromCharCode(65 + (index % 26)),
    OtherIdentifyingInfo: [`naa.600507680C80${number}`, `Grünwald-${number}`],
    Nothing: null,
  };
}

export class GeneratedClass implements InstanceSource {
  readonly #class: CimClass;
  readonly #count: number;

  constructor(count: number) {
    this.#class = generatedClass;
    this.#count = count;
  }

  get className(): string {
    return this.#class.className;
  }

  #make(index: number, namespace: string): StoredInstance {
    const values = valuesOf(index);
    const properties = this.#class.properties.map(
      (declared): CimProperty => ({
        ...declared,
        classOrigin: this.#class.className,
        value: values[declared.name] ?? null,
        qualifiers: [],
      }),
    );
    const keyBindings = properties.slice(0, 4).map(({ name, type }) => ({
      name,
      type,
      value: name === "DeviceID" ? index : String(values[name]),
    }));
    const { className } = this.#class;
    const path = { kind: "instance-name" as const, className, keyBindings, namespace, host: null };
    return { kind: "instance", className, properties, qualifiers: [], path };
  }

  *instances(namespace: string): Generator<StoredInstance> {
    for (let index = 0; index < this.#count; index += 1) yield this.#make(index, namespace);
  }

  find(name: CimInstanceName, namespace: string): StoredInstance | undefined {
    const index = Number(findByName(name.keyBindings, "DeviceID")?.value ?? Number.NaN);
    return Number.isInteger(index) && index >= 0 && index < this.#count ? this.#make(index, namespace) : undefined;
  }
}
