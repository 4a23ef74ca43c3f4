import { createPrivateKey } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { TOTP, URI } from "otpauth";
import { allEndpoints } from "@/contracts/endpoints";
import { getHmcInventory, startOperation } from "@/contracts/endpoints/devices";
import { addMember, beginTotp, changePassword, confirmTotp, replaceRecoveryCodes } from "@/contracts/endpoints/people";
import { createProfile, setKeepListening, setSecret } from "@/contracts/endpoints/profiles";
import { importIdentity } from "@/contracts/endpoints/trust";
import { profileInputFor } from "@/scripts/seed";
import { createTestAuthority } from "@/server/pki/fake/test-authority";
import { people } from "../fixtures/people";
import { cookieHeader, send } from "../fixtures/raw-request";
import { OwnConsole } from "./own-console";
import { findSecrets } from "./secret-forms";

const DEVICE_PASSWORD = "canary-device-Pässw0rd/+4711";
const MFA_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const MEMBER_PASSWORD = "canary-member-password-0815";
const NEW_PASSWORD = "canary-changed-password-1234";
const KEY_PASSWORD = "canary-key-password-99";
const MARK = "an-ordinary-description-that-is-no-secret";

let own: OwnConsole;
const secrets = new Map<string, string>();
const received: { place: string; content: Buffer }[] = [];

function keep(place: string, ...texts: string[]): void {
  received.push({ place, content: Buffer.from(texts.join("\n")) });
}

test.describe.configure({ mode: "serial", timeout: 240_000 });
test.beforeAll(async () => {
  own = await OwnConsole.start({ device: { users: [{ userid: "ensadmin", password: "ensadmin-password" }] } });
  for (const [name, { password }] of Object.entries(people)) secrets.set(`password of the ${name}`, password);
  secrets.set("setup token", await own.process.readFirstRunToken());
  secrets.set("master key", readFileSync(path.join(own.dataDirectory, "master.key"), "utf8").trim());
});
test.afterAll(() => own.close());

/** Stores a secret through every form there is, and lets the console use them. */
async function giveSecrets(): Promise<void> {
  const { api, hmc, profile, seeded } = own;
  hmc.device.defineUser({ userid: "canary-user", password: DEVICE_PASSWORD });
  secrets.set("password of the device", DEVICE_PASSWORD);
  secrets.set("code secret of the device", MFA_SECRET);
  const input = {
    ...profileInputFor(hmc, seeded.bundleId),
    name: "Canary",
    userName: "canary-user",
    description: MARK,
  };
  const created = await api.call(createProfile, {
    body: { ...input, secrets: { password: "canary-replaced-at-once", mfa: MFA_SECRET } },
  });
  secrets.set("replaced password", "canary-replaced-at-once");
  await api.call(setSecret, {
    params: { profileId: created.id, slot: "password" },
    body: { value: DEVICE_PASSWORD },
  });
  secrets.set("password of the member", MEMBER_PASSWORD);
  const member = { email: "canary@example.test", name: "Cora Canary", role: "viewer" as const };
  await api.call(addMember, { params: { teamId: seeded.teamId }, body: { ...member, password: MEMBER_PASSWORD } });
  const issued = createTestAuthority().issueClientCertificate({ names: ["canary"] });
  const encryption = { format: "pem", type: "pkcs8", cipher: "aes-256-cbc", passphrase: KEY_PASSWORD } as const;
  const encrypted = createPrivateKey(issued.keyPem).export(encryption).toString();
  await api.call(importIdentity, {
    body: {
      name: "Canary",
      description: MARK,
      certificates: { text: issued.chainPem },
      key: { text: encrypted },
      password: KEY_PASSWORD,
    },
  });
  secrets.set("password of the key", KEY_PASSWORD);
  for (const [index, line] of issued.keyPem.split("\n").slice(1, -2).entries()) secrets.set(`key line ${index}`, line);

  for (const { id } of [profile, created]) {
    await api.call(setKeepListening, { params: { profileId: id }, body: { keepListening: true } });
    await api.call(getHmcInventory, { params: { profileId: id }, query: { refresh: "1" } });
  }
  await hmc.device.until(() => hmc.device.stompConnections.length === 2);
  const partition = hmc.device.inventory.list("partition").find(({ properties }) => properties.status === "stopped");
  await api.call(startOperation, {
    params: { profileId: created.id, operation: "partition-start" },
    body: { target: partition?.uri ?? "", confirmation: String(partition?.properties.name) },
  });
}

async function enrolSecondFactor(): Promise<void> {
  const viewer = await own.clientOf("viewer");
  const enrolment = await viewer.call(beginTotp, { body: { password: people.viewer.password } });
  const totp = URI.parse(enrolment.otpauthUri);
  if (!(totp instanceof TOTP)) throw new Error("This is no TOTP enrolment.");
  secrets.set("second factor", totp.secret.base32);
  for (const [index, code] of enrolment.recoveryCodes.entries()) secrets.set(`recovery code ${index}`, code);
  await viewer.call(confirmTotp, { body: { code: totp.generate() } });
  const replaced = await viewer.call(replaceRecoveryCodes, { body: { password: people.viewer.password } });
  for (const [index, code] of replaced.recoveryCodes.entries()) secrets.set(`new recovery code ${index}`, code);
}

function rememberSessions(): void {
  for (const { id, credential } of own.hmc.device.sessions) {
    secrets.set(`device session ${id.slice(0, 4)}`, id);
    secrets.set(`session credential ${credential.slice(0, 4)}`, credential);
  }
  for (const [name, value] of own.api.cookies) {
    const [token = ""] = decodeURIComponent(value).split(".");
    if (name.includes("session_token")) secrets.set("sign-in of the administrator", token);
  }
}

async function readStream(cookie: string): Promise<void> {
  const abort = new AbortController();
  const response = await fetch(new URL("/api/notifications/stream", own.url), {
    headers: { cookie, "last-event-id": "0-0" },
    signal: abort.signal,
  });
  const { device } = own.hmc;
  device.inventory.setStatus(device.inventory.list("cpc")[0]?.uri ?? "", "service");
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.includes("event: notification") && text.includes('"status-change"')) break;
  }
  abort.abort();
  keep("event stream", text);
}

test("no secret leaves the console by an answer, a page, the stream, an export, a metric or the log (SEC-A9, SEC-B2)", async () => {
  await giveSecrets();
  await enrolSecondFactor();
  rememberSessions();
  const { device } = own.hmc;
  const cookie = cookieHeader(own.api.cookies);

  const profiles = own
    .query('SELECT "id", "userName" FROM "Profile"')
    .map(({ id, userName }) => [id, userName].map(String));
  const ids = profiles.map(([id = ""]) => id);
  for (const [profileId = "", userName = ""] of profiles) {
    // The device repeats what it was sent, in an error.
    const session = device.sessions.find(({ userid }) => userid === userName);
    const password = userName === "canary-user" ? DEVICE_PASSWORD : own.hmc.password;
    const echo = `rejected ${password} of session ${session?.id} and ${session?.credential}`;
    device.faults.clear();
    const scope = { method: "GET", path: "/api/console" };
    device.faults.onRequest({ kind: "error", status: 400, reason: 7, message: echo, details: { echo } }, scope);
    const raw = allEndpoints.find(({ id }) => id === "rawRequests.send");
    const object = allEndpoints.find(({ id }) => id === "hmc.object");
    const diagnose = allEndpoints.find(({ id }) => id === "profiles.diagnose");
    if (raw === undefined || object === undefined || diagnose === undefined) throw new Error("no such endpoint");
    const params = { profileId };
    const body = { method: "GET", uri: "/api/console", record: true };
    const answer = await send(own.url, raw, { cookie, params, body });
    expect(answer.text).toContain("rejected ********");
    keep("raw request", answer.text);
    keep("refused object", (await send(own.url, object, { cookie, params, query: { uri: "/api/console" } })).text);
    keep("connection test", (await send(own.url, diagnose, { cookie, params, body: {} })).text);
  }
  device.faults.clear();
  await readStream(cookie);
  rememberSessions();

  for (const endpoint of allEndpoints.filter(({ method, format }) => method === "GET" && format !== "event-stream")) {
    for (const profileId of ids) {
      const query: Record<string, string> = endpoint.id === "hmc.object" ? { uri: "/api/console" } : {};
      const params = { profileId, teamId: own.seeded.teamId, bundleId: own.seeded.bundleId };
      const answer = await send(own.url, endpoint, { cookie, params, query });
      keep(endpoint.id, answer.text, JSON.stringify([...answer.headers]));
      if (!/:/.test(endpoint.path)) expect(answer.status, endpoint.id).toBe(200);
    }
  }
  const pages = ["overview", "profiles", "hmc", "runs", "notifications", "certificates/identities", "audit", "account"];
  for (const page of [...pages, ...ids.flatMap((id) => [`profiles/${id}`, `profiles/${id}/connection`, `hmc/${id}`])]) {
    const response = await fetch(new URL(`/${page}`, own.url), { headers: { cookie } });
    expect(response.status, page).toBe(200);
    keep(`page ${page}`, await response.text(), JSON.stringify([...response.headers]));
  }
  for (const probe of ["metrics", "healthz", "readyz"]) {
    const response = await fetch(new URL(`/${probe}`, own.url), { headers: { cookie } });
    keep(probe, await response.text());
  }
  const wrong = allEndpoints.find(({ id }) => id === "signIn");
  if (wrong === undefined) throw new Error("no such endpoint");
  const mistyped = { email: people.operator.email, password: MEMBER_PASSWORD };
  keep("refused sign-in", (await send(own.url, wrong, { body: mistyped })).text);
  await own.api.call(changePassword, {
    body: { currentPassword: people.administrator.password, newPassword: NEW_PASSWORD },
  });
  secrets.set("changed password", NEW_PASSWORD);

  // The token for the first run is printed on purpose, and works no more.
  const printed = new Map([...secrets].filter(([name]) => name !== "setup token"));
  keep("log", own.output);
  expect(received.some(({ content }) => content.includes(MARK))).toBe(true);
  expect(findSecrets(printed, received)).toEqual([]);
  expect(own.output.length).toBeGreaterThan(1_000);
});

test("no secret lies in the database, its log or any other file but the key's own (SEC-A1, SEC-A11)", async () => {
  const files = readdirSync(own.dataDirectory, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "master.key")
    .map((entry) => path.join(entry.parentPath, entry.name));
  expect(files.map((file) => path.basename(file))).toEqual(
    expect.arrayContaining(["signalbox.db", "signalbox.db-wal"]),
  );
  const contents = files.map((file) => ({ place: path.basename(file), content: readFileSync(file) }));
  expect(contents.some(({ content }) => content.includes(MARK))).toBe(true);
  expect(findSecrets(secrets, contents)).toEqual([]);
});
