import { afterEach, beforeEach, expect, test } from "vitest";
import { listAuditEvents, verifyAudit } from "@/contracts/endpoints/console";
import * as endpoints from "@/contracts/endpoints/profiles";
import { createBundle, getBundle } from "@/contracts/endpoints/trust";
import { problemSchema } from "@/contracts/problem";
import { useCheapPasswords } from "@/server/auth/testing/cheap-passwords";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { createTestAuthority } from "@/server/pki/fake/test-authority";
import { createFirstAdministrator } from "@/server/services/first-run";
import { signIn } from "@/server/services/sign-in";
import { TestBrowser } from "@/server/services/testing/browser";
import { editOf, profileInput } from "@/server/services/testing/profile-input";
import * as auditExport from "../audit/export/route";
import * as audit from "../audit/route";
import * as auditVerification from "../audit/verification/route";
import * as kinds from "../kinds/route";
import * as bundle from "../trust/bundles/[bundleId]/route";
import * as bundles from "../trust/bundles/route";
import * as identities from "../trust/identities/route";
import * as profile from "./[profileId]/route";
import * as secret from "./[profileId]/secrets/[slot]/route";
import * as exported from "./export/route";
import * as imported from "./import/route";
import * as profiles from "./route";

type Handler = (request: Request, segment: { params: Promise<Record<string, string>> }) => Promise<Response>;

const person = { name: "Ada", email: "ada@example.com", password: "correct horse battery", teamName: "Operations" };
const canary = "canary-a8f3-device-password";

let stored: TestDatabase;
let browser: TestBrowser;
let restoreCost: () => void;
beforeEach(async () => {
  restoreCost = useCheapPasswords();
  stored = await createTestDatabase();
  await createFirstAdministrator(person);
  browser = new TestBrowser();
  const outcome = await signIn({ email: person.email, password: person.password }, browser.headers, browser.context);
  browser.accept(outcome.setCookies);
});
afterEach(async () => {
  restoreCost();
  await stored.close();
});

async function call(
  handler: Handler,
  method: string,
  input: { params?: Record<string, string>; query?: string; body?: unknown } = {},
) {
  const { headers } = browser;
  headers.set("sec-fetch-site", "same-origin");
  headers.set("content-type", "application/json");
  const body = input.body === undefined ? undefined : JSON.stringify(input.body);
  const request = new Request(`http://127.0.0.1/api/x${input.query ?? ""}`, { method, headers, body });
  const response = await handler(request, { params: Promise.resolve(input.params ?? {}) });
  const text = await response.text();
  expect(text).not.toContain(canary);
  return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) as unknown };
}

test("a profile is stored, read, changed in turn, exported and deleted over the API", async () => {
  expect((await call(kinds.GET, "GET")).status).toBe(200);
  const { rootPem } = createTestAuthority();
  const newBundle = { name: "Site", description: "", source: { text: rootPem } };
  const made = await call(bundles.POST, "POST", { body: newBundle });
  expect(made.status).toBe(201);
  const { id: bundleId } = createBundle.response?.parse(made.json()) ?? { id: "" };

  const tls = { trust: { mode: "bundle" as const, bundleIds: [bundleId] } };
  const created = await call(profiles.POST, "POST", { body: profileInput({ tls, secrets: { password: canary } }) });
  expect([created.status, created.headers.get("cache-control")]).toEqual([201, "no-store"]);
  const first = endpoints.createProfile.response?.parse(created.json());
  if (first === undefined) throw new Error("the endpoint declares no answer");
  const params = { profileId: first.id };
  expect(endpoints.getProfile.response?.parse((await call(profile.GET, "GET", { params })).json())).toEqual(first);
  expect(
    getBundle.response?.parse((await call(bundle.GET, "GET", { params: { bundleId } })).json()).usedBy,
  ).toHaveLength(1);

  expect((await call(profile.PUT, "PUT", { params, body: editOf(first, { description: "x" }) })).status).toBe(200);
  const stale = await call(profile.PUT, "PUT", { params, body: editOf(first, { description: "y" }) });
  expect([stale.status, problemSchema.parse(stale.json()).code]).toEqual([409, "revision_conflict"]);
  const moved = editOf({ ...first, revision: 2 }, { host: "evil.example.test" });
  const refused = await call(profile.PUT, "PUT", { params, body: moved });
  expect([refused.status, problemSchema.parse(refused.json())]).toMatchObject([
    409,
    { code: "secret_reentry_required", errors: [{ path: "secrets.password" }] },
  ]);

  const slot = { ...params, slot: "password" };
  expect((await call(secret.PUT, "PUT", { params: slot, body: { value: `${canary}-2` } })).status).toBe(200);
  const document = (await call(exported.GET, "GET")).json();
  const preview = await call(imported.POST, "POST", { body: { document, apply: false } });
  expect(endpoints.importProfiles.response?.parse(preview.json()).entries).toMatchObject([{ outcome: "rename" }]);
  expect((await call(profile.DELETE, "DELETE", { params, query: "?confirm=HMC" })).status).toBe(422);
  expect((await call(profile.DELETE, "DELETE", { params, query: "?confirm=HMC+1" })).status).toBe(204);
  expect((await call(profile.GET, "GET", { params })).status).toBe(404);

  const log = await call(audit.GET, "GET", { query: "?action=profile.&limit=50" });
  const actions = listAuditEvents.response?.parse(log.json()).items.map((event) => event.action);
  const expected = ["profile.delete", "profile.export", "profile.setSecret", "profile.replace", "profile.create"];
  expect(actions).toEqual(expected);
  const csv = await call(auditExport.GET, "GET");
  expect([csv.status, csv.headers.get("content-type")]).toEqual([200, "text/csv; charset=utf-8"]);
  const verdict = await call(auditVerification.GET, "GET");
  expect(verifyAudit.response?.parse(verdict.json())).toMatchObject({ isIntact: true });
});

test.each<[string, Handler, unknown, number, string]>([
  ["an unknown field", profiles.POST, { ...profileInput(), isAdmin: true }, 400, "invalid_request"],
  ["a file that is no certificate", bundles.POST, { name: "b", source: { text: "x" } }, 422, "invalid_certificate"],
  ["a broken key", identities.POST, { name: "i", certificates: { text: "x" } }, 422, "invalid_certificate"],
  ["a loopback device", profiles.POST, profileInput({ host: "127.0.0.1" }), 422, "address_not_allowed"],
])("%s is answered as a problem with its own code", async (_what, handler, body, status, code) => {
  const answer = await call(handler, "POST", { body });
  expect([answer.status, answer.headers.get("content-type"), problemSchema.parse(answer.json()).code]).toEqual([
    status,
    "application/problem+json",
    code,
  ]);
});

test("nothing is answered without a sign-in", async () => {
  browser = new TestBrowser();
  for (const handler of [profiles.GET, profile.GET, exported.GET, bundles.GET, identities.GET, audit.GET, kinds.GET]) {
    expect((await call(handler, "GET", { params: { profileId: "p", bundleId: "b" } })).status).toBe(401);
  }
});
