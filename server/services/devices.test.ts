import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { DiagnosisStep } from "@/contracts/diagnosis";
import { startOperationInput } from "@/contracts/operation";
import type { Profile } from "@/contracts/profile";
import { getDatabase } from "@/server/data/client";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { createTestTeam, type TestTeam, testContext } from "@/server/data/testing/team";
import type { Principal } from "@/server/domain/principal";
import { DEFAULT_USER, type FakeHmc, type FakeHmcOptions } from "@/server/protocols/hmc/fake";
import { startTestHmc } from "@/server/protocols/hmc/fake/test-hmc";
import { getRuntime } from "@/server/runtime/registry";
import { startDeviceLife } from "./device-life";
import { type DeviceRuntime, getDeviceRuntime } from "./device-runtime";
import { diagnoseProfile, getDiagnosis } from "./diagnosis";
import { getInventory, getObject } from "./hmc";
import { retryLogon } from "./logon";
import { cancelRun, getRun, listRuns, startOperation } from "./operations";
import { getOverview } from "./overview";
import { setSecret } from "./profile-secrets";
import { deleteProfile, getProfile, replaceProfile, setKeepListening } from "./profiles";
import { listRawRequests, sendRawRequest } from "./raw-requests";
import { codeOf } from "./testing/code-of";
import { endDeviceRuntime } from "./testing/end-device-runtime";
import { createHmcProfile } from "./testing/hmc-profile";
import { editOf } from "./testing/profile-input";

const LOGON = { method: "POST", path: "/api/sessions" } as const;
const QUICK = {
  hub: { reconnectMs: 5, reconnectLimitMs: 50, lingerMs: 5, pollMs: 10 },
  runner: { firstPollMs: 5, longestPollMs: 20, statusPollMs: 5 },
  prober: { intervalMs: 60_000, spreadMs: 1 },
};

let stored: TestDatabase;
let team: TestTeam;
let hmc: FakeHmc;
let runtime: DeviceRuntime;
let profile: Profile;

async function begin(options: Partial<FakeHmcOptions> = {}): Promise<void> {
  hmc = (await startTestHmc(options)).hmc;
  profile = await createHmcProfile(team.administrator, hmc);
  runtime = await startDeviceLife(QUICK);
}
/** What a process that dies leaves: everything in memory is gone, nothing was logged off. */
async function crash(): Promise<void> {
  for (const hold of [runtime.prober, runtime.runner, runtime.hub]) await hold.stop();
  delete getRuntime().services.deviceRuntime;
}
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`The condition did not hold: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
beforeEach(async () => {
  stored = await createTestDatabase();
  team = await createTestTeam();
});
afterEach(async () => {
  await endDeviceRuntime();
  const { services } = getRuntime();
  delete services.profileListeners;
  delete services.hmcInventories;
  delete services.lastInventories;
  delete services.diagnosisStarts;
  await hmc.close();
  await stored.close();
});

const partitionIn = (status: string) => hmc.inventory.list("partition").find((one) => one.properties.status === status);
/** Starts an operation as somebody who types the name of the object, unless `rest` says otherwise. */
function start(principal: Principal, operation: string, target: string, rest: Record<string, unknown> = {}) {
  const confirmation = hmc.inventory.find(target)?.properties.name;
  const input = startOperationInput.parse({ target, confirmation, ...rest });
  return startOperation(principal, profile.id, operation, input, testContext);
}

describe("inventory", () => {
  test("is read once for many readers, again where asked, and after a change", async () => {
    await begin();
    const reads = () => hmc.requests.count({ path: "/api/cpcs" });
    const all = await Promise.all(
      Array.from({ length: 20 }, () => getInventory(team.viewer, profile.id, { refresh: false })),
    );
    expect(all[0]?.partitions.length).toBeGreaterThan(10);
    expect(reads()).toBe(1);
    await getInventory(team.viewer, profile.id, { refresh: false });
    expect(reads()).toBe(1);
    await getInventory(team.viewer, profile.id, { refresh: true });
    expect(reads()).toBe(2);
    expect(hmc.requests.count(LOGON)).toBe(1);
  });

  test("fills in the CPC of an object and answers another team like an unknown id", async () => {
    await begin();
    const partition = hmc.inventory.list("partition")[0];
    const object = await getObject(team.viewer, profile.id, partition?.uri ?? "");
    expect(object.cpcName).toBe(hmc.inventory.get(partition?.cpcUri ?? "").properties.name);
    const stranger = (await createTestTeam()).administrator;
    const [foreign, unknown] = await Promise.all(
      [profile.id, randomUUID()].map((id) =>
        getInventory(stranger, id, { refresh: false }).catch((error) => String(error)),
      ),
    );
    expect(foreign).toBe(unknown);
    expect(await codeOf(getObject(team.viewer, profile.id, "/api/partitions/none"))).toBe("device_not_found");
  });

  test("gives transport failures their codes", async () => {
    await begin();
    await hmc.stop();
    expect(await codeOf(getInventory(team.viewer, profile.id, { refresh: true }))).toBe("device_unreachable");
  });
});

describe("operations", () => {
  test("follows a start to its end status, with a complete audit record", async () => {
    await begin();
    const partition = partitionIn("stopped");
    const run = await start(team.operator, "partition-start", partition?.uri ?? "");
    expect(run).toMatchObject({ state: "running", targetName: partition?.properties.name, isCancelable: true });
    await until(async () => (await getRun(team.viewer, run.id)).endedAt !== null);
    expect(await getRun(team.viewer, run.id)).toMatchObject({
      state: "succeeded",
      endStatus: "active",
      isCancelable: false,
    });
    expect(hmc.jobs).toHaveLength(0);
    const events = () => getDatabase().auditEvent.findMany({ where: { action: "operation.start" } });
    await until(async () => (await events()).length === 2);
    expect((await events()).map((event) => event.outcome)).toEqual(["intent", "success"]);
    expect((await listRuns(team.viewer, { limit: 10 })).items.map((one) => one.id)).toEqual([run.id]);
  });

  test.each([
    ["partition-start", "partition", "stopped", "active"],
    ["partition-stop", "partition", "active", "stopped"],
    ["lpar-activate", "logical-partition", "not-activated", "not-operating"],
    ["lpar-deactivate", "logical-partition", "operating", "not-activated"],
  ] as const)("wants the name of the object typed: %s", async (operation, objectClass, from, to) => {
    await begin();
    const object = hmc.inventory.list(objectClass).find(({ properties }) => properties.status === from);
    const uri = object?.uri ?? "";
    const input = operation === "lpar-deactivate" ? { force: true } : {};
    for (const confirmation of [undefined, "", "another", String(object?.properties.name).toLowerCase()]) {
      expect(await codeOf(start(team.operator, operation, uri, { confirmation, input }))).toBe("confirmation_mismatch");
    }
    expect(hmc.jobs).toHaveLength(0);
    const run = await start(team.operator, operation, uri, { confirmation: object?.properties.name, input });
    await until(async () => (await getRun(team.viewer, run.id)).endedAt !== null);
    expect(hmc.inventory.get(uri).properties.status).toBe(to);
  });

  test.each([
    ["an operation that does not exist", "partition-explode", "stopped", "not_found"],
    ["a target of another class", "lpar-activate", "stopped", "invalid_request"],
    ["a status it cannot start from", "partition-start", "active", "device_conflict"],
  ])("refuses %s before the device is asked", async (_name, operation, status, code) => {
    await begin();
    expect(await codeOf(start(team.operator, operation, partitionIn(status)?.uri ?? ""))).toBe(code);
    expect(hmc.requests.matching({ method: "POST", path: /operations/ })).toEqual([]);
    expect((await listRuns(team.viewer, { limit: 10 })).items).toEqual([]);
  });

  test("is for operators only", async () => {
    await begin();
    expect(await codeOf(start(team.viewer, "partition-start", partitionIn("stopped")?.uri ?? ""))).toBe("forbidden");
    expect(hmc.requests.total).toBe(hmc.requests.count({ path: "/api/version" }));
  });

  test("tells the device's own words when its job fails", async () => {
    await begin();
    hmc.faults.failNextJob(500, 263, "Node is reserved by an operator", "error");
    const run = await start(team.operator, "partition-start", partitionIn("stopped")?.uri ?? "");
    await until(async () => (await getRun(team.viewer, run.id)).endedAt !== null);
    expect(await getRun(team.viewer, run.id)).toMatchObject({
      state: "failed",
      deviceStatus: 500,
      deviceReason: 263,
      problem: { device: { message: "Node is reserved by an operator" } },
    });
  });

  test.each([
    [409, 2, "device_busy", "refused"],
    [409, 1, "device_conflict", "refused"],
    [403, 1, "device_authorization", "failed"],
  ])("keeps the refusal of the device in the history: %i.%i", async (status, reason, code, state) => {
    await begin();
    const uri = partitionIn("stopped")?.uri ?? "";
    hmc.faults.onRequest({ kind: "error", status, reason }, { path: `${uri}/operations/start` });
    expect(await codeOf(start(team.operator, "partition-start", uri))).toBe(code);
    expect((await listRuns(team.viewer, { limit: 10 })).items[0]).toMatchObject({ state, deviceReason: reason });
    const { concerns } = await getOverview(team.viewer);
    expect(concerns.map(({ kind }) => kind)).toEqual(state === "failed" ? ["failed-run"] : []);
  });

  test("of two people stopping the same partition one is refused, and nobody has a failed run to look at", async () => {
    await begin({ jobDurationMs: 300 });
    const uri = partitionIn("active")?.uri ?? "";
    const stop = () => start(team.operator, "partition-stop", uri);
    const codes = await Promise.all([codeOf(stop()), codeOf(stop())]);
    expect(codes.sort()).toEqual(["device_busy", "none"]);
    await until(async () =>
      (await listRuns(team.viewer, { limit: 10 })).items.every(({ endedAt }) => endedAt !== null),
    );
    const states = (await listRuns(team.viewer, { limit: 10 })).items.map(({ state }) => state);
    expect(states.sort()).toEqual(["refused", "succeeded"]);
    expect((await getOverview(team.viewer)).concerns).toEqual([]);
  });

  test("does not know what became of an operation whose answer was lost, and does not ask twice", async () => {
    await begin();
    const uri = partitionIn("stopped")?.uri ?? "";
    hmc.faults.onRequest({ kind: "reset-after-operation" }, { path: `${uri}/operations/start` });
    expect(await codeOf(start(team.operator, "partition-start", uri))).toBe("device_unreachable");
    expect((await listRuns(team.viewer, { limit: 10 })).items[0]).toMatchObject({ state: "unknown" });
    expect(hmc.requests.count({ path: `${uri}/operations/start` })).toBe(1);
  });

  test("cancels what can be cancelled", async () => {
    await begin({ jobDurationMs: 5_000 });
    const run = await start(team.operator, "partition-start", partitionIn("stopped")?.uri ?? "");
    expect(await codeOf(cancelRun(team.viewer, run.id, testContext))).toBe("forbidden");
    await cancelRun(team.operator, run.id, testContext);
    await until(async () => (await getRun(team.viewer, run.id)).endedAt !== null);
    expect((await getRun(team.viewer, run.id)).state).toBe("cancelled");
    expect(await codeOf(cancelRun(team.operator, run.id, testContext))).toBe("job_not_cancelable");
  });

  test("outlives connection errors while a job runs", async () => {
    await begin({ jobDurationMs: 300 });
    const run = await start(team.operator, "partition-start", partitionIn("stopped")?.uri ?? "");
    hmc.faults.onRequest({ kind: "reset" }, { path: /\/api\/jobs\//, times: 2 });
    await until(async () => (await getRun(team.viewer, run.id)).endedAt !== null);
    expect((await getRun(team.viewer, run.id)).state).toBe("succeeded");
  });

  test("gives up on a status that does not come, and accepts another that was named", async () => {
    await begin({ statusLagMs: 60_000 });
    const limit = { statusTimeoutMs: 1_000 };
    const run = await start(team.operator, "partition-start", partitionIn("stopped")?.uri ?? "", limit);
    await until(async () => (await getRun(team.viewer, run.id)).endedAt !== null);
    expect(await getRun(team.viewer, run.id)).toMatchObject({ state: "failed", problem: { code: "device_timeout" } });
    const accepted = { acceptStatuses: ["stopped", "starting"], ...limit };
    const uri =
      hmc.inventory
        .list("partition")
        .filter((one) => one.properties.status === "stopped")
        .at(-1)?.uri ?? "";
    const second = await start(team.operator, "partition-start", uri, accepted);
    await until(async () => (await getRun(team.viewer, second.id)).endedAt !== null);
    expect((await getRun(team.viewer, second.id)).state).toBe("succeeded");
  });
});

describe("after a crash", () => {
  test("logs off what the dead process left, and resumes its runs", async () => {
    await begin({ jobDurationMs: 400 });
    const run = await start(team.operator, "partition-start", partitionIn("stopped")?.uri ?? "");
    const orphan = hmc.sessions[0]?.id;
    await crash();
    expect(await getDatabase().deviceSession.count()).toBe(1);
    runtime = await startDeviceLife(QUICK);
    await hmc.until(() => !hmc.sessions.some((session) => session.id === orphan));
    await until(async () => (await getRun(team.viewer, run.id)).endedAt !== null);
    expect((await getRun(team.viewer, run.id)).state).toBe("succeeded");
  });

  test("tries a left session again while the console runs, until the device answers", async () => {
    await begin();
    await getInventory(team.viewer, profile.id, { refresh: false });
    const orphan = hmc.sessions[0]?.id;
    await crash();
    await getDatabase().profile.update({ where: { id: profile.id }, data: { keepListening: false } });
    hmc.faults.onRequest({ kind: "reset" }, { method: "DELETE" });
    runtime = await startDeviceLife({ ...QUICK, orphans: { firstMs: 5, longestMs: 10 } });
    await hmc.until(() => hmc.requests.count({ method: "DELETE" }) >= 3);
    expect(hmc.sessions.some((session) => session.id === orphan)).toBe(true);
    hmc.faults.clear();
    await until(async () => (await getDatabase().deviceSession.count({ where: { profileId: profile.id } })) === 0);
    expect(hmc.sessions.some((session) => session.id === orphan)).toBe(false);
    expect(runtime.orphans.size).toBe(0);
  });

  test("holds a resumed run to the limits and statuses it was started with", async () => {
    await begin({ jobDurationMs: 400, statusLagMs: 60_000 });
    const [first, second] = hmc.inventory.list("partition").filter((one) => one.properties.status === "stopped");
    const limit = { statusTimeoutMs: 1_000 };
    const strict = await start(team.operator, "partition-start", first?.uri ?? "", limit);
    const lenient = await start(team.operator, "partition-start", second?.uri ?? "", {
      acceptStatuses: ["stopped", "starting"],
      ...limit,
    });
    await crash();
    runtime = await startDeviceLife(QUICK);
    await until(async () => (await listRuns(team.viewer, { limit: 10 })).items.every((run) => run.endedAt !== null));
    expect(await getRun(team.viewer, strict.id)).toMatchObject({
      state: "failed",
      problem: { code: "device_timeout" },
    });
    expect(await getRun(team.viewer, lenient.id)).toMatchObject({ state: "succeeded" });
  });

  test("goes on waiting for the status of an operation whose job had ended", async () => {
    await begin({ jobDurationMs: 20, statusLagMs: 60_000 });
    const uri = partitionIn("stopped")?.uri ?? "";
    const run = await start(team.operator, "partition-start", uri);
    await until(async () => (await getRun(team.viewer, run.id)).state === "settling");
    await crash();
    runtime = await startDeviceLife(QUICK);
    hmc.inventory.setStatus(uri, "active");
    await until(async () => (await getRun(team.viewer, run.id)).endedAt !== null);
    expect(await getRun(team.viewer, run.id)).toMatchObject({ state: "succeeded", endStatus: "active" });
  });

  test("marks a run without a job as unknown", async () => {
    await begin();
    const data = { profileId: profile.id, operation: "partition-start", label: "Start", target: "/api/partitions/1" };
    await getDatabase().operationRun.create({
      data: { id: "run", ...data, targetName: "P", startedBy: "x", startedAt: new Date(), state: "requested" },
    });
    await crash();
    runtime = await startDeviceLife(QUICK);
    expect(await getRun(team.viewer, "run")).toMatchObject({ state: "unknown", isCancelable: false });
  });

  test("seals the handles of sessions", async () => {
    await begin();
    await getInventory(team.viewer, profile.id, { refresh: false });
    const [row] = await getDatabase().deviceSession.findMany();
    expect(Buffer.from(row?.sealedHandle ?? []).toString("latin1")).not.toContain(hmc.sessions[0]?.id);
  });
});

describe("logon", () => {
  test("pauses after a refusal until an operator retries", async () => {
    await begin();
    hmc.defineUser({ ...DEFAULT_USER, password: "another-password" });
    const ask = () => codeOf(getInventory(team.viewer, profile.id, { refresh: true }));
    expect([await ask(), await ask()]).toEqual(["device_authentication", "device_logon_paused"]);
    await until(async () => (await getProfile(team.viewer, profile.id)).reachability.state === "paused");
    expect(await codeOf(retryLogon(team.viewer, profile.id, testContext))).toBe("forbidden");
    hmc.defineUser(DEFAULT_USER);
    await retryLogon(team.operator, profile.id, testContext);
    expect(await ask()).toBe("none");
    await until(async () => (await getProfile(team.viewer, profile.id)).reachability.state === "reachable");
  });

  test("starts afresh with the new password of an edited profile", async () => {
    await begin();
    hmc.defineUser({ ...DEFAULT_USER, password: "another-password" });
    const ask = () => codeOf(getInventory(team.viewer, profile.id, { refresh: true }));
    expect([await ask(), await ask()]).toEqual(["device_authentication", "device_logon_paused"]);
    const rename = editOf(profile, { name: "Another name" });
    const renamed = await replaceProfile(team.administrator, profile.id, rename, testContext);
    expect(await ask()).toBe("device_logon_paused");
    expect(hmc.requests.count(LOGON)).toBe(1);
    const edit = editOf(renamed, { secrets: { password: "another-password" } });
    await replaceProfile(team.administrator, profile.id, edit, testContext);
    expect(await ask()).toBe("none");
  });

  test("with a wrong password reaches the device once, whoever asks at the same moment", async () => {
    await begin();
    await setSecret(team.administrator, profile.id, "password", "a-wrong-password", testContext);
    await setKeepListening(team.operator, profile.id, true, testContext);
    const retest = async () => {
      const { signal } = new AbortController();
      for await (const step of await diagnoseProfile(team.operator, profile.id, testContext, signal)) void step;
    };
    const ask = () => codeOf(getInventory(team.viewer, profile.id, { refresh: true }));
    await Promise.all([retest(), ask(), retest(), ask()]);
    await until(async () => (await getProfile(team.viewer, profile.id)).listener.state === "paused");
    expect(hmc.requests.count(LOGON)).toBe(1);
  });

  test("logs off when a profile is deleted", async () => {
    await begin();
    await setKeepListening(team.operator, profile.id, true, testContext);
    await until(() => hmc.stompConnections.length === 1);
    await getInventory(team.viewer, profile.id, { refresh: false });
    await deleteProfile(team.administrator, profile.id, profile.name, testContext);
    await hmc.until(() => hmc.sessions.length === 0 && hmc.stompConnections.length === 0);
  });
});

describe("connection test", () => {
  async function diagnose(principal: Principal, signal = new AbortController().signal): Promise<DiagnosisStep[]> {
    const ended = new Map<string, DiagnosisStep>();
    for await (const step of await diagnoseProfile(principal, profile.id, testContext, signal))
      ended.set(step.id, step);
    return [...ended.values()];
  }

  test("goes from the name to the notifications and is kept with the profile", async () => {
    await begin();
    const steps = await diagnose(team.viewer);
    expect(steps.map((step) => step.status)).not.toContain("fail");
    expect(steps.map((step) => step.id)).toContain("tls-verified");
    expect(steps.at(-1)).toMatchObject({ id: "stomp-subscribe", status: "ok" });
    const { latest, lastGood } = await getDiagnosis(team.viewer, profile.id);
    expect(latest).toMatchObject({ outcome: "ok", revision: profile.revision });
    expect(lastGood).toEqual(latest);
    const events = await getDatabase().auditEvent.findMany({ where: { action: "profile.diagnose" } });
    expect(events.map((event) => event.outcome)).toEqual(["intent", "success"]);
    expect(await getDatabase().deviceSession.count()).toBe(0);
  });

  test("lists what was not reached as skipped, and why", async () => {
    await begin();
    await hmc.stop();
    const steps = await diagnose(team.viewer);
    expect(steps.slice(-5).map(({ id, status }) => `${id} ${status}`)).toEqual([
      "http skipped",
      "logon skipped",
      "stomp-tls skipped",
      "stomp-connect skipped",
      "stomp-subscribe skipped",
    ]);
    expect(steps.at(-1)?.finding).toBe('Not tried because "TCP connection" failed.');
    expect((await getDiagnosis(team.viewer, profile.id)).latest?.outcome).toBe("fail");
  });

  test("keeps the last good report beside a bad one, and counts a refused logon", async () => {
    await begin();
    await diagnose(team.viewer);
    hmc.defineUser({ ...DEFAULT_USER, password: "another-password" });
    await diagnose(team.viewer);
    const paused = await diagnose(team.viewer);
    expect(paused.find((step) => step.id === "logon")?.finding).toContain("paused");
    expect(hmc.requests.count(LOGON)).toBe(2);
    expect(await getDiagnosis(team.viewer, profile.id)).toMatchObject({
      latest: { outcome: "fail" },
      lastGood: { outcome: "ok" },
    });
  });

  test("is limited to ten a minute and person", async () => {
    await begin();
    for (let count = 0; count < 10; count += 1)
      await diagnoseProfile(team.viewer, profile.id, testContext, new AbortController().signal);
    expect(await codeOf(diagnose(team.viewer))).toBe("too_many_requests");
    expect((await diagnose(team.operator)).length).toBeGreaterThan(5);
  });
});

describe("raw requests", () => {
  const raw = (input: Partial<Parameters<typeof sendRawRequest>[2]>, principal = team.administrator) =>
    sendRawRequest(principal, profile.id, { method: "GET", uri: "/api/console", record: false, ...input }, testContext);

  test("shows the redacted answer and keeps it where asked", async () => {
    await begin();
    const answer = await raw({ uri: "/api/version", record: true });
    expect(answer).toMatchObject({ status: 200, address: `${hmc.host}:${hmc.httpsPort}` });
    const { items } = await listRawRequests(team.administrator, profile.id, { limit: 10 });
    expect(items[0]).toMatchObject({ method: "GET", uri: "/api/version", status: 200 });
    expect(items[0]?.responseBody).toContain("api-major-version");
    await raw({});
    expect((await listRawRequests(team.administrator, profile.id, { limit: 10 })).items[0]?.responseBody).toBeNull();
  });

  test("shows a refusal as an answer, without the session id it echoes", async () => {
    await begin();
    const answer = await raw({
      method: "POST",
      body: '{"password":"hunter22-hunter"}',
      confirmation: profile.name,
      record: true,
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    const kept =
      JSON.stringify(await listRawRequests(team.administrator, profile.id, { limit: 10 })) + JSON.stringify(answer);
    expect(kept).not.toContain(hmc.sessions[0]?.id);
    expect(kept).not.toContain("hunter22");
  });

  test("keeps the stored password neither of the path nor of the answer that echoes it", async () => {
    await begin();
    const escaped = DEFAULT_USER.password.replaceAll(
      /[^A-Za-z0-9]/g,
      (c) => `%${c.charCodeAt(0).toString(16).padStart(2, "0")}`,
    );
    const uri = `/api/cpcs?name=${DEFAULT_USER.password}&properties=${escaped}`;
    const note = { kind: "error", status: 400, reason: 7, message: `see ${uri} of ${DEFAULT_USER.password}` } as const;
    hmc.faults.onRequest(note, { path: "/api/cpcs" });
    const answer = await raw({ uri, record: true });
    expect(answer.body).toContain("see /api/cpcs?name=********");
    const audit = await getDatabase().auditEvent.findMany();
    const runs = await getDatabase().operationRun.findMany();
    const kept = JSON.stringify([answer, audit, runs], (_key, value) => (typeof value === "bigint" ? 0 : value));
    expect(kept).not.toContain(DEFAULT_USER.password);
    expect(kept).not.toContain(escaped);
  });

  test("keeps no session id that somebody wrote into a path", async () => {
    await begin();
    await raw({});
    const present = hmc.sessions[0]?.id ?? "";
    await raw({ uri: `/api/cpcs?name=${present}&api-session=of-another-client&x=1` });
    const { items } = await listRawRequests(team.administrator, profile.id, { limit: 1 });
    expect(items[0]?.uri).toBe("/api/cpcs?name=********&api-session=[redacted]&x=1");
    const kept = [await getDatabase().auditEvent.findMany(), await getDatabase().operationRun.findMany()];
    const text = JSON.stringify(kept, (_key, value) => (typeof value === "bigint" ? 0 : value));
    expect(present).not.toBe("");
    expect(text).not.toContain(present);
    expect(text).not.toContain("of-another-client");
  });

  test("shows its history page by page", async () => {
    await begin();
    for (const name of ["A", "B", "C"]) await raw({ uri: `/api/cpcs?name=${name}` });
    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await listRawRequests(team.administrator, profile.id, { limit: 2, cursor });
      pages.push(page.items.map((item) => item.uri.slice(-1)));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(pages).toEqual([["C", "B"], ["A"]]);
    const wrong = listRawRequests(team.administrator, profile.id, { limit: 2, cursor: "x" });
    expect(await codeOf(wrong)).toBe("invalid_request");
  });

  test.each([
    ["a path outside the API", { uri: "/login" }, "invalid_request"],
    [
      "our own session",
      { method: "DELETE", uri: "/api/sessions/this-session", confirmation: "HMC 1" },
      "invalid_request",
    ],
    ["a change without the profile's name", { method: "DELETE", uri: "/api/jobs/1" }, "confirmation_mismatch"],
    ["a method the HMC does not have", { method: "PATCH", body: "{}", confirmation: "HMC 1" }, "invalid_request"],
    ["a tag where none counts", { method: "POST", ifMatch: "*", confirmation: "HMC 1" }, "invalid_request"],
    ["a body that is no JSON", { method: "POST", body: "{", confirmation: "HMC 1" }, "invalid_request"],
  ] as const)("refuses %s", async (_name, input, code) => {
    await begin();
    expect(await codeOf(raw(input))).toBe(code);
    expect(hmc.requests.count(LOGON)).toBe(0);
  });

  test("is not for operators without the grant", async () => {
    await begin();
    expect(await codeOf(raw({}, team.operator))).toBe("forbidden");
    expect(await codeOf(raw({}, await team.grant(team.operator, profile.id, ["raw-request"])))).toBe("none");
  });
});

test("watches whether devices answer, and tells why not", async () => {
  await begin();
  await until(async () => (await getProfile(team.viewer, profile.id)).reachability.state === "reachable");
  expect((await getProfile(team.viewer, profile.id)).reachability).toMatchObject({
    address: `${hmc.host}:${hmc.httpsPort}`,
    errorClass: null,
  });
  await hmc.stop();
  runtime.prober.watch(profile.id);
  await until(async () => (await getProfile(team.viewer, profile.id)).reachability.state === "unreachable");
  expect((await getProfile(team.viewer, profile.id)).reachability.errorClass).toBe("refused");
  await until(async () => (await getDatabase().probe.count({ where: { errorClass: "refused" } })) > 0);
  expect(await getDeviceRuntime()).toBe(runtime);
});
