import "server-only";
import { streamNotifications } from "@/contracts/endpoints/devices";
import { registerEventStream } from "@/server/runtime/event-stream-door";
import { openLiveStream } from "@/server/services/live-streams";
import { defineEventStream } from "./route";

/** Declares the streams that the listener serves without the framework. */
export function registerEventStreams(): void {
  registerEventStream(
    streamNotifications.path,
    defineEventStream(streamNotifications, ({ principal, query, request }) =>
      openLiveStream(principal, query, request.headers.get("last-event-id")),
    ),
  );
}
