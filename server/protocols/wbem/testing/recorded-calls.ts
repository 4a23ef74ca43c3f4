/** Calls to record, with their answers, for tests of recordings. */
import type { WbemClient } from "../client";
import {
  cimClass,
  className,
  instance,
  instanceName,
  keyBinding,
  parameterValue,
  property,
  qualifierDeclaration,
} from "../model/builders";
import { writeClass, writeInstance, writeQualifierDeclaration } from "../xml/write-objects";
import { type Answerer, messageOf } from "./recording";

/** An instance with keys of several types. */
export const recordedPath = instanceName(
  "CIM_Foo",
  [
    keyBinding("Name", 'a "b" > <'),
    keyBinding("Id", 5, "uint32"),
    keyBinding("Big", 18446744073709551615n, "uint64"),
    keyBinding("Letter", "x", "char16"),
  ],
  { namespace: "root/cimv2" },
);
/** An instance with values that are hard to write down. */
export const recordedInstance = instance("CIM_Foo", [
  property("Text", "string", " leading, trailing \n\tand <&> "),
  property("Empty", "string", ""),
  property("Nothing", "string", null),
  property("Yes", "string", "yes"),
  property("Time", "string", "12:30"),
  property("Dirty", "string", "\u0085\u2028"),
  property("Huge", "uint64", 18446744073709551615n),
  property("Whole", "real64", 1),
  property("Large", "real64", 1e21),
  property("At", "datetime", "20240229120000.000000+000"),
  property("Many", "sint8", [1, -1]),
  property("Some", "string", ["a", null, ""]),
  property("Inner", "string", instance("CIM_Bar", [property("P", "boolean", true)])),
  property("Ref", "reference", instanceName("CIM_Bar", { K: "x" }, { namespace: "root/cimv2" })),
]);

const intrinsic =
  (content: string): Answerer =>
  ({ operation, messageId }) =>
    messageOf(messageId, "IMETHODRESPONSE", operation, content);
/** An answer with these results. */
export const returning = (content: string) => intrinsic(`<IRETURNVALUE>${content}</IRETURNVALUE>`);

type Call = (client: WbemClient) => Promise<unknown>;
/** Calls of every form with their answers: name, answer, call. */
export const recordableCalls: [string, Answerer, Call][] = [
  [
    "GetInstance",
    returning(writeInstance(recordedInstance, "x")),
    (client) => client.GetInstance(recordedPath, { LocalOnly: false, PropertyList: ["Name"] }),
  ],
  [
    "ModifyInstance",
    intrinsic(""),
    (client) => client.ModifyInstance({ ...recordedInstance, path: recordedPath }, { PropertyList: [] }),
  ],
  [
    "CreateInstance",
    returning(
      '<INSTANCENAME CLASSNAME="CIM_Foo"><KEYBINDING NAME="K"><KEYVALUE VALUETYPE="numeric">7</KEYVALUE></KEYBINDING></INSTANCENAME>',
    ),
    (client) => client.CreateInstance(recordedInstance),
  ],
  [
    "CreateClass",
    intrinsic(""),
    (client) => client.CreateClass(cimClass("CIM_New", { properties: [property("P", "real32", 2)] })),
  ],
  [
    "GetClass",
    returning(writeClass(cimClass("CIM_Foo", { properties: [property("P", "uint8", null)] }), "x")),
    (client) => client.GetClass("CIM_Foo", { namespace: "root/other" }),
  ],
  [
    "EnumerateQualifiers",
    returning(
      writeQualifierDeclaration(
        qualifierDeclaration("Key", "boolean", { value: false, scopes: ["property", "reference"] }),
        "x",
        {},
      ),
    ),
    (client) => client.EnumerateQualifiers(),
  ],
  [
    "EnumerateClassNames",
    returning('<CLASSNAME NAME="CIM_Foo"/><CLASSNAME NAME="CIM_Bar"/>'),
    (client) => client.EnumerateClassNames({ DeepInheritance: true }),
  ],
  ["Associators", returning(""), (client) => client.Associators(className("CIM_Foo"), { Role: "on" })],
  [
    "OpenEnumerateInstances",
    intrinsic(
      '<IRETURNVALUE/><PARAMVALUE NAME="EndOfSequence"><VALUE>FALSE</VALUE></PARAMVALUE><PARAMVALUE NAME="EnumerationContext"><VALUE>c1</VALUE></PARAMVALUE>',
    ),
    (client) => client.OpenEnumerateInstances("CIM_Foo", { MaxObjectCount: 5 }),
  ],
  [
    "PullInstancesWithPath",
    intrinsic('<IRETURNVALUE/><PARAMVALUE NAME="EndOfSequence"><VALUE>TRUE</VALUE></PARAMVALUE>'),
    (client) => client.PullInstancesWithPath({ context: "c1", namespace: "root/cimv2" }, 5),
  ],
  [
    "DeleteInstance",
    intrinsic('<ERROR CODE="6" DESCRIPTION="Gone: no"/>'),
    (client) => client.DeleteInstance(recordedPath),
  ],
  [
    "ExecQuery",
    intrinsic("<IRETURNVALUE><CLASSNAME"),
    (client) => client.ExecQuery("WQL", "SELECT * FROM CIM_Foo WHERE Name = 'yes: no'"),
  ],
  [
    "Reset",
    ({ messageId }) =>
      messageOf(
        messageId,
        "METHODRESPONSE",
        "Reset",
        '<RETURNVALUE PARAMTYPE="uint32"><VALUE>4096</VALUE></RETURNVALUE><PARAMVALUE NAME="Done" PARAMTYPE="boolean"><VALUE>TRUE</VALUE></PARAMVALUE>',
      ),
    (client) =>
      client.InvokeMethod("Reset", recordedPath, [
        parameterValue("Force", "boolean", true),
        parameterValue("Counts", "uint64", [1n, 2n]),
        parameterValue("At", "datetime", "00000001000000.000000:000"),
        parameterValue("Target", "reference", recordedPath),
        parameterValue("Inner", "string", instance("CIM_Bar", [property("P", "string", "x")])),
        parameterValue("Nothing", null, null),
      ]),
  ],
];
