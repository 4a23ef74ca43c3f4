import { expect, test } from "@playwright/test";
import type { Endpoint } from "@/contracts/endpoint";
import { allEndpoints } from "@/contracts/endpoints";
import { addMember, listMembers } from "@/contracts/endpoints/people";
import { replaceProfileGrant } from "@/contracts/endpoints/profiles";
import { type ProfilePermission, profileAllows, profilePermissions, teamRoles } from "@/contracts/permissions";
import { ConsoleClient } from "@/scripts/console-client";
import { people } from "../fixtures/people";
import { cookieHeader, type RawOptions, send } from "../fixtures/raw-request";
import { OwnConsole } from "./own-console";

let own: OwnConsole;

test.describe.configure({ timeout: 240_000 });
test.beforeAll(async () => {
  own = await OwnConsole.start();
});
test.afterAll(() => own.close());

const onProfiles = allEndpoints.filter(
  (endpoint): endpoint is Endpoint & { profilePermission: ProfilePermission } =>
    endpoint.profilePermission !== undefined,
);

/** Requests that get past the permission and are refused, or do no harm, behind it. */
function requestTo(endpoint: Endpoint): RawOptions {
  const bodies: Record<string, unknown> = {
    "profiles.secrets.set": { value: own.hmc.password },
    "profiles.grants.replace": { permissions: [] },
    "profiles.keepListening": { keepListening: false },
    "profiles.duplicate": { name: own.profile.name },
    "operations.start": { target: "/api/partitions/none" },
    "rawRequests.send": { method: "GET", uri: "/api/version" },
    "profiles.allowInsecure": { hours: 1, confirmation: "x", revision: 1 },
    "profiles.acceptCertificate": {
      action: "pin-certificate",
      certificatePem: "x",
      fingerprint256: "x",
      confirmation: "x",
      revision: 1,
    },
    "profiles.replace": {
      name: own.profile.name,
      host: own.profile.host,
      port: own.profile.port,
      tls: {},
      revision: 999_999,
    },
  };
  const queries: Record<string, Record<string, string>> = {
    "profiles.delete": { confirm: "not its name" },
    "hmc.object": { uri: "/api/console" },
  };
  return {
    params: { profileId: own.profile.id, slot: "mfa", operation: "partition-start", userId: "nobody" },
    query: queries[endpoint.id] ?? {},
    ...(endpoint.body === undefined ? {} : { body: bodies[endpoint.id] ?? {} }),
  };
}

/** What needs more than the profile's permission: a role in the team. */
const NEEDS_ROLE = new Set(["profiles.duplicate", "profiles.allowInsecure"]);

test("every route with a profile permits exactly what role and grant give (SEC-G1)", async () => {
  expect(onProfiles.length).toBeGreaterThan(15);
  const { items } = await own.api.call(listMembers, { params: { teamId: own.seeded.teamId } });
  for (const role of teamRoles.filter((one) => one !== "administrator")) {
    const userId = items.find(({ email }) => email === people[role].email)?.userId ?? "";
    for (const grant of [undefined, ...profilePermissions]) {
      const permissions = grant === undefined ? [] : [grant];
      await own.api.call(replaceProfileGrant, {
        params: { profileId: own.profile.id, userId },
        body: { permissions },
      });
      const cookie = cookieHeader((await own.clientOf(role)).cookies);
      for (const endpoint of onProfiles) {
        // A connection test is limited to ten a minute, and tells its permission as its report does.
        if (endpoint.id === "profiles.diagnose") continue;
        const answer = await send(own.url, endpoint, { cookie, ...requestTo(endpoint) });
        const isAllowed = profileAllows(role, permissions, endpoint.profilePermission) && !NEEDS_ROLE.has(endpoint.id);
        const what = `${endpoint.id} by ${role} with ${grant ?? "no grant"}: ${answer.status} ${answer.text.slice(0, 200)}`;
        expect(answer.json.code === "forbidden", what).toBe(!isAllowed);
        expect(answer.status, what).not.toBe(401);
        expect(answer.status, what).not.toBe(500);
      }
    }
  }
});

test("who was granted nothing and is no member sees no profile at all", async () => {
  const stranger = { email: "stranger@example.test", name: "Stella Stranger", password: "stella-has-a-long-password" };
  await own.api.call(addMember, {
    params: { teamId: own.seeded.teamId },
    body: { ...stranger, role: "viewer" },
  });
  const { items } = await own.api.call(listMembers, { params: { teamId: own.seeded.teamId } });
  const userId = items.find(({ email }) => email === stranger.email)?.userId ?? "";
  const removal = allEndpoints.find(({ id }) => id === "members.remove");
  if (removal === undefined) throw new Error("no such endpoint");
  const cookie = cookieHeader(own.api.cookies);
  expect((await send(own.url, removal, { cookie, params: { teamId: own.seeded.teamId, userId } })).status).toBe(204);
  const client = new ConsoleClient(own.url);
  await client.signIn(stranger.email, stranger.password);
  for (const endpoint of onProfiles) {
    const answer = await send(own.url, endpoint, { cookie: cookieHeader(client.cookies), ...requestTo(endpoint) });
    expect(answer.json.code, endpoint.id).toBe("not_found");
  }
});
