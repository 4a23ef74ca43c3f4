import { checkReadiness } from "@/server/services/storage";

/** 200 while the console can serve, 503 while it starts, is sealed, ends, or has lost its database (REL-14). */
export async function GET(): Promise<Response> {
  const { isReady, ...checks } = await checkReadiness();
  return Response.json(
    { status: isReady ? "ready" : "not ready", checks },
    { status: isReady ? 200 : 503, headers: { "cache-control": "no-store" } },
  );
}
