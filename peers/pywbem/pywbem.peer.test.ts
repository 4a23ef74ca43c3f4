import { beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import {
  cimClass,
  className,
  instance,
  instanceName,
  keyBinding,
  method,
  parameter,
  property,
  qualifier,
  qualifierDeclaration,
} from "@/server/protocols/wbem/model/builders";
import { tomof } from "@/server/protocols/wbem/mof/writer";
import { plainYaml, writeTestclientObject } from "@/server/protocols/wbem/recording/testclient-write";
import { toTestclientYaml } from "@/server/protocols/wbem/recording/testclient-yaml";
import { recordableCalls } from "@/server/protocols/wbem/testing/recorded-calls";
import { recordCalls } from "@/server/protocols/wbem/testing/recording";
import { printWbemUri, wbemUriFormats } from "@/server/protocols/wbem/uri/print";
import { findPywbemObstacle, type Judgement, judgeWithPywbem } from "./pywbem";

const obstacle = findPywbemObstacle();
if (obstacle !== null) process.stderr.write(`The pywbem tests are skipped. ${obstacle}\n`);

const description = "A text that is longer than a line and therefore is split after blanks, into parts. ".repeat(3);
const objects = [
  instance("CIM_Foo", [
    property("Name", "string", 'quotes " and \\ and \t'),
    property("Long", "string", description),
    property("Numbers", "uint64", [1n, null, 18446744073709551615n]),
    property("Empty", "string", []),
    property("Nothing", "boolean", null),
    property("Ratio", "real64", 0.1),
    property("Tiny", "real64", 1.5e-7),
    property("At", "datetime", "20240229120000.000000+000"),
    property("Ref", "reference", instanceName("CIM_Bar", { K: 'q"' }, { namespace: "root" })),
    property("Inner", "string", instance("CIM_Bar", [property("P", "boolean", true)])),
  ]),
  cimClass("CIM_Foo", {
    superClass: "CIM_Base",
    qualifiers: [qualifier("Version", "string", "1.0"), qualifier("Description", "string", description)],
    properties: [
      property("Name", "string", null, {
        qualifiers: [qualifier("Key", "boolean", true), qualifier("MaxLen", "uint32", 64)],
      }),
      property("Other", "reference", null, { referenceClass: "CIM_Bar" }),
      property("Numbers", "uint16", [1, 2], { arraySize: 4 }),
    ],
    methods: [
      method("Reset", "uint32", {
        qualifiers: [qualifier("Values", "string", ["Completed", "Not Supported", "Unknown", "Timeout", "Failed"])],
        parameters: [
          parameter("Force", "boolean", { qualifiers: [qualifier("IN", "boolean", true)] }),
          parameter("Targets", "reference", { referenceClass: "CIM_Foo", isArray: true }),
        ],
      }),
      method("Stop", "uint32"),
    ],
  }),
  qualifierDeclaration("Key", "boolean", {
    value: false,
    scopes: ["class", "association", "reference", "property", "method", "parameter", "indication"],
    isOverridable: false,
    toSubclass: true,
  }),
];
const paths = [
  className("CIM_Foo", { namespace: "root/cimv2" }),
  instanceName(
    "CIM_Foo",
    [
      keyBinding("Name", 'a "b" \\c'),
      keyBinding("Id", 5, "uint32"),
      keyBinding("On", true),
      keyBinding("Ratio", 1.5),
      keyBinding("At", "20240229120000.000000+000", "datetime"),
      keyBinding("Ref", instanceName("B", { N: 'q"' }, { namespace: "root" })),
    ],
    { namespace: "root/CIMv2" },
  ),
];

const withObject = (object: Parameters<typeof writeTestclientObject>[0]) =>
  plainYaml({ object: writeTestclientObject(object) });

describe.skipIf(obstacle !== null)("pywbem", () => {
  let judgement: Judgement;
  beforeAll(async () => {
    const recordings = await Promise.all(recordableCalls.map(([, answerer, call]) => recordCalls(answerer, call)));
    const { yaml, leftOut } = await toTestclientYaml(recordings.flat());
    expect(leftOut).toEqual([]);
    expect(parse(yaml)).toHaveLength(recordableCalls.length);
    const texts = [
      ...objects.map((object) => ({ ...withObject(object), mof: tomof(object) })),
      ...paths.map((path) => ({
        ...withObject(path),
        uris: Object.fromEntries(wbemUriFormats.map((format) => [format, printWbemUri(path, format)])),
      })),
    ];
    const work = `cases:\n${yaml}\n${stringify({ texts }, { version: "1.1", lineWidth: 0, defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN" })}`;
    judgement = await judgeWithPywbem(work);
  });

  it.each(recordableCalls.map(([name], index) => [name, index] as const))("replays the export of %s", (_, index) => {
    expect(judgement.cases[index]).toBeNull();
  });

  it("writes MOF and WBEM URIs as we do, and reads our URIs", () => {
    expect(judgement.texts).toEqual([...objects, ...paths].map(() => null));
  });
});
