/** One element of a CIM-XML message (DSP0201, section 5). */
export interface XmlElement {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: readonly XmlElement[];
  /** Of VALUE, KEYVALUE and HOST; elsewhere there is no text to keep. */
  text: string;
}

/** An element while it is being read. */
export interface OpenElement extends XmlElement {
  children: XmlElement[];
}

/** Elements with text, in which white space counts. */
export const textElements: ReadonlySet<string> = new Set(["VALUE", "KEYVALUE", "HOST"]);

const common = {
  propagation: ["CLASSORIGIN", "PROPAGATED"],
  embedding: ["EmbeddedObject", "EMBEDDEDOBJECT"],
  flavors: ["OVERRIDABLE", "TOSUBCLASS", "TOINSTANCE", "TRANSLATABLE"],
};

const none: readonly string[] = [];

/** Every element of DSP0201 with its attributes; `xml:lang` may be on any. */
const known: readonly (readonly [string, readonly string[]])[] = [
  ["CIM", ["CIMVERSION", "DTDVERSION"]],
  ["DECLARATION", none],
  ["DECLGROUP", none],
  ["DECLGROUP.WITHNAME", none],
  ["DECLGROUP.WITHPATH", none],
  ["MESSAGE", ["ID", "PROTOCOLVERSION"]],
  ["MULTIREQ", none],
  ["MULTIRSP", none],
  ["MULTIEXPREQ", none],
  ["MULTIEXPRSP", none],
  ["SIMPLEREQ", none],
  ["SIMPLERSP", none],
  ["SIMPLEEXPREQ", none],
  ["SIMPLEEXPRSP", none],
  ["CORRELATOR", ["NAME", "TYPE"]],
  ["METHODCALL", ["NAME"]],
  ["METHODRESPONSE", ["NAME"]],
  ["IMETHODCALL", ["NAME"]],
  ["IMETHODRESPONSE", ["NAME"]],
  ["EXPMETHODCALL", ["NAME"]],
  ["EXPMETHODRESPONSE", ["NAME"]],
  ["PARAMVALUE", ["NAME", "PARAMTYPE", "TYPE", ...common.embedding]],
  ["IPARAMVALUE", ["NAME"]],
  ["EXPPARAMVALUE", ["NAME", "PARAMTYPE"]],
  ["RETURNVALUE", ["PARAMTYPE", ...common.embedding]],
  ["IRETURNVALUE", none],
  ["ERROR", ["CODE", "DESCRIPTION"]],
  ["VALUE", none],
  ["VALUE.ARRAY", none],
  ["VALUE.NULL", none],
  ["VALUE.REFERENCE", none],
  ["VALUE.REFARRAY", none],
  ["VALUE.OBJECT", none],
  ["VALUE.NAMEDINSTANCE", none],
  ["VALUE.NAMEDOBJECT", none],
  ["VALUE.OBJECTWITHLOCALPATH", none],
  ["VALUE.OBJECTWITHPATH", none],
  ["VALUE.INSTANCEWITHPATH", none],
  ["NAMESPACE", ["NAME"]],
  ["LOCALNAMESPACEPATH", none],
  ["HOST", none],
  ["NAMESPACEPATH", none],
  ["CLASSNAME", ["NAME"]],
  ["LOCALCLASSPATH", none],
  ["CLASSPATH", none],
  ["INSTANCENAME", ["CLASSNAME"]],
  ["LOCALINSTANCEPATH", none],
  ["INSTANCEPATH", none],
  ["OBJECTPATH", none],
  ["KEYBINDING", ["NAME"]],
  ["KEYVALUE", ["VALUETYPE", "TYPE"]],
  ["CLASS", ["NAME", "SUPERCLASS"]],
  ["INSTANCE", ["CLASSNAME"]],
  ["PROPERTY", ["NAME", "TYPE", ...common.propagation, ...common.embedding]],
  ["PROPERTY.ARRAY", ["NAME", "TYPE", "ARRAYSIZE", ...common.propagation, ...common.embedding]],
  ["PROPERTY.REFERENCE", ["NAME", "REFERENCECLASS", ...common.propagation]],
  ["METHOD", ["NAME", "TYPE", ...common.propagation]],
  ["PARAMETER", ["NAME", "TYPE"]],
  ["PARAMETER.ARRAY", ["NAME", "TYPE", "ARRAYSIZE"]],
  ["PARAMETER.REFERENCE", ["NAME", "REFERENCECLASS"]],
  ["PARAMETER.REFARRAY", ["NAME", "REFERENCECLASS", "ARRAYSIZE"]],
  ["QUALIFIER", ["NAME", "TYPE", "PROPAGATED", ...common.flavors]],
  ["QUALIFIER.DECLARATION", ["NAME", "TYPE", "ISARRAY", "ARRAYSIZE", ...common.flavors]],
  ["SCOPE", ["CLASS", "ASSOCIATION", "REFERENCE", "PROPERTY", "METHOD", "PARAMETER", "INDICATION"]],
];

/** Names of the attributes of each element of DSP0201. */
export const knownAttributes: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  known.map(([name, attributes]) => [name, new Set([...attributes, "xml:lang"])]),
);

/** True for an element that DSP0201 has. */
export function isKnownElement(name: string): boolean {
  return knownAttributes.has(name);
}
