/** Distinguished names (RFC 5280 section 4.1.2.4). */
import { type DerElement, DerError, der, derOid, derSequence, derTag, readChildren, readOid } from "./der";

export interface NameAttribute {
  oid: string;
  /** Short name as in `CN`, or the identifier. */
  name: string;
  value: string;
}

export const commonNameOid = "2.5.4.3";

const shortNames: Record<string, string> = {
  [commonNameOid]: "CN",
  "2.5.4.4": "SN",
  "2.5.4.5": "serialNumber",
  "2.5.4.6": "C",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.9": "street",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
  "2.5.4.12": "title",
  "2.5.4.42": "GN",
  "0.9.2342.19200300.100.1.1": "UID",
  "0.9.2342.19200300.100.1.25": "DC",
  "1.2.840.113549.1.9.1": "emailAddress",
};

/** Attributes in the order they were written. Throws {@link DerError}. */
export function readNameAttributes(name: DerElement): NameAttribute[] {
  return readChildren(name).flatMap((relative) =>
    readChildren(relative).map((attribute) => {
      const [type, value] = readChildren(attribute);
      if (value === undefined) throw new DerError("a part of a name has no value");
      const oid = readOid(type);
      return { oid, name: shortNames[oid] ?? oid, value: readText(value) };
    }),
  );
}

/** Name on one line, as it is shown. */
export function formatNameAttributes(attributes: readonly NameAttribute[]): string {
  return attributes.map(({ name, value }) => `${name}=${value.replace(/[\\,+]/g, "\\$&")}`).join(", ");
}

/** The last common name, which is the one that counts; null without any. */
export function findCommonName(attributes: readonly NameAttribute[]): string | null {
  return attributes.findLast(({ oid }) => oid === commonNameOid)?.value ?? null;
}

/** Writes a name of one attribute for each pair of short name and value; empty values are left out. */
export function derName(parts: readonly (readonly [name: string, value: string])[]): Buffer {
  return derSequence(
    ...parts
      .filter(([, value]) => value !== "")
      .map(([name, value]) => {
        const oid = Object.keys(shortNames).find((key) => shortNames[key] === name) ?? name;
        return der(derTag.set, derSequence(derOid(oid), der(textTag(name), Buffer.from(value, "utf8"))));
      }),
  );
}

/** Text of a string type of ASN.1. Throws {@link DerError}. */
function readText({ tag, content }: DerElement): string {
  if (tag !== derTag.bmpString) return content.toString(tag === derTag.utf8String ? "utf8" : "latin1");
  if (content.length % 2 !== 0) throw new DerError("a text has half a character");
  return Buffer.from(content).swap16().toString("utf16le");
}

function textTag(name: string): number {
  if (name === "C") return derTag.printableString;
  return name === "emailAddress" || name === "DC" ? derTag.ia5String : derTag.utf8String;
}
