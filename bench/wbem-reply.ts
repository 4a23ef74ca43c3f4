/** An EnumerateInstances reply as a storage array sends it: 22 properties and 4 keys, about 2.6 kB each. */

const HEAD = `<?xml version="1.0" encoding="utf-8" ?>
<CIM CIMVERSION="2.0" DTDVERSION="2.0">
<MESSAGE ID="1001" PROTOCOLVERSION="1.0">
<SIMPLERSP>
<IMETHODRESPONSE NAME="EnumerateInstances">
<IRETURNVALUE>
`;
const TAIL = `</IRETURNVALUE>
</IMETHODRESPONSE>
</SIMPLERSP>
</MESSAGE>
</CIM>
`;
/** Instances in one piece of text. */
const PIECE = 100;

const CLASS = "SMI_StorageVolume";

function key(name: string, value: string): string {
  return `<KEYBINDING NAME="${name}">\n<KEYVALUE VALUETYPE="string" TYPE="string">${value}</KEYVALUE>\n</KEYBINDING>\n`;
}

function property(name: string, type: string, value: string): string {
  return `<PROPERTY NAME="${name}" TYPE="${type}">\n<VALUE>${value}</VALUE>\n</PROPERTY>\n`;
}

function array(name: string, type: string, values: readonly number[]): string {
  const items = values.map((value) => `<VALUE>${value}</VALUE>`).join("\n");
  return `<PROPERTY.ARRAY NAME="${name}" TYPE="${type}">\n<VALUE.ARRAY>\n${items}\n</VALUE.ARRAY>\n</PROPERTY.ARRAY>\n`;
}

function instance(number: number): string {
  const id = `60060e80${String(number).padStart(12, "0")}`;
  return [
    `<VALUE.NAMEDINSTANCE>\n<INSTANCENAME CLASSNAME="${CLASS}">\n`,
    key("CreationClassName", CLASS),
    key("DeviceID", id),
    key("SystemCreationClassName", "SMI_StorageSystem"),
    key("SystemName", "array-01.example.com"),
    `</INSTANCENAME>\n<INSTANCE CLASSNAME="${CLASS}">\n`,
    property("CreationClassName", "string", CLASS),
    property("DeviceID", "string", id),
    property("SystemCreationClassName", "string", "SMI_StorageSystem"),
    property("SystemName", "string", "array-01.example.com"),
    property("ElementName", "string", `Volume &amp; snapshot ${number}`),
    property("Caption", "string", `Storage volume ${number}`),
    property("Description", "string", "Thin provisioned volume of the first pool; name &lt;given by host&gt;"),
    property("BlockSize", "uint64", "512"),
    property("NumberOfBlocks", "uint64", String(2n ** 40n + BigInt(number))),
    property("ConsumableBlocks", "uint64", String(2 ** 30 + number)),
    property("IsBasedOnUnderlyingRedundancy", "boolean", "TRUE"),
    property("NoSinglePointOfFailure", "boolean", "TRUE"),
    property("DataRedundancy", "uint16", "1"),
    property("PackageRedundancy", "uint16", "1"),
    property("EnabledState", "uint16", "2"),
    property("HealthState", "uint16", "5"),
    property("RequestedState", "uint16", "12"),
    property("InstallDate", "datetime", "20240229235959.123456-300"),
    property("Name", "string", id),
    property("NameFormat", "uint16", "9"),
    array("OperationalStatus", "uint16", [2, 32768]),
    array("ExtentStatus", "uint16", [0]),
    "</INSTANCE>\n</VALUE.NAMEDINSTANCE>\n",
  ].join("");
}

/** The reply with so many instances, piece by piece. */
export function* replyOf(instances: number): Generator<string, void, void> {
  yield HEAD;
  for (let from = 0; from < instances; from += PIECE) {
    let piece = "";
    for (let number = from; number < Math.min(instances, from + PIECE); number += 1) piece += instance(number);
    yield piece;
  }
  yield TAIL;
}
