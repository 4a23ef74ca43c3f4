import type { Endpoint } from "@/contracts/endpoint";
import { allEndpoints } from "@/contracts/endpoints";
import { addMember, createTeam, switchTeam } from "@/contracts/endpoints/people";
import { createProfile } from "@/contracts/endpoints/profiles";
import { type ProfilePermission, profileAllows, type TeamRole, teamAllows } from "@/contracts/permissions";
import { problemSchema } from "@/contracts/problem";
import { ConsoleClient } from "@/scripts/console-client";
import { profileInputFor } from "@/scripts/seed";
import { bmcBodies, bmcQueries } from "../fixtures/bmc-requests";
import { addressOf, cookieHeader, type RawAnswer, type RawOptions, send } from "../fixtures/raw-request";
import { type ConsoleUnderTest, expect, people, test } from "../fixtures/test";
import { wbemBodies, wbemQueries } from "../fixtures/wbem-requests";

const guarded = allEndpoints.filter((endpoint) => endpoint.access !== "public");
const unsafe = allEndpoints.filter((endpoint) => endpoint.method !== "GET");

/** What only the framework sends to itself; a client that sends it must gain nothing. */
const frameworkHeaders: Record<string, string>[] = [
  { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" },
  { "x-middleware-next": "1", "x-middleware-rewrite": "/api/session" },
  { RSC: "1", "Next-Router-State-Tree": "%5B%5D", "Next-Router-Prefetch": "1" },
  { "x-signalbox-listener": "guess", "x-signalbox-remote-address": "10.0.0.1", "x-forwarded-for": "10.0.0.1" },
];

/** A valid body for each endpoint whose service decides about the permission, so that nothing else refuses first. */
function validBody(endpoint: Endpoint, running: ConsoleUnderTest): unknown {
  const [profile] = running.seeded.profiles;
  const input = { ...profileInputFor(running.hmc, running.seeded.bundleId), revision: profile?.revision ?? 1 };
  const { kind: _kind, ...replacement } = input;
  const bodies: Record<string, unknown> = {
    ...bmcBodies,
    ...wbemBodies,
    "profiles.replace": replacement,
    "profiles.duplicate": { name: "A copy" },
    "profiles.secrets.set": { value: "a-new-value" },
    "profiles.grants.replace": { permissions: [] },
    "profiles.acceptCertificate": {
      action: "trust-ca",
      certificatePem: running.site.authority.rootPem,
      fingerprint256: "00",
      confirmation: "00000000",
      revision: 1,
    },
    "profiles.allowInsecure": { hours: 1, confirmation: "x", revision: 1 },
    "profiles.keepListening": { keepListening: false },
    "operations.start": { target: "/api/partitions/x" },
    "rawRequests.send": { method: "GET", uri: "/api/version" },
  };
  return bodies[endpoint.id] ?? {};
}

function optionsFor(endpoint: Endpoint, running: ConsoleUnderTest, profileId: string): RawOptions {
  const queries: Record<string, Record<string, string>> = {
    ...bmcQueries,
    ...wbemQueries,
    "profiles.delete": { confirm: "HMC1" },
    "hmc.object": { uri: "/api/console" },
  };
  return {
    params: { profileId, slot: "password", operation: "partition-start", userId: "unknown" },
    query: queries[endpoint.id] ?? {},
    ...(endpoint.body === undefined ? {} : { body: validBody(endpoint, running) }),
  };
}

async function signedIn(url: string, person: { email: string; password: string }): Promise<string> {
  const client = new ConsoleClient(url);
  await client.signIn(person.email, person.password);
  return cookieHeader(client.cookies);
}

/** Next sends requests that claim to be its own to the same path with a cache key; nothing else may redirect. */
async function followFrameworkRedirect(
  url: string,
  endpoint: Endpoint,
  headers: Record<string, string>,
  answer: RawAnswer,
): Promise<RawAnswer> {
  if (answer.status !== 307) return answer;
  const target = new URL(answer.headers.get("location") ?? "", url);
  expect(target.pathname, `${endpoint.id} leads to itself`).toBe(addressOf(url, endpoint).pathname);
  expect([...target.searchParams.keys()], endpoint.id).toEqual(["_rsc"]);
  return send(url, endpoint, { headers, path: target.pathname + target.search });
}

test("nobody gets anything without a sign-in, whatever headers come along", async ({ console: running }) => {
  for (const endpoint of guarded) {
    for (const extra of [{}, ...frameworkHeaders]) {
      const headers = {
        ...(endpoint.method === "GET"
          ? {}
          : { origin: new URL(running.url).origin, "content-type": "application/json" }),
        ...extra,
      };
      const first = await send(running.url, endpoint, { headers });
      const answer = await followFrameworkRedirect(running.url, endpoint, headers, first);
      expect(answer.status, `${endpoint.id} with ${Object.keys(extra).join(", ") || "no extra header"}`).toBe(401);
      expect(answer.json.code, endpoint.id).toBe("not_signed_in");
    }
  }
});

test("other spellings of a path lead nowhere", async ({ console: running }) => {
  const endpoint = allEndpoints.find(({ id }) => id === "profiles.list");
  if (endpoint === undefined) throw new Error("no such endpoint");
  for (const path of [
    "/api/profiles.rsc",
    "/api//profiles",
    "/api/%70rofiles%2F",
    "/_next/data/build/api/profiles.json",
    "/api/profiles?nxtPprofileId=x&profileId=x",
    "/api/x/../profiles",
  ]) {
    const answer = await send(running.url, endpoint, { path });
    expect([400, 401, 404], `${path} answered ${answer.status}`).toContain(answer.status);
    expect(answer.headers.get("content-type"), path).toBe("application/problem+json");
    expect(answer.text).not.toContain(people.administrator.email);
    expect(answer.text).not.toContain("HMC1");
  }
});

test("what the API does not offer is a problem, and a stranger learns nothing by it", async ({ console: running }) => {
  const cookie = await signedIn(running.url, people.viewer);
  const ask = async (method: string, path: string, headers: Record<string, string>) => {
    const response = await fetch(new URL(path, running.url), {
      method,
      headers: { origin: new URL(running.url).origin, "x-signalbox-request": "1", ...headers },
    });
    expect(response.headers.get("content-type"), `${method} ${path}`).toBe("application/problem+json");
    const text = await response.text();
    if (method === "HEAD") return [response.status, response.headers.get("allow")];
    const problem = problemSchema.parse(JSON.parse(text));
    expect(problem).toMatchObject({ status: response.status, requestId: response.headers.get("x-request-id") });
    return [response.status, problem.code, response.headers.get("allow")];
  };
  const cases: [string, string, unknown[], unknown[]][] = [
    ["GET", "/api", [401, "not_signed_in", null], [404, "not_found", null]],
    ["GET", "/api/unknown", [401, "not_signed_in", null], [404, "not_found", null]],
    ["POST", "/api/unknown/deep/er", [401, "not_signed_in", null], [404, "not_found", null]],
    ["HEAD", "/api/unknown", [401, null], [404, null]],
    ["PATCH", "/api/profiles", [401, "not_signed_in", null], [405, "method_not_allowed", "GET, HEAD, POST"]],
    ["DELETE", "/api/profiles/export", [401, "not_signed_in", null], [405, "method_not_allowed", "GET, HEAD"]],
    ["OPTIONS", "/api/profiles/x", [401, "not_signed_in", null], [405, "method_not_allowed", "GET, HEAD, PUT, DELETE"]],
    ["POST", "/api/notifications/stream", [401, "not_signed_in", null], [405, "method_not_allowed", "GET"]],
    // Whoever may use it may know how.
    ["GET", "/api/sign-in", [405, "method_not_allowed", "POST"], [405, "method_not_allowed", "POST"]],
  ];
  for (const [method, path, stranger, viewer] of cases) {
    expect(await ask(method, path, {}), `${method} ${path} by a stranger`).toEqual(stranger);
    expect(await ask(method, path, { cookie }), `${method} ${path} by a viewer`).toEqual(viewer);
  }
  expect(await ask("POST", "/api/unknown", { cookie, origin: "https://evil.example" })).toEqual([
    403,
    "cross_origin",
    null,
  ]);
});

test("changes are refused from other sites and in other forms", async ({ console: running }) => {
  const cookie = await signedIn(running.url, people.administrator);
  const own = new URL(running.url).origin;
  const json = { "content-type": "application/json" };
  for (const endpoint of unsafe) {
    const foreign = await send(running.url, endpoint, { cookie, headers: { origin: "https://evil.example", ...json } });
    expect([foreign.status, foreign.json.code], `${endpoint.id} from another site`).toEqual([403, "cross_origin"]);
    const opaque = await send(running.url, endpoint, { cookie, headers: { origin: "null", ...json } });
    expect([opaque.status, opaque.json.code], `${endpoint.id} from nowhere`).toEqual([403, "cross_origin"]);
    const silent = await send(running.url, endpoint, { cookie, headers: json });
    expect([silent.status, silent.json.code], `${endpoint.id} without an origin`).toEqual([403, "cross_origin"]);
    const marks: Record<string, string>[] = [{}, { "x-signalbox-request": "1" }];
    for (const mark of marks) {
      const headers = { origin: own, "content-type": "text/plain", ...mark };
      const form = await send(running.url, endpoint, { cookie, headers, body: "{}" });
      expect([form.status, form.json.code], `${endpoint.id} as a form`).toEqual([415, "unsupported_media_type"]);
    }
  }
});

test("without a body a change needs no content type, only what a form cannot send", async ({ console: running }) => {
  const cookie = await signedIn(running.url, people.administrator);
  const own = new URL(running.url).origin;
  const bare = unsafe.filter(({ body }) => body === undefined);
  expect(new Set(bare.map(({ method }) => method))).toEqual(new Set(["POST", "DELETE"]));
  for (const endpoint of bare) {
    const ask = async (headers: Record<string, string>) => {
      const answer = await send(running.url, endpoint, { cookie, headers });
      return [answer.status, answer.json.code];
    };
    const isPost = endpoint.method === "POST";
    const refused = [415, "unsupported_media_type"];
    if (isPost) expect(await ask({ origin: own }), `${endpoint.id} as an empty form`).toEqual(refused);
    const mark: Record<string, string> = isPost ? { "x-signalbox-request": "1" } : {};
    // The ids are nobody's, or the confirmation is missing: the request itself was fine. Only the sign-out would be done.
    const accepted: Record<string, string>[] =
      endpoint.id === "signOut" ? [] : [{ origin: own }, { "sec-fetch-site": "same-origin" }];
    for (const same of accepted) {
      const [status] = await ask({ ...same, ...mark });
      expect([400, 404], endpoint.id).toContain(status);
    }
    expect(await ask({ "sec-fetch-site": "same-site", ...mark }), endpoint.id).toEqual([403, "cross_origin"]);
    expect(await ask(mark), `${endpoint.id} from nowhere`).toEqual([403, "cross_origin"]);
  }
});

for (const role of ["viewer", "operator"] as const satisfies TeamRole[]) {
  test(`what a ${role} may not do is refused everywhere`, async ({ console: running }) => {
    const cookie = await signedIn(running.url, people[role]);
    const profileId = running.seeded.profiles[0]?.id ?? "";
    const denied = guarded.filter((endpoint) => {
      if (endpoint.access === "instance-administrator") return true;
      if (endpoint.teamPermission !== undefined) return !teamAllows(role, endpoint.teamPermission);
      return endpoint.profilePermission !== undefined && !profileAllows(role, [], endpoint.profilePermission);
    });
    expect(denied.length).toBeGreaterThan(10);
    for (const endpoint of denied) {
      const answer = await send(running.url, endpoint, { cookie, ...optionsFor(endpoint, running, profileId) });
      expect([answer.status, answer.json.code], `${endpoint.id} as ${role}`).toEqual([403, "forbidden"]);
    }
  });
}

test("ids of another team answer exactly like ids that do not exist", async ({ console: running }) => {
  const team = await running.api.call(createTeam, { body: { name: "The others" } });
  await running.api.call(switchTeam, { body: { teamId: team.id } });
  const input = profileInputFor(running.hmc, running.seeded.bundleId);
  const foreign = await running.api.call(createProfile, {
    body: { ...input, name: "Foreign", tls: { trust: { mode: "system" } } },
  });
  await running.api.call(switchTeam, { body: { teamId: running.seeded.teamId } });
  const stranger = { email: "stranger@example.test", password: "stranger-has-a-long-password" };
  await running.api.call(addMember, {
    params: { teamId: running.seeded.teamId },
    body: { ...stranger, name: "Stella Stranger", role: "administrator" },
  });
  const cookie = await signedIn(running.url, stranger);

  const permissions: ProfilePermission[] = ["view", "operate", "raw-request", "manage"];
  const onProfiles = guarded.filter(
    ({ profilePermission }) => profilePermission && permissions.includes(profilePermission),
  );
  expect(onProfiles.length).toBeGreaterThan(10);
  for (const endpoint of onProfiles) {
    const [theirs, nobodys] = await Promise.all(
      [foreign.id, "nobodys-profile"].map((id) =>
        send(running.url, endpoint, { cookie, ...optionsFor(endpoint, running, id) }),
      ),
    );
    const { requestId: _a, ...theirProblem } = theirs?.json ?? {};
    const { requestId: _b, ...nobodysProblem } = nobodys?.json ?? {};
    expect(theirs?.status, endpoint.id).toBe(404);
    expect(theirProblem, endpoint.id).toEqual(nobodysProblem);
  }
  for (const id of [team.id, "nobodys-team"]) {
    const members = allEndpoints.find((endpoint) => endpoint.id === "members.list");
    if (members === undefined) throw new Error("no such endpoint");
    const answer = await send(running.url, members, { cookie, params: { teamId: id } });
    expect([answer.status, answer.json.code]).toEqual([404, "not_found"]);
  }
});

test("every answer carries the headers that protect the browser", async ({ console: running }) => {
  for (const path of ["/sign-in", "/api/session", "/api/openapi.json", "/nowhere", "/healthz"]) {
    const { headers } = await fetch(new URL(path, running.url), { redirect: "manual" });
    expect(headers.get("x-content-type-options"), path).toBe("nosniff");
    expect(headers.get("referrer-policy"), path).toBe("no-referrer");
    expect(headers.get("cross-origin-opener-policy"), path).toBe("same-origin");
    expect(headers.get("cross-origin-resource-policy"), path).toBe("same-origin");
    expect(headers.get("permissions-policy"), path).not.toBeNull();
    expect(headers.get("strict-transport-security"), path).toContain("max-age=");
    expect(headers.get("x-powered-by"), path).toBeNull();
    const policy = headers.get("content-security-policy") ?? "";
    for (const part of ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"]) {
      expect(policy, path).toContain(part);
    }
    expect(policy, path).not.toContain("unsafe-inline");
  }
});
