import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { getDatabase } from "@/server/data/client";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { createTestTeam, testContext } from "@/server/data/testing/team";
import type { Principal } from "@/server/domain/principal";
import { type FakeWbem, MAIN_NAMESPACE } from "@/server/protocols/wbem/fake";
import { startTestWbem } from "@/server/protocols/wbem/testing/test-wbem";
import { getDeviceRuntime } from "../device-runtime";
import { codeOf } from "../testing/code-of";
import { endDeviceRuntime } from "../testing/end-device-runtime";
import { outcomeOf } from "../testing/wbem-outcome";
import { createWbemProfile } from "../testing/wbem-profile";
import * as schema from "./schema";
import { createNamespace } from "./server";

let stored: TestDatabase;
let admin: Principal;
let wbem: FakeWbem;
let profileId: string;

const namespace = "root/new";

beforeEach(async () => {
  stored = await createTestDatabase();
  admin = (await createTestTeam()).administrator;
  await getDeviceRuntime();
  wbem = await startTestWbem({ generatedInstances: 12_000 });
  profileId = (await createWbemProfile(admin, wbem)).id;
  await createNamespace(admin, profileId, namespace, testContext);
});
afterEach(async () => {
  await endDeviceRuntime();
  await wbem.close();
  await stored.close();
});

const declaration = `
Qualifier Key : boolean = false, Scope(property, reference), Flavor(DisableOverride, ToSubclass);
class TST_Thing { [Key] string Name; string Colour; };
`;
const thing = (name: string, colour: string) => `instance of TST_Thing { Name = "${name}"; Colour = "${colour}"; };\n`;

const inputOf = (mof: string) => ({ namespace, mof, mode: "add" as const });
const planOf = async (mof: string) => (await schema.planMofChange(admin, profileId, inputOf(mof))).plan;
const apply = (mof: string, plan: string, signal?: AbortSignal) =>
  outcomeOf(schema.changeByMof(admin, profileId, { ...inputOf(mof), plan, confirmation: "" }, testContext, signal));
const bring = async (mof: string) => apply(mof, await planOf(mof));
const colourOf = (name: string) => {
  const all = [...wbem.repository.getNamespace(namespace).instancesOf("TST_Thing")];
  const found = all.find(({ properties }) => properties.some(({ value }) => value === name));
  return found?.properties.find((property) => property.name === "Colour")?.value;
};

test("steps that were shown are not made from another text, or over what somebody has changed meanwhile", async () => {
  await bring(declaration + thing("a", "red"));
  const plan = await planOf(thing("a", "blue"));
  expect(await codeOf(apply(thing("a", "black"), plan))).toBe("revision_conflict");
  await bring(thing("a", "green"));
  expect(await codeOf(apply(thing("a", "blue"), plan))).toBe("revision_conflict");
  expect(colourOf("a")).toBe("green");

  await bring("class TST_Alone { uint8 A; };");
  const wider = "class TST_Alone { uint8 A; uint8 Size; };";
  const shown = await planOf(wider);
  await bring("class TST_Alone { uint8 A; string Owner; };");
  expect(await codeOf(apply(wider, shown))).toBe("revision_conflict");
});

test("one plan that is ordered twice at once is carried out once", async () => {
  const text = declaration + thing("a", "red");
  const plan = await planOf(text);
  const codes = await Promise.all([codeOf(apply(text, plan)), codeOf(apply(text, plan))]);
  expect(codes.sort()).toEqual(["none", "revision_conflict"]);
  expect(wbem.count("CreateClass")).toBe(1);
});

test("whoever leaves ends it between two steps, and how far it came is on record", async () => {
  const text = declaration + thing("a", "red") + thing("b", "red");
  const leaving = new AbortController();
  wbem.faults.add({ kind: "delay", delayMs: 300 }, { operation: "CreateClass" });
  const applied = codeOf(apply(text, await planOf(text), leaving.signal));
  await vi.waitFor(() => expect(wbem.count("CreateClass")).toBe(1));
  leaving.abort();
  expect(await applied).toBe("cancelled");
  expect(wbem.repository.getNamespace(namespace).findClass("TST_Thing")).toBeDefined();
  expect(colourOf("a")).toBeUndefined();
  const [event] = await getDatabase().auditEvent.findMany({ where: { action: "wbem.mof.add", outcome: "failure" } });
  const details = JSON.stringify(event?.details).replaceAll("\\", "");
  expect(details).toContain('"code":"cancelled"');
  expect(details).toContain('"done":2');
});

test("the step that failed is on record with how many were made", async () => {
  const text = declaration + thing("a", "red");
  wbem.faults.add({ kind: "status", code: 1 }, { operation: "CreateInstance" });
  await bring(text);
  const [event] = await getDatabase().auditEvent.findMany({ where: { action: "wbem.mof.add", outcome: "failure" } });
  const details = JSON.stringify(event?.details).replaceAll("\\", "");
  expect(details).toContain('"done":2');
  expect(details).toContain('"failed":"create instance /root/new:TST_Thing');
});

test("a plan is the same in whichever order the server lists what it has", async () => {
  await bring(declaration + thing("a", "red") + thing("b", "red") + thing("c", "red"));
  const before = await schema.planDeleteNamespace(admin, profileId, namespace);
  const turn = (element: string) => (xml: string) => {
    const pattern = new RegExp(`<${element}\\b[^>]*>.*?</${element}>`, "gs");
    const turned = xml.match(pattern)?.toReversed() ?? [];
    expect(turned.length).toBeGreaterThan(1);
    return xml.replace(pattern, () => turned.shift() ?? "");
  };
  wbem.faults.add({ kind: "rewrite", rewrite: turn("INSTANCEPATH") }, { operation: "OpenEnumerateInstancePaths" });
  const turned = await schema.planDeleteNamespace(admin, profileId, namespace);
  expect(turned).toEqual(before);
});

test("more objects than are brought at once are refused before the server is asked for one of them", async () => {
  await bring(declaration);
  const text = Array.from({ length: 5_001 }, (_, at) => thing(`${at}`, "red")).join("");
  await expect(schema.planMofChange(admin, profileId, inputOf(text))).rejects.toMatchObject({
    code: "invalid_request",
    errors: [{ path: "mof", message: expect.stringContaining("5,001") }],
  });
  expect(wbem.count("GetInstance")).toBe(0);
});

test("the listing of more instances than are deleted at once ends, and is closed at the server", async () => {
  const named = { namespace: MAIN_NAMESPACE, className: "SBX_Generated" };
  const kept = await schema.planDeleteClass(admin, profileId, { ...named, instances: "0" });
  expect(kept.obstacles).toEqual(["It has more than 5,000 instances, which must go first or with it."]);
  const whole = await schema.planDeleteClass(admin, profileId, { ...named, instances: "1" });
  expect(whole.obstacles).toEqual(["It takes more than 5,000 steps, which are not made at once."]);
  expect(wbem.sessions.count).toBe(0);
});

test("notes of a text are shown as far as they are read", async () => {
  const pragmas = Array.from({ length: 30 }, () => '#pragma locale ("en_US")\n').join("");
  const { notes } = await schema.planMofChange(admin, profileId, inputOf(`${pragmas}class TST_A { };`));
  expect(notes).toHaveLength(21);
  expect(notes.at(-1)).toBe("There are 10 more.");
});
