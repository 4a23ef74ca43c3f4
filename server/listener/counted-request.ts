import { IncomingMessage } from "node:http";

/** Whether a `Content-Length` announces more than the limit, or nothing that can be compared with it. */
export function isDeclaredTooLarge(contentLength: string | undefined, limitBytes: number): boolean {
  if (contentLength === undefined) return false;
  return !/^\d+$/.test(contentLength) || Number(contentLength) > limitBytes;
}

/**
 * A request that counts its body while the parser delivers it. Past the limit nothing more reaches the reader and
 * `onExceeded` is called once; the reader sees the connection end, never a truncated body that looks whole.
 */
export class CountedRequest extends IncomingMessage {
  limitBytes = Number.POSITIVE_INFINITY;
  onExceeded: (() => void) | undefined;
  #receivedBytes = 0;
  #isExceeded = false;

  override push(chunk: Buffer | null, encoding?: BufferEncoding): boolean {
    if (this.#isExceeded) return false;
    if (chunk !== null) {
      this.#receivedBytes += chunk.length;
      if (this.#receivedBytes > this.limitBytes) {
        this.#isExceeded = true;
        this.onExceeded?.();
        return false;
      }
    }
    return super.push(chunk, encoding);
  }
}
