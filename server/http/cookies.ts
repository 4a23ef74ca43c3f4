import "server-only";

/** An answer that also sets cookies: with a body as JSON, without one as 204. */
export function answerWithCookies(setCookies: readonly string[], body?: unknown): Response {
  const headers = new Headers({ "cache-control": "no-store" });
  for (const line of setCookies) headers.append("set-cookie", line);
  if (body === undefined) return new Response(null, { status: 204, headers });
  headers.set("content-type", "application/json");
  return new Response(JSON.stringify(body), { headers });
}
