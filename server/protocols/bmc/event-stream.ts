/** Parsing of the event stream (BMC reference, section 11; Server-Sent Events, HTML standard section 9.2). */
import { DeviceError } from "../errors";

/** The largest frame that makes sense; a line that never ends is cut off here. */
const FRAME_LIMIT_CHARACTERS = 1024 * 1024;

export interface StreamFrame {
  id: string | null;
  data: string;
}

/**
 * Takes a stream in pieces and gives its frames. Line ends may be CR, LF or both and may stand between pieces; names other
 * than `id` and `data`, comments and frames without data are skipped.
 */
export class FrameParser {
  readonly #decoder = new TextDecoder("utf-8");
  #rest = "";
  #sawCarriageReturn = false;
  #lines: string[] = [];
  #size = 0;
  #id: string | null = null;

  /** @throws DeviceError `device_answer_too_large` for a frame without end */
  push(chunk: Uint8Array): StreamFrame[] {
    let text = this.#decoder.decode(chunk, { stream: true });
    if (this.#sawCarriageReturn && text.startsWith("\n")) text = text.slice(1);
    if (text !== "") this.#sawCarriageReturn = text.endsWith("\r");
    const lines = (this.#rest + text).split(/\r\n|\r|\n/);
    this.#rest = lines.pop() ?? "";
    const frames: StreamFrame[] = [];
    for (const line of lines) {
      const frame = this.#line(line);
      if (frame !== null) frames.push(frame);
    }
    if (this.#rest.length + this.#size > FRAME_LIMIT_CHARACTERS) {
      throw new DeviceError("device_answer_too_large", "The BMC sent an event without end.");
    }
    return frames;
  }

  #line(line: string): StreamFrame | null {
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "data") {
      this.#size += value.length + 1;
      this.#lines.push(value);
    } else if (name === "id" && !value.includes("\0")) {
      this.#id = value;
    }
    return null;
  }

  #dispatch(): StreamFrame | null {
    const frame = this.#lines.length === 0 ? null : { id: this.#id, data: this.#lines.join("\n") };
    this.#lines = [];
    this.#size = 0;
    this.#id = null;
    return frame;
  }
}
