import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { getRuntime } from "@/server/runtime/registry";
import { LISTENER_HEADERS } from "@/server/runtime/remote-address";
import { sessionCookieName } from "./cookies";
import { isSessionLive, loadPrincipal, loadPrincipalBySession } from "./session-principal";
import { createToken, hashToken } from "./token";

const MINUTE = 60_000;
const start = new Date("2026-03-01T08:00:00Z");
let stored: TestDatabase;
let token: string;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: start });
  stored = await createTestDatabase();
  token = createToken();
  const { database } = stored;
  await database.user.create({ data: { id: "u1", name: "Ada", email: "ada@example.com" } });
  await database.team.create({ data: { id: "t1", name: "Berlin" } });
  await database.team.create({ data: { id: "t2", name: "Aachen" } });
  await database.membership.create({ data: { teamId: "t1", userId: "u1", role: "operator" } });
  await database.session.create({
    data: {
      id: "s1",
      token: hashToken(token),
      userId: "u1",
      expiresAt: new Date(start.getTime() + 12 * 60 * MINUTE),
      lastUsedAt: start,
    },
  });
});

afterEach(async () => {
  vi.useRealTimers();
  await stored.close();
});

function request(cookie = `${sessionCookieName()}=${token}.signature`): Request {
  return new Request("http://127.0.0.1/api/session", { headers: { cookie } });
}

const asActivity = { countsAsActivity: true };

test("reads who asks, with roles, grants and the address the listener saw", async () => {
  await stored.database.profile.create({
    data: { id: "p1", teamId: "t1", kind: "hmc", name: "HMC1", host: "hmc1", port: 6794, tlsPolicy: "{}" },
  });
  await stored.database.grant.create({ data: { profileId: "p1", userId: "u1", permissions: '["raw-request"]' } });
  const asked = request();
  asked.headers.set(LISTENER_HEADERS.token, getRuntime().listenerToken);
  asked.headers.set(LISTENER_HEADERS.remoteAddress, "192.0.2.7");
  asked.headers.set(LISTENER_HEADERS.protocol, "http");
  const principal = await loadPrincipal(asked, asActivity);
  expect(principal).toEqual({
    userId: "u1",
    name: "Ada",
    email: "ada@example.com",
    isInstanceAdministrator: false,
    hasSecondFactor: false,
    sessionId: "s1",
    activeTeamId: "t1",
    memberships: [{ teamId: "t1", teamName: "Berlin", role: "operator" }],
    grants: new Map([["p1", ["raw-request"]]]),
    remoteAddress: "192.0.2.7",
  });
});

test("an active team one has left gives way to one's first team", async () => {
  await stored.database.membership.create({ data: { teamId: "t2", userId: "u1", role: "viewer" } });
  await stored.database.session.update({ where: { id: "s1" }, data: { activeTeamId: "gone" } });
  expect((await loadPrincipal(request(), asActivity))?.activeTeamId).toBe("t2");
  await stored.database.session.update({ where: { id: "s1" }, data: { activeTeamId: "t1" } });
  expect((await loadPrincipal(request(), asActivity))?.activeTeamId).toBe("t1");
});

test.each([
  ["no cookie", ""],
  ["another token", `signalbox.session_token=${createToken()}.signature`],
  ["an empty token", "signalbox.session_token="],
  ["another cookie", "signalbox.session_token_x=1"],
])("nobody with %s", async (_, cookie) => {
  expect(await loadPrincipal(request(cookie), asActivity)).toBeNull();
});

test("the hash that the database holds is no token", async () => {
  expect(await loadPrincipal(request(`${sessionCookieName()}=${hashToken(token)}.signature`), asActivity)).toBeNull();
});

test("nobody once the user is disabled", async () => {
  await stored.database.user.update({ where: { id: "u1" }, data: { isDisabled: true } });
  expect(await loadPrincipal(request(), asActivity)).toBeNull();
  expect(await isSessionLive("s1")).toBe(false);
});

describe("limits", () => {
  test("ends after 30 minutes without activity, which streams and polling are not", async () => {
    vi.setSystemTime(start.getTime() + 29 * MINUTE);
    expect(await loadPrincipal(request(), { countsAsActivity: false })).not.toBeNull();
    expect(await loadPrincipalBySession("s1")).not.toBeNull();
    vi.setSystemTime(start.getTime() + 30 * MINUTE);
    expect(await loadPrincipal(request(), asActivity)).toBeNull();
    expect(await loadPrincipalBySession("s1")).toBeNull();
    expect(await isSessionLive("s1")).toBe(false);
  });

  test("activity prolongs it, but not past 12 hours", async () => {
    for (let minute = 25; minute < 12 * 60; minute += 25) {
      vi.setSystemTime(start.getTime() + minute * MINUTE);
      expect(await loadPrincipal(request(), asActivity)).not.toBeNull();
    }
    vi.setSystemTime(start.getTime() + 12 * 60 * MINUTE);
    expect(await loadPrincipal(request(), asActivity)).toBeNull();
  });
});
