import { execFileSync } from "node:child_process";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { TOTP, URI } from "otpauth";
import type { Endpoint } from "@/contracts/endpoint";
import { allEndpoints } from "@/contracts/endpoints";
import { cancelRun, getRun } from "@/contracts/endpoints/devices";
import * as endpoints from "@/contracts/endpoints/people";
import { createProfile, getProfile } from "@/contracts/endpoints/profiles";
import { getBundle } from "@/contracts/endpoints/trust";
import { type CallInput, ConsoleClient } from "@/scripts/console-client";
import { bmcProfileInputFor, profileInputFor, wbemProfileInputFor } from "@/scripts/seed";
import { createTestAuthority } from "@/server/pki/fake/test-authority";
import { people } from "../fixtures/people";
import { cookieHeader, send } from "../fixtures/raw-request";
import { changeBmc, keepTemplates, orderCertificates, type Recorder } from "./audited-orders";
import { changeWbem } from "./audited-wbem";
import { OwnConsole } from "./own-console";

const root = path.resolve(import.meta.dirname, "../..");

let own: OwnConsole;
const exercised = new Set<string>();

test.describe.configure({ mode: "serial", timeout: 240_000 });
test.beforeAll(async () => {
  own = await OwnConsole.startEmpty({
    device: { jobDurationMs: 1_500 },
    bmcs: [{ name: "BMC1" }],
    wbemServers: [{ name: "WBEM1", generatedInstances: 10 }],
  });
  // Without it the endpoint that turns verification off would only be refused.
  execFileSync(
    process.execPath,
    ["--conditions=react-server", "--import", "tsx", "scripts/setting.ts", "allow-insecure", "on"],
    { cwd: root, env: { ...process.env, ...own.env, SIGNALBOX_DATA_DIR: own.dataDirectory }, stdio: "pipe" },
  );
});
test.afterAll(() => own.close());

interface Recorded {
  action: string;
  outcome: string;
  actorName: string;
  remoteAddress: string;
}

/** Records after a sequence number; what the console writes by itself while verification is off is left out. */
function recordsAfter(sequence: number): Recorded[] {
  return own.query(
    `SELECT "action", "outcome", "actorName", "remoteAddress" FROM "AuditEvent"
     WHERE "sequence" > ? AND "action" <> 'connection.notVerified' ORDER BY "sequence"`,
    sequence,
  ) as unknown as Recorded[];
}

function lastSequence(): number {
  return Number(own.query('SELECT max("sequence") AS "last" FROM "AuditEvent"')[0]?.last ?? 0);
}

const byId = (id: string): Endpoint => {
  const endpoint = allEndpoints.find((one) => one.id === id);
  if (endpoint === undefined) throw new Error(`There is no endpoint ${id}.`);
  return endpoint;
};

/** Calls an endpoint and holds it to the records it must leave: one, or an intent and its completion, or none. */
async function step<Answer = unknown>(
  id: string,
  input: CallInput<Endpoint>,
  outcomes: readonly string[] = ["success"],
  client: ConsoleClient = own.api,
): Promise<Answer> {
  const before = lastSequence();
  const endpoint = byId(id);
  const answer = await (endpoint.format === "ndjson" ? client.lines(endpoint, input) : client.call(endpoint, input));
  const outcomesOf = () => recordsAfter(before).map(({ outcome }) => outcome);
  // What a device is asked to do is completed when it is done, after the answer.
  await expect.poll(outcomesOf, { message: id, timeout: 15_000 }).toEqual(outcomes);
  expect(new Set(recordsAfter(before).map(({ action }) => action)).size, id).toBeLessThanOrEqual(1);
  exercised.add(id);
  return answer as Answer;
}

/** Calls an endpoint that leaves records of several actions: each as action and outcome, in any order. */
async function steps<Answer = unknown>(
  id: string,
  input: CallInput<Endpoint>,
  expected: readonly string[],
): Promise<Answer> {
  const before = lastSequence();
  const answer = await own.api.call(byId(id), input);
  const found = () => recordsAfter(before).map(({ action, outcome }) => `${action} ${outcome}`);
  await expect.poll(() => found().toSorted(), { message: id, timeout: 15_000 }).toEqual(expected.toSorted());
  exercised.add(id);
  return answer as Answer;
}

function totpOf(otpauthUri: string): TOTP {
  const totp = URI.parse(otpauthUri);
  if (!(totp instanceof TOTP)) throw new Error("This is no TOTP enrolment.");
  return totp;
}

test("each change of people leaves exactly one record", async () => {
  const { administrator } = people;
  const token = await own.process.readFirstRunToken();
  const { name, email, password } = administrator;
  const before = lastSequence();
  await own.api.call(endpoints.completeFirstRun, { body: { token, name, email, password, teamName: "Test Team" } });
  // It is two things at once: creating the first administrator and signing that person in.
  expect(recordsAfter(before).map(({ action }) => action)).toEqual(["first-run.complete", "sign-in"]);
  exercised.add("firstRun.complete");
  await step("signIn", { body: { email, password } });
  const me = await own.api.call(endpoints.getSignedIn, {});
  const teamId = me.activeTeamId ?? "";

  const user = await step<{ id: string }>("users.create", {
    body: { name: "Ursula", email: "ursula@example.test", password: "ursula-has-a-long-password" },
  });
  const params = { userId: user.id };
  await step("users.update", { params, body: { name: "Ursula U." } });
  await step("users.resetPassword", { params, body: { newPassword: "ursula-has-another-password" } });
  await step("users.sessions.revoke", { params });
  const ursula = new ConsoleClient(own.url);
  const ursulas = { password: "ursula-has-another-password" };
  await ursula.signIn("ursula@example.test", ursulas.password);
  const lost = totpOf((await ursula.call(endpoints.beginTotp, { body: ursulas })).otpauthUri);
  await ursula.call(endpoints.confirmTotp, { body: { code: lost.generate() } });
  await step("users.removeSecondFactor", { params });
  const team = await step<{ id: string }>("teams.create", { body: { name: "Second" } });
  await step("teams.rename", { params: { teamId: team.id }, body: { name: "Renamed" } });
  await step("members.add", { params: { teamId }, body: { email: "ursula@example.test", role: "viewer" } });
  const member = { teamId, userId: user.id };
  await step("members.changeRole", { params: member, body: { role: "operator" } });
  await step("members.remove", { params: member });
  await step("teams.delete", { params: { teamId: team.id }, query: { confirm: "Renamed" } });
  await step("session.switchTeam", { body: { teamId } });

  const second = await own.clientOf("administrator");
  const { items } = await second.call(endpoints.listSessions, {});
  const other = items.find(({ isCurrent }) => !isCurrent);
  await step("sessions.revoke", { params: { sessionId: other?.id ?? "" } }, ["success"], second);
  await step(
    "account.changePassword",
    { body: { currentPassword: password, newPassword: "ada-has-another-password" } },
    ["success"],
    second,
  );
  const enrolment = await step<{ otpauthUri: string }>(
    "account.totp.begin",
    { body: { password: "ada-has-another-password" } },
    ["success"],
    second,
  );
  const totp = totpOf(enrolment.otpauthUri);
  await step("account.totp.confirm", { body: { code: totp.generate() } }, ["success"], second);
  // The password alone signs nobody in who has a second factor; the code that completes it is on record.
  await step("signIn", { body: { email, password: "ada-has-another-password" } }, []);
  const next = totp.generate({ timestamp: Date.now() + 30_000 });
  await step("signIn.secondFactor", { body: { code: next } });
  await step("account.totp.replaceRecoveryCodes", { body: { password: "ada-has-another-password" } }, [
    "intent",
    "success",
  ]);
  await step("account.rename", { body: { name } });
  await step("account.totp.remove", { body: { password: "ada-has-another-password" } });
  await second.signIn(email, "ada-has-another-password");
  await step("signOut", {}, ["success"], second);
});

test("each change of trust and profiles leaves exactly one record", async () => {
  const source = { text: own.site.authority.rootPem };
  await step("trust.inspect", { body: source }, []);
  const bundle = await step<{ id: string }>("bundles.create", { body: { name: "Root", source } });
  const spare = await step<{ id: string }>("bundles.create", { body: { name: "Spare", source } });
  const { revision, anchors } = await own.api.call(getBundle, { params: { bundleId: spare.id } });
  await step("bundles.replace", {
    params: { bundleId: spare.id },
    body: { name: "Spare", description: "x", revision, keep: anchors.map((anchor) => anchor.fingerprint256) },
  });
  await step("bundles.delete", { params: { bundleId: spare.id }, query: { confirm: "Spare" } });
  const issued = createTestAuthority().issueClientCertificate({ names: ["client"] });
  const identity = { name: "Client", certificates: { text: issued.chainPem }, key: { text: issued.keyPem } };
  await step("identities.inspect", { body: identity }, []);
  const stored = await step<{ id: string }>("identities.import", { body: identity });
  await step("identities.delete", { params: { identityId: stored.id }, query: { confirm: "Client" } });

  const input = profileInputFor(own.hmc, bundle.id);
  const created = await step<{ id: string }>("profiles.create", { body: input });
  own.seeded = { teamId: "", bundleId: bundle.id, profiles: [] };
  const params = { profileId: created.id };
  const current = async () => own.api.call(getProfile, { params });
  const { kind: _kind, secrets: _secrets, ...rest } = input;
  await step("profiles.replace", { params, body: { ...rest, description: "d", revision: (await current()).revision } });
  const copy = await step<{ id: string }>("profiles.duplicate", { params, body: { name: "Copy" } });
  await step("profiles.delete", { params: { profileId: copy.id }, query: { confirm: "Copy" } });
  const slot = { ...params, slot: "password" };
  await step("profiles.secrets.clear", { params: slot });
  await step("profiles.secrets.set", { params: slot, body: { value: own.hmc.password } });
  const document = await step<object>("profiles.export", {});
  await step("profiles.import", { body: { document, apply: false } }, []);
  await step("profiles.import", { body: { document, apply: true } });
  const { userId } = await own.api.call(endpoints.getSignedIn, {});
  await step("profiles.grants.replace", { params: { ...params, userId }, body: { permissions: ["raw-request"] } });
  await step("profiles.keepListening", { params, body: { keepListening: true } });
  await step("profiles.retryLogon", { params, body: {} });

  const secrets = { password: own.hmc.password };
  const allow = { hours: 1, confirmation: "HMC1", revision: (await current()).revision, secrets };
  await step("profiles.allowInsecure", { params, body: allow });
  await step("profiles.endInsecure", { params });
  const rootFingerprint = own.site.authority.root.certificate.fingerprint256;
  await step("profiles.acceptCertificate", {
    params,
    body: {
      action: "trust-ca",
      certificatePem: own.site.authority.rootPem,
      fingerprint256: rootFingerprint,
      confirmation: rootFingerprint.replaceAll(":", "").slice(-8),
      revision: (await current()).revision,
      bundleName: "Accepted",
      secrets,
    },
  });
  const before = lastSequence();
  expect((await send(own.url, byId("audit.export"), { cookie: cookieHeader(own.api.cookies) })).status).toBe(200);
  expect(recordsAfter(before)).toMatchObject([{ action: "audit.export", outcome: "success" }]);
});

test("each request to a device leaves an intent and its completion", async () => {
  const profileId = String(own.query(`SELECT "id" FROM "Profile" WHERE "name" = 'HMC1'`)[0]?.id);
  const params = { profileId };
  const both = ["intent", "success"];
  const partitions = own.hmc.device.inventory.list("partition");
  const [one, other] = partitions.filter(({ properties }) => properties.status === "stopped");
  const start = { params: { ...params, operation: "partition-start" } };
  const bodyFor = (partition: typeof one) => ({
    target: partition?.uri ?? "",
    confirmation: String(partition?.properties.name),
  });
  await step("operations.start", { ...start, body: bodyFor(one) }, both);
  await step("rawRequests.send", { params, body: { method: "GET", uri: "/api/cpcs" } }, both);

  const before = lastSequence();
  const diagnosis = await send(own.url, byId("profiles.diagnose"), {
    cookie: cookieHeader(own.api.cookies),
    params,
    body: {},
  });
  expect(diagnosis.status).toBe(200);
  await expect.poll(() => recordsAfter(before).map(({ outcome }) => outcome)).toEqual(both);
  exercised.add("profiles.diagnose");

  // The start that is cancelled has an intent and a completion of its own.
  const beforeCancel = lastSequence();
  const run = await own.api.call(byId("operations.start"), { ...start, body: bodyFor(other) });
  const { id: runId } = run as { id: string };
  const read = () => own.api.call(getRun, { params: { runId } });
  await expect.poll(async () => (await read()).isCancelable).toBe(true);
  await own.api.call(cancelRun, { params: { runId }, body: {} });
  await expect.poll(async () => (await read()).endedAt).not.toBeNull();
  exercised.add("runs.cancel");
  const actions = () => recordsAfter(beforeCancel).map(({ action, outcome }) => `${action} ${outcome}`);
  await expect.poll(() => actions().length).toBe(4);
  expect(actions().filter((action) => action.startsWith("operation.cancel"))).toHaveLength(2);
});

test("each step of a certificate order and each change of a BMC is recorded", async () => {
  const [bmc] = own.site.bmcs;
  if (bmc === undefined) throw new Error("There is no simulated BMC.");
  const profile = await own.api.call(createProfile, { body: bmcProfileInputFor(bmc, own.seeded.bundleId) });
  const recorder: Recorder = { api: own.api, step, steps };
  await keepTemplates(recorder);
  await orderCertificates(recorder, bmc, profile.id);
  await changeBmc(recorder, bmc, profile.id, own.site.authority);
});

test("each change of a WBEM server is recorded", async () => {
  const [wbem] = own.site.wbemServers;
  if (wbem === undefined) throw new Error("There is no simulated WBEM server.");
  const profile = await own.api.call(createProfile, { body: wbemProfileInputFor(wbem, own.seeded.bundleId) });
  await changeWbem({ api: own.api, step, steps }, wbem, profile.id);
});

test("no endpoint that changes something was left out", () => {
  const changing = allEndpoints.filter(({ method }) => method !== "GET").map(({ id }) => id);
  // Opening a sealed console is recorded too; the test of the sealed start looks at it.
  expect(changing.filter((id) => !exercised.has(id))).toEqual(["unseal"]);
});

test("records name the socket's address, whatever a request claims (SEC-G4)", async () => {
  const before = lastSequence();
  const forged = {
    origin: own.url,
    "content-type": "application/json",
    "x-forwarded-for": "203.0.113.9, 198.51.100.7",
    "x-real-ip": "203.0.113.9",
    forwarded: "for=203.0.113.9",
    "x-signalbox-remote-address": "203.0.113.9",
    "x-signalbox-listener": "guess",
  };
  const answer = await send(own.url, byId("signIn"), {
    headers: forged,
    body: { email: people.viewer.email, password: "not-the-password" },
  });
  expect(answer.status).toBe(401);
  expect(recordsAfter(before)).toMatchObject([{ outcome: "failure", remoteAddress: "127.0.0.1" }]);
});

test("a refused permission is recorded (SEC-H1)", async () => {
  const { email, password } = people.viewer;
  const teamId = (await own.api.call(endpoints.getSignedIn, {})).activeTeamId ?? "";
  await own.api.call(endpoints.addMember, {
    params: { teamId },
    body: { name: people.viewer.name, email, password, role: "viewer" },
  });
  const viewer = await own.clientOf("viewer");
  const before = lastSequence();
  const body = { name: "Mine", source: { text: own.site.authority.rootPem } };
  await expect(viewer.call(byId("bundles.create"), { body })).rejects.toMatchObject({ status: 403 });
  expect(recordsAfter(before)).toMatchObject([
    { outcome: "denied", actorName: people.viewer.name, remoteAddress: "127.0.0.1" },
  ]);
});
