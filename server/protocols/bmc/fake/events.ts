/** The event stream with its quirks (BMC reference, section 11). */
import type { ServerResponse } from "node:http";
import { writeJson } from "./json";
import { message } from "./messages";
import type { JsonObject } from "./model";

const KEPT_EVENTS = 200;
const STREAM_LIMIT = 10;

/** Payload shapes that differ by firmware. */
export interface EventShape {
  /** `Id` as a string, as in newer firmware, or as a number. */
  textId?: boolean;
  /** `OriginOfCondition` as a plain string instead of an object. */
  plainOrigin?: boolean;
  withoutEventId?: boolean;
}

export interface FakeEvent {
  messageId: string;
  text: string;
  args?: string[];
  origin?: string;
  severity?: string;
}

export class EventStreams {
  readonly #streams = new Set<ServerResponse>();
  readonly #now: () => number;
  #kept: { id: number; frame: string }[] = [];
  #nextId = 1;
  shape: EventShape = {};
  /** Streams opened since the start. */
  opened = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  get open(): number {
    return this.#streams.size;
  }

  /** Takes a stream: headers first, then what was missed; one too many is closed right after its headers. */
  accept(response: ServerResponse, lastEventId: string | undefined): void {
    response.sendDate = false;
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.flushHeaders();
    this.opened += 1;
    if (this.#streams.size >= STREAM_LIMIT) {
      response.end();
      return;
    }
    this.#streams.add(response);
    response.on("close", () => this.#streams.delete(response));
    if (lastEventId !== undefined) this.#replay(response, Number(lastEventId));
  }

  publish(event: FakeEvent): void {
    const id = this.#nextId;
    this.#nextId += 1;
    const frame = this.#frame(id, this.#payload(id, event));
    this.#kept = [...this.#kept, { id, frame }].slice(-KEPT_EVENTS);
    this.sendRaw(frame);
  }

  /** A frame of a heartbeat, whose id is 0. */
  heartbeat(): void {
    const entry = { ...message("Heartbeat"), MessageId: "HeartbeatEvent.1.0.RedfishServiceFunctional" };
    this.sendRaw(this.#frame(0, this.#envelope(0, [entry])));
  }

  /** Sends bytes to every stream as they are. */
  sendRaw(text: string): void {
    for (const response of this.#streams) response.write(text);
  }

  /** Ends every stream in an orderly way. */
  endAll(): void {
    for (const response of this.#streams) response.end();
  }

  /** A new web server knows no events, and counts from one again. */
  restart(): void {
    this.#streams.clear();
    this.#kept = [];
    this.#nextId = 1;
  }

  #replay(response: ServerResponse, last: number): void {
    const index = this.#kept.findIndex(({ id }) => id === last);
    if (index >= 0) {
      for (const { frame } of this.#kept.slice(index + 1)) response.write(frame);
      return;
    }
    const entry = { ...message("EventBufferExceeded"), MessageId: "Base.1.19.EventBufferExceeded" };
    response.write(this.#frame(this.#nextId - 1, this.#envelope(this.#nextId - 1, [entry])));
  }

  #payload(id: number, event: FakeEvent): JsonObject {
    const { origin } = event;
    const condition = this.shape.plainOrigin ? origin : origin === undefined ? undefined : { "@odata.id": origin };
    const entry: JsonObject = {
      MessageId: event.messageId,
      Message: event.text,
      MessageArgs: event.args ?? [],
      MessageSeverity: event.severity ?? "OK",
      MemberId: "0",
      EventTimestamp: new Date(this.#now()).toISOString(),
      ...(this.shape.withoutEventId ? {} : { EventId: id }),
      ...(condition === undefined ? {} : { OriginOfCondition: condition }),
    };
    return this.#envelope(id, [entry]);
  }

  #envelope(id: number, events: JsonObject[]): JsonObject {
    return {
      "@odata.type": "#Event.v1_9_0.Event",
      Id: this.shape.textId ? String(id) : id,
      Name: "Event Log",
      Events: events,
    };
  }

  #frame(id: number, payload: JsonObject): string {
    const lines = writeJson(payload).split("\n");
    return `id: ${id}\n${lines.map((line) => `data: ${line}`).join("\n")}\n\n`;
  }
}
