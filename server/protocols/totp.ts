/** Time-based one-time codes (RFC 6238) with the defaults of authenticator apps: SHA-1, six digits, thirty seconds. */
import { createHmac } from "node:crypto";
import { InvalidSettings } from "./errors";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const STEP_MS = 30_000;

/** @throws InvalidSettings for `mfa` if a character is not of the Base32 alphabet (RFC 4648, section 6). */
export function decodeBase32(text: string): Buffer {
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const character of text.toUpperCase().replace(/[\s=-]/g, "")) {
    const index = ALPHABET.indexOf(character);
    if (index < 0) throw new InvalidSettings("mfa", "The key of the time-based code is not Base32.");
    value = (value << 5) | index;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((value >>> bits) & 0xff);
      value &= (1 << bits) - 1;
    }
  }
  return Buffer.from(bytes);
}

/** The code of this moment; throws like `decodeBase32`. */
export function totpCode(secret: string, nowMs: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(nowMs / STEP_MS)));
  const mac = createHmac("sha1", decodeBase32(secret)).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0x0f;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
