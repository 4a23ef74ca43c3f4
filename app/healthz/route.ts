const headers = { "cache-control": "no-store" };

/** The process runs and answers (REL-14). */
export function GET(): Response {
  return Response.json({ status: "ok" }, { headers });
}
