import "server-only";
import { inspect } from "node:util";
import { protectSecret } from "@/server/logging/redaction";

const SHOWN = "[secret]";

/**
 * A decrypted secret. Whatever prints or serializes it shows `[secret]`; whoever needs the value asks for it by name,
 * which also tells the redaction of the present request, and destroys it after use (SEC-B1, SEC-B2).
 */
export class Secret {
  readonly #bytes: Buffer;
  #isDestroyed = false;

  /** Takes over the bytes: they are zero-filled by `destroy`. */
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  static fromText(text: string): Secret {
    return new Secret(Buffer.from(text, "utf8"));
  }

  /** The value as text; registered with the redaction of the present request. */
  reveal(): string {
    const text = this.bytes().toString("utf8");
    protectSecret(text);
    return text;
  }

  /** The bytes themselves, valid until `destroy`. Throws when that has happened. */
  bytes(): Buffer {
    if (this.#isDestroyed) throw new Error("The secret was destroyed before it was used.");
    return this.#bytes;
  }

  /** Zero-fills the value. Safe to call twice. */
  destroy(): void {
    this.#bytes.fill(0);
    this.#isDestroyed = true;
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [inspect.custom](): string {
    return SHOWN;
  }
}
