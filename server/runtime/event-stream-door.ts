import { obtain } from "./registry";
import type { SseSink } from "./sse-sink";

/** A stream that was admitted: the head of its answer, and what to send. */
export interface OpenedStream {
  readonly headers: Readonly<Record<string, string>>;
  /** Closed by whoever serves it, once the browser has gone. */
  readonly sink: SseSink;
}

/**
 * Opens a stream for a request that the listener has judged and marked, or says in a whole answer why not. Does not throw
 * for what a client can cause.
 */
export type EventStreamDoor = (request: Request) => Promise<OpenedStream | Response>;

declare module "./registry" {
  interface RuntimeServices {
    eventStreamDoors: Map<string, EventStreamDoor>;
  }
}

function doors(): Map<string, EventStreamDoor> {
  return obtain("eventStreamDoors", () => new Map());
}

/** Lets the listener serve the streams of a path itself. A second registration replaces the first. */
export function registerEventStream(path: string, door: EventStreamDoor): void {
  doors().set(path, door);
}

/** The door to the streams of a path; undefined where the framework answers. */
export function findEventStream(path: string): EventStreamDoor | undefined {
  return doors().get(path);
}
