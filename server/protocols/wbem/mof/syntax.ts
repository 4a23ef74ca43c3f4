/** What MOF says, before the types of qualifiers and properties are known. `offset` is the place in the text. */
import type { CimFlavors, QualifierScope } from "../model/objects";
import type { CimDataType, CimType } from "../model/types";

export type MofLiteral = { offset: number } & (
  | { kind: "string"; value: string }
  | { kind: "char"; value: string }
  | { kind: "integer"; value: bigint }
  | { kind: "real"; value: number }
  | { kind: "boolean"; value: boolean }
  | { kind: "null" }
  | { kind: "alias"; value: string }
);

export interface MofArray {
  kind: "array";
  offset: number;
  items: readonly MofLiteral[];
}

export type MofValue = MofLiteral | MofArray;

export interface MofQualifier {
  name: string;
  offset: number;
  /** Null where the qualifier stands alone. */
  value: MofValue | null;
  flavors: CimFlavors;
}

/** Type, name and dimension of a property or parameter. */
export interface MofElement {
  name: string;
  offset: number;
  type: CimType;
  referenceClass: string | null;
  isArray: boolean;
  arraySize: number | null;
  qualifiers: readonly MofQualifier[];
}

export interface MofProperty extends MofElement {
  /** Null where there is no default. */
  value: MofValue | null;
}

export interface MofMethod {
  name: string;
  offset: number;
  returnType: CimDataType;
  parameters: readonly MofElement[];
  qualifiers: readonly MofQualifier[];
}

export interface MofClass {
  kind: "class";
  name: string;
  offset: number;
  alias: string | null;
  superClass: string | null;
  qualifiers: readonly MofQualifier[];
  properties: readonly MofProperty[];
  methods: readonly MofMethod[];
}

export interface MofInstance {
  kind: "instance";
  className: string;
  offset: number;
  alias: string | null;
  properties: readonly { name: string; offset: number; value: MofValue }[];
}

export interface MofQualifierDeclaration {
  kind: "qualifier";
  name: string;
  offset: number;
  type: CimDataType;
  isArray: boolean;
  arraySize: number | null;
  value: MofValue | null;
  scopes: readonly QualifierScope[];
  flavors: CimFlavors;
}

/** One production, with the namespace that the last `#pragma namespace` before it named. */
export interface MofProduction {
  namespace: string | null;
  declaration: MofClass | MofInstance | MofQualifierDeclaration;
}

/** A parsed text. */
export interface MofSource {
  text: string;
  productions: readonly MofProduction[];
  /** Pragmas that mean nothing here, as written. */
  ignoredPragmas: readonly string[];
}
