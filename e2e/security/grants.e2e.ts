import { expect, test } from "@playwright/test";
import type { Endpoint } from "@/contracts/endpoint";
import { allEndpoints } from "@/contracts/endpoints";
import { addMember, createUser, listMembers, updateUser } from "@/contracts/endpoints/people";
import { replaceProfileGrant } from "@/contracts/endpoints/profiles";
import {
  type ProfilePermission,
  profileAllows,
  profilePermissions,
  type TeamPermission,
  type TeamRole,
  teamAllows,
  teamRoles,
} from "@/contracts/permissions";
import { ConsoleClient } from "@/scripts/console-client";
import { bmcBodies, bmcQueries } from "../fixtures/bmc-requests";
import { people } from "../fixtures/people";
import { cookieHeader, type RawOptions, send } from "../fixtures/raw-request";
import { wbemBodies, wbemQueries } from "../fixtures/wbem-requests";
import { EventReader } from "./event-reader";
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
    ...bmcBodies,
    ...wbemBodies,
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
    ...bmcQueries,
    ...wbemQueries,
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

/** What the services of these routes decide on the stored resource, beside what the contract says of the others. */
const STORED_RESOURCES: Readonly<Record<string, TeamPermission>> = {
  "teams.rename": "team.manage",
  "members.list": "team.view",
  "members.add": "team.manage",
  "members.changeRole": "team.manage",
  "members.remove": "team.manage",
  "bundles.get": "trust.view",
  "bundles.replace": "trust.manage",
  "bundles.delete": "trust.manage",
};

/** Refused to everybody until whoever runs the server switches it on. */
const SWITCHED_OFF = "profiles.allowInsecure";

/** Routes of one's own sign-in and account, which every role may use, and which would end what the test asks with. */
const OWN_ACCOUNT = /^(signOut$|session\.switchTeam$|account\.)/;

interface Somebody {
  what: string;
  role: TeamRole;
  isInstanceAdministrator: boolean;
  cookie: string;
}

async function enrol(what: string, role: TeamRole, isInstanceAdministrator: boolean): Promise<Somebody> {
  const email = `${what.replaceAll(" ", "-")}@example.test`;
  const password = "somebody-has-a-long-password";
  const { id } = await own.api.call(createUser, { body: { name: `Some ${role}`, email, password } });
  await own.api.call(addMember, { params: { teamId: own.seeded.teamId }, body: { email, role } });
  if (isInstanceAdministrator) {
    await own.api.call(updateUser, { params: { userId: id }, body: { isInstanceAdministrator } });
  }
  const client = new ConsoleClient(own.url);
  await client.signIn(email, password);
  return { what, role, isInstanceAdministrator, cookie: cookieHeader(client.cookies) };
}

function mayUse({ role, isInstanceAdministrator }: Somebody, endpoint: Endpoint): boolean {
  if (endpoint.access === "instance-administrator" && !isInstanceAdministrator) return false;
  if (endpoint.id === SWITCHED_OFF) return false;
  if (endpoint.profilePermission !== undefined) {
    const needsRole = NEEDS_ROLE.has(endpoint.id) && role !== "administrator";
    return profileAllows(role, [], endpoint.profilePermission) && !needsRole;
  }
  const onStored = STORED_RESOURCES[endpoint.id];
  // Teams and their members are the installation's administrators' business too; devices and trust are not.
  if (onStored?.startsWith("team.") && isInstanceAdministrator) return true;
  const permission = onStored ?? endpoint.teamPermission;
  return permission === undefined || teamAllows(role, permission);
}

/** Requests to the team and its bundle that change nothing where they are permitted. */
function harmlessRequestTo(endpoint: Endpoint): RawOptions {
  const options = requestTo(endpoint);
  const bodies: Record<string, unknown> = {
    "teams.rename": { name: "Test Team" },
    "members.add": { email: "nobody@example.test", role: "viewer" },
    "members.changeRole": { role: "viewer" },
    "bundles.replace": { name: "Simulated site", revision: 999_999, keep: [] },
  };
  const { teamId, bundleId } = own.seeded;
  return {
    ...options,
    params: { ...options.params, bundleId, ...(endpoint.id === "teams.delete" ? {} : { teamId }) },
    query: endpoint.id === "bundles.delete" ? { confirm: "not its name" } : (options.query ?? {}),
    ...(bodies[endpoint.id] === undefined ? {} : { body: bodies[endpoint.id] }),
  };
}

test("every route permits exactly what the role in the team and in the installation give (SEC-G1)", async () => {
  const guarded = allEndpoints.filter(({ access, id }) => access !== "public" && !OWN_ACCOUNT.test(id));
  expect(guarded.filter(({ access }) => access === "instance-administrator").length).toBeGreaterThan(5);
  for (const somebody of [
    await enrol("viewer", "viewer", false),
    await enrol("operator", "operator", false),
    await enrol("administrator of the team", "administrator", false),
    await enrol("viewer who administers the installation", "viewer", true),
    await enrol("administrator of both", "administrator", true),
  ]) {
    for (const endpoint of guarded) {
      const { cookie } = somebody;
      const what = `${endpoint.id} by a ${somebody.what}`;
      if (endpoint.format === "event-stream") {
        const reader = await EventReader.open(own.url, cookie);
        expect(reader.response.status, what).toBe(200);
        reader.close();
        continue;
      }
      const answer = await send(own.url, endpoint, { cookie, ...harmlessRequestTo(endpoint) });
      const told = `${what}: ${answer.status} ${answer.text.slice(0, 200)}`;
      expect(answer.json.code === "forbidden", told).toBe(!mayUse(somebody, endpoint));
      expect([401, 429, 500], told).not.toContain(answer.status);
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
