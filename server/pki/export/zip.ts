/** Writes ZIP archives of a few small files, not compressed (APPNOTE.TXT 6.3 of PKWARE, sections 4.3 and 4.4). */
import { crc32 } from "node:zlib";

export interface ZipEntry {
  /** Plain name without folders. */
  name: string;
  content: Uint8Array;
  /** Permissions on systems that have them, such as 0o600. */
  mode: number;
}

const unixVersion = (3 << 8) | 20;
const utf8Names = 0x0800;
const regularFile = 0o100000;

/** Puts the files into one archive, in their order, all dated `at`. */
export function writeZip(entries: readonly ZipEntry[], at: Date): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name, "utf8");
    const common = encodeCommon(entry, name.length, at);
    const header = Buffer.concat([number(0x04034b50, 4), common, name]);
    directory.push(
      number(0x02014b50, 4),
      number(unixVersion, 2),
      common,
      number(0, 6),
      number((regularFile | entry.mode) * 0x10000, 4),
      number(offset, 4),
      name,
    );
    files.push(header, Buffer.from(entry.content));
    offset += header.length + entry.content.length;
  }
  const index = Buffer.concat(directory);
  const counts = [number(entries.length, 2), number(entries.length, 2)];
  const end = [
    number(0x06054b50, 4),
    number(0, 4),
    ...counts,
    number(index.length, 4),
    number(offset, 4),
    number(0, 2),
  ];
  return Buffer.concat([...files, index, ...end]);
}

/** What local header and directory have in common: from the version needed to the length of the extra field. */
function encodeCommon({ content }: ZipEntry, nameLength: number, at: Date): Buffer {
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  const date = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  return Buffer.concat([
    number(20, 2),
    number(utf8Names, 2),
    number(0, 2),
    number(time, 2),
    number(date, 2),
    number(crc32(content), 4),
    number(content.length, 4),
    number(content.length, 4),
    number(nameLength, 2),
    number(0, 2),
  ]);
}

function number(value: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntLE(value, 0, size);
  return bytes;
}
