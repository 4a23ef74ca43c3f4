import type { IncomingMessage, ServerResponse } from "node:http";
import type { EventStreamDoor } from "@/server/runtime/event-stream-door";
import type { SseSink } from "@/server/runtime/sse-sink";

/** The head of a request for those who know web requests only. Its body, which no door asks for, is left out. */
function webRequestOf(request: IncomingMessage): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return new Request(new URL(request.url ?? "/", "http://localhost"), { method: request.method, headers });
}

/** Sends what the sink has as fast as the browser takes it, until either ends. */
export function connectStream(sink: SseSink, response: ServerResponse): void {
  const send = () => {
    while (!response.writableNeedDrain && !response.destroyed) {
      const piece = sink.take();
      if (piece === undefined) break;
      response.write(piece);
    }
    if (sink.isClosed && !response.writableEnded) response.end();
  };
  sink.onReadable = send;
  sink.onAbandoned = () => response.destroy();
  response.on("drain", send);
  response.once("close", () => sink.close());
  if (response.destroyed) sink.close();
  else send();
}

/** Answers a request at a door without the framework: with the stream, or with what the door says instead. */
export async function serveDoor(
  door: EventStreamDoor,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = await door(webRequestOf(request));
  if ("sink" in answer) {
    response.writeHead(200, answer.headers);
    connectStream(answer.sink, response);
    return;
  }
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(await answer.text());
}
