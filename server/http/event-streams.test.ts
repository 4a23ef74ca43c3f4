import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { streamNotifications } from "@/contracts/endpoints/devices";
import { problemSchema } from "@/contracts/problem";
import { sessionCookieName } from "@/server/auth/cookies";
import { createToken, hashToken } from "@/server/auth/token";
import { getDatabase } from "@/server/data/client";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { createTestTeam, type TestTeam } from "@/server/data/testing/team";
import { findEventStream } from "@/server/runtime/event-stream-door";
import { getRuntime } from "@/server/runtime/registry";
import { seal } from "@/server/runtime/seal-state";
import { nextPiece } from "@/server/runtime/testing/sse-reading";
import { getDeviceRuntime } from "@/server/services/device-runtime";
import { registerEventStreams } from "./event-streams";

let stored: TestDatabase;
let team: TestTeam;
let cookie: string;

beforeEach(async () => {
  stored = await createTestDatabase();
  team = await createTestTeam();
  const token = createToken();
  const { sessionId, userId } = team.viewer;
  const expiresAt = new Date(Date.now() + 3_600_000);
  await getDatabase().session.create({ data: { id: sessionId, token: hashToken(token), userId, expiresAt } });
  cookie = `${sessionCookieName()}=${token}.unsigned`;
  registerEventStreams();
});
afterEach(async () => {
  const { prober, runner, hub, pool } = await getDeviceRuntime();
  for (const hold of [prober, runner, hub, pool]) await hold.stop();
  const runtime = getRuntime();
  runtime.isShuttingDown = false;
  delete runtime.services.sealState;
  delete runtime.services.deviceRuntime;
  delete runtime.services.liveStreams;
  delete runtime.services.eventStreamDoors;
  await stored.close();
});

function ask(init: RequestInit = {}, query = "") {
  const door = findEventStream(streamNotifications.path);
  if (door === undefined) throw new Error("No stream is registered.");
  return door(new Request(`http://localhost${streamNotifications.path}${query}`, init));
}

async function refusalOf(answer: Awaited<ReturnType<typeof ask>>) {
  if (!(answer instanceof Response)) throw new Error("A stream was opened.");
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  const problem = problemSchema.parse(await answer.json());
  expect(answer.headers.get("x-request-id")).toBe(problem.requestId);
  return problem.code;
}

describe("the door of the live stream", () => {
  it("opens for a sign-in, with headers that keep proxies from touching the stream (REL-6)", async () => {
    const answer = await ask({ headers: { cookie, "x-request-id": "request-1" } });
    if (answer instanceof Response) throw new Error(`Refused with ${answer.status}.`);
    expect(answer.headers).toEqual({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
      "x-request-id": "request-1",
    });
    expect(await nextPiece(answer.sink)).toBe("retry: 2000\n\n");
    answer.sink.close();
  });

  it("answers a request that may not have it like any other endpoint", async () => {
    expect(await refusalOf(await ask())).toBe("not_signed_in");
    expect(await refusalOf(await ask({ headers: { cookie: `${sessionCookieName()}=${createToken()}` } }))).toBe(
      "not_signed_in",
    );
    expect(await refusalOf(await ask({ headers: { cookie } }, "?profiles=unknown"))).toBe("not_found");
    expect(await refusalOf(await ask({ headers: { cookie } }, "?token=x"))).toBe("invalid_request");
    expect(await refusalOf(await ask({ method: "POST", headers: { cookie } }))).toBe("cross_origin");
    getRuntime().isShuttingDown = true;
    expect(await refusalOf(await ask({ headers: { cookie } }))).toBe("shutting_down");
    seal();
    expect(await refusalOf(await ask({ headers: { cookie } }))).toBe("sealed");
  });
});
