import { streamNotifications } from "@/contracts/endpoints/devices";
import { defineRoute } from "@/server/http/route";
import { eventStreamResponse } from "@/server/http/sse";
import { openLiveStream } from "@/server/services/live-streams";

export const dynamic = "force-dynamic";

export const GET = defineRoute(streamNotifications, async ({ principal, query, request, signal }) =>
  eventStreamResponse(await openLiveStream(principal, query, request.headers.get("last-event-id")), signal),
);
