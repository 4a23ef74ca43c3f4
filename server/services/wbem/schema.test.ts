import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { getDatabase } from "@/server/data/client";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { createTestTeam, type TestTeam, testContext } from "@/server/data/testing/team";
import type { Principal } from "@/server/domain/principal";
import { type FakeWbem, STORAGE_NAMESPACE } from "@/server/protocols/wbem/fake";
import { startTestWbem } from "@/server/protocols/wbem/testing/test-wbem";
import { getDeviceRuntime } from "../device-runtime";
import { codeOf } from "../testing/code-of";
import { endDeviceRuntime } from "../testing/end-device-runtime";
import { outcomeOf } from "../testing/wbem-outcome";
import { createWbemProfile } from "../testing/wbem-profile";
import { listClasses } from "./classes";
import * as schema from "./schema";
import { createNamespace, getServer } from "./server";

let stored: TestDatabase;
let team: TestTeam;
let admin: Principal;
let wbem: FakeWbem;
let profileId: string;

const namespace = "root/new";

beforeEach(async () => {
  stored = await createTestDatabase();
  team = await createTestTeam();
  admin = team.administrator;
  await getDeviceRuntime();
  wbem = await startTestWbem();
  profileId = (await createWbemProfile(admin, wbem)).id;
  await createNamespace(admin, profileId, namespace, testContext);
});
afterEach(async () => {
  await endDeviceRuntime();
  await wbem.close();
  await stored.close();
});

const mof = `
#pragma locale ("en_US")
Qualifier Key : boolean = false, Scope(property, reference), Flavor(DisableOverride, ToSubclass);
Qualifier Description : string, Scope(class, property), Flavor(Translatable);
Qualifier Association : boolean = false, Scope(association), Flavor(DisableOverride, ToSubclass);

   [Description ("What there is")]
class TST_Thing {
   [Key] string Name;
   uint64 Size;
};
class TST_Box : TST_Thing { string Colour; };
   [Association]
class TST_Holds { [Key] TST_Box REF Box; [Key] TST_Thing REF Thing; };

instance of TST_Thing as $Thing { Name = "thing"; Size = 18446744073709551615; };
instance of TST_Box as $Box { Name = "box"; Colour = "red"; };
instance of TST_Holds { Box = $Box; Thing = $Thing; };
`;

const changes = /^(?:Create|Modify|Delete|Set)/;
const told = ({ steps }: { steps: readonly { action: string; object: string; name: string }[] }) =>
  steps.map(({ action, object, name }) => `${action} ${object} ${name}`);

/** Plans a change by MOF and carries it out as it was shown. */
async function change(text: string, mode: "add" | "remove" = "add", into = namespace) {
  const input = { namespace: into, mof: text, mode };
  const { plan } = await schema.planMofChange(admin, profileId, input);
  return outcomeOf(schema.changeByMof(admin, profileId, { ...input, plan, confirmation: into }, testContext));
}

const classNames = async () =>
  (await listClasses(admin, profileId, { namespace })).items.map(({ name }) => name).sort();

describe("MOF", () => {
  test("is shown as steps before anything is sent, and then brought by them", async () => {
    const before = wbem.count(changes);
    const plan = await schema.planMofChange(team.viewer, profileId, { namespace, mof, mode: "add" });
    expect(told(plan)).toEqual([
      "create qualifier Key",
      "create qualifier Description",
      "create qualifier Association",
      "create class TST_Thing",
      "create class TST_Box",
      "create class TST_Holds",
      'create instance /root/new:TST_Thing.Name="thing"',
      'create instance /root/new:TST_Box.Name="box"',
      expect.stringMatching(/^create instance .root.new:TST_Holds/),
    ]);
    expect(plan).toMatchObject({ total: 9, obstacles: [], notes: [expect.stringContaining("locale")] });
    expect(plan.totals).toContainEqual({ action: "create", object: "class", count: 3 });
    expect(wbem.count(changes)).toBe(before);

    const outcome = await change(mof);
    expect(outcome).toMatchObject({ done: 9, problem: null });
    expect(outcome.steps.every(({ state }) => state === "done")).toBe(true);
    expect(await classNames()).toEqual(["TST_Box", "TST_Holds", "TST_Thing"]);
    const home = wbem.repository.getNamespace(namespace);
    const [box] = home.instancesOf("TST_Box");
    expect(box?.properties.find(({ name }) => name === "Colour")?.value).toBe("red");
    const [event] = await getDatabase().auditEvent.findMany({ where: { action: "wbem.mof.add", outcome: "intent" } });
    expect(JSON.stringify(event)).toContain("create class TST_Box");
  });

  test("that is there is kept, and what differs is modified", async () => {
    await change(mof);
    const sent = wbem.count(changes);
    const again = await change(mof);
    expect(new Set(again.steps.map(({ state }) => state))).toEqual(new Set(["kept"]));
    expect(wbem.count(changes)).toBe(sent);
    const changed = await schema.planMofChange(admin, profileId, {
      namespace,
      mof: 'instance of TST_Box { Name = "box"; Colour = "blue"; };',
      mode: "add",
    });
    expect(told(changed)).toEqual(['modify instance /root/new:TST_Box.Name="box"']);
    await change('instance of TST_Box { Name = "box"; Colour = "blue"; };');
    const [box] = wbem.repository.getNamespace(namespace).instancesOf("TST_Box");
    expect(box?.properties.find(({ name }) => name === "Colour")?.value).toBe("blue");
  });

  test("modifies a class whose declaration differs", async () => {
    await change("class TST_Alone { uint8 A; };");
    const outcome = await change("class TST_Alone { uint8 A; string B; };");
    expect(outcome.steps).toEqual([{ action: "modify", object: "class", name: "TST_Alone", state: "done" }]);
    const declared = wbem.repository.getNamespace(namespace).findClass("TST_Alone");
    expect(declared?.properties.map(({ name }) => name)).toEqual(["A", "B"]);
  });

  test("is taken out in the reverse order, and what is gone is left alone", async () => {
    await change(mof);
    const outcome = await change(mof, "remove");
    expect(outcome).toMatchObject({ done: 9, problem: null });
    expect(told(outcome).slice(0, 4)).toEqual([
      expect.stringMatching(/^delete instance .root.new:TST_Holds/),
      'delete instance /root/new:TST_Box.Name="box"',
      'delete instance /root/new:TST_Thing.Name="thing"',
      "delete class TST_Holds",
    ]);
    expect(wbem.repository.getNamespace(namespace).isEmpty).toBe(true);
    expect((await change(mof, "remove")).steps.every(({ state }) => state === "kept")).toBe(true);
  });

  test("stops at the first step that fails, and says what was done", async () => {
    wbem.faults.add({ kind: "status", code: 1, description: "No more classes" }, { operation: "CreateInstance" });
    const outcome = await change(mof);
    expect(outcome.steps.map(({ state }) => state)).toEqual([
      ...new Array(6).fill("done"),
      "failed",
      "not-tried",
      "not-tried",
    ]);
    expect(outcome).toMatchObject({ done: 6, problem: { code: "device_request_rejected", device: { reason: 1 } } });
    expect(outcome.problem?.title).toContain("TST_Thing");
    const events = await getDatabase().auditEvent.findMany({ where: { action: "wbem.mof.add" } });
    expect(events.map(({ outcome: told }) => told).sort()).toEqual(["failure", "intent"]);
    expect(await classNames()).toEqual(["TST_Box", "TST_Holds", "TST_Thing"]);
  });

  test("tells of each step as it begins, and ends after the step under way when its reader leaves", async () => {
    const input = { namespace, mof, mode: "add" as const };
    const { plan } = await schema.planMofChange(admin, profileId, input);
    wbem.faults.add({ kind: "delay", delayMs: 500 }, { operation: "CreateClass" });
    const lines = await schema.changeByMof(admin, profileId, { ...input, plan, confirmation: "" }, testContext);
    const begun: string[] = [];
    for await (const line of lines) {
      if (line.kind === "outcome") throw new Error("It was not held.");
      begun.push(`${line.done} of ${line.total}: ${line.step.name}`);
      if (line.step.object === "class") break;
    }
    expect(begun).toEqual(["0 of 9: Key", "1 of 9: Description", "2 of 9: Association", "3 of 9: TST_Thing"]);
    const completed = () =>
      getDatabase().auditEvent.findFirst({ where: { action: "wbem.mof.add", outcome: "failure" } });
    await expect.poll(completed).toMatchObject({ details: expect.stringContaining("cancelled") });
    expect(await classNames()).toEqual(["TST_Thing"]);
  });

  test("is refused with the place or the reason where it cannot be understood", async () => {
    const refusals: readonly (readonly [string, RegExp])[] = [
      ["class TST_A {", /line 1/],
      ["instance of TST_Nothing { A = 1; };", /TST_Nothing is not known/],
      ["class TST_A : TST_Nothing { };", /inherits from TST_Nothing/],
      ['#pragma namespace ("root/cimv2")\nclass TST_A { };', /root\/cimv2/],
      ["// nothing", /no class/],
      [
        "Qualifier Abstract : boolean = false, Scope(class), Flavor(Restricted);\n" +
          "[Abstract] class TST_A { string A; };\ninstance of TST_A { };",
        /TST_A is abstract/,
      ],
      ['class TST_A { string a = "\\x0001"; };', /^TST_A: The character U\+0001 cannot be sent/],
      [`#pragma include ("other.mof")`, /not followed/],
    ];
    for (const [text, reason] of refusals) {
      await expect(
        schema.planMofChange(admin, profileId, { namespace, mof: text, mode: "add" }),
        text,
      ).rejects.toMatchObject({
        code: "invalid_request",
        errors: [{ path: "mof", message: expect.stringMatching(reason) }],
      });
    }
  });

  test("is not brought by who may not, by steps that nobody has seen, or removed without the name", async () => {
    const input = { namespace, mof, mode: "add" as const };
    const { plan } = await schema.planMofChange(admin, profileId, input);
    const before = wbem.count(changes);
    const order = { ...input, plan, confirmation: "" };
    expect(await codeOf(schema.changeByMof(team.viewer, profileId, order, testContext))).toBe("forbidden");
    expect(await codeOf(schema.changeByMof(admin, profileId, { ...order, plan: "0".repeat(64) }, testContext))).toBe(
      "revision_conflict",
    );
    expect(await codeOf(schema.changeByMof(admin, profileId, { ...order, mode: "remove" }, testContext))).toBe(
      "confirmation_mismatch",
    );
    expect(wbem.count(changes)).toBe(before);
    await change("class TST_Thing { [Key] string Name; };");
    expect(await codeOf(schema.changeByMof(admin, profileId, order, testContext))).toBe("revision_conflict");
  });
});

describe("the deletion of a class", () => {
  const plan = (className: string, instances: "0" | "1" = "0") =>
    schema.planDeleteClass(admin, profileId, { namespace, className, instances });

  test("says what stands in its way, and is refused until that is gone", async () => {
    await change(mof);
    const shown = await plan("TST_Thing");
    expect(shown.obstacles).toEqual([expect.stringContaining("TST_Box"), expect.stringContaining("2 instances")]);
    const order = { namespace, className: "TST_Thing", withInstances: false, plan: shown.plan };
    expect(
      await codeOf(schema.deleteClass(admin, profileId, { ...order, confirmation: "TST_Thing" }, testContext)),
    ).toBe("conflict");
    expect(wbem.count("DeleteClass")).toBe(0);
    expect(await codeOf(plan("TST_Nothing"))).toBe("device_not_found");
  });

  test("takes its instances along where that was shown, with its name typed", async () => {
    await change(mof);
    const shown = await plan("tst_box", "1");
    expect(told(shown)).toEqual(['delete instance /root/new:TST_Box.Name="box"', "delete class TST_Box"]);
    const order = { namespace, className: "TST_Box", withInstances: true, plan: shown.plan };
    const refused = schema.deleteClass(admin, profileId, { ...order, confirmation: "TST" }, testContext);
    expect(await codeOf(refused)).toBe("confirmation_mismatch");
    const outcome = await outcomeOf(
      schema.deleteClass(admin, profileId, { ...order, confirmation: "TST_Box" }, testContext),
    );
    expect(outcome).toMatchObject({ done: 2, problem: null });
    expect(await classNames()).toEqual(["TST_Holds", "TST_Thing"]);
  });
});

describe("the deletion of a namespace", () => {
  test("lists everything in it and takes it away, those that tie others together first", async () => {
    await change(mof);
    const shown = await schema.planDeleteNamespace(admin, profileId, namespace);
    expect(shown.totals).toEqual([
      { action: "delete", object: "instance", count: 3 },
      { action: "delete", object: "class", count: 3 },
      { action: "delete", object: "qualifier", count: 3 },
      { action: "delete", object: "namespace", count: 1 },
    ]);
    expect(told(shown)[0]).toContain("TST_Holds");
    expect(wbem.count("DeleteInstance")).toBe(0);
    const order = { namespace, plan: shown.plan, confirmation: namespace };
    expect(await codeOf(schema.deleteNamespace(team.viewer, profileId, order, testContext))).toBe("forbidden");
    const outcome = await outcomeOf(schema.deleteNamespace(admin, profileId, order, testContext));
    expect(outcome).toMatchObject({ done: 10, problem: null });
    expect((await getServer(admin, profileId)).namespaces).not.toContain(namespace);
  });

  test("is refused for Interop, and where somebody has changed something since it was shown", async () => {
    expect(await codeOf(schema.planDeleteNamespace(admin, profileId, "interop"))).toBe("invalid_request");
    await change(mof);
    const { plan } = await schema.planDeleteNamespace(admin, profileId, namespace);
    await change("class TST_Late { uint8 A; };");
    const order = { namespace, plan, confirmation: namespace };
    expect(await codeOf(schema.deleteNamespace(admin, profileId, order, testContext))).toBe("revision_conflict");
    expect(await classNames()).toContain("TST_Thing");
  });

  test("of a large one names what cannot be listed, and is refused for it", async () => {
    const fault = { kind: "status" as const, code: 2, description: "Not you" };
    wbem.faults.add(fault, { operation: "OpenEnumerateInstancePaths", times: 100 });
    const shown = await schema.planDeleteNamespace(admin, profileId, STORAGE_NAMESPACE);
    expect(shown.obstacles.join(" ")).toMatch(/could not be listed/);
    expect(shown.steps.length).toBeLessThanOrEqual(500);
    const order = { namespace: STORAGE_NAMESPACE, plan: shown.plan, confirmation: STORAGE_NAMESPACE };
    expect(await codeOf(schema.deleteNamespace(admin, profileId, order, testContext))).toBe("conflict");
    expect(wbem.count(/^Delete/)).toBe(0);
  });
});

test("a qualifier type is deleted with its name typed", async () => {
  await change("Qualifier TST_Mark : string, Scope(class);");
  const order = { namespace, name: "TST_Mark", confirmation: "" };
  expect(await codeOf(schema.deleteQualifierType(admin, profileId, order, testContext))).toBe("confirmation_mismatch");
  const confirmed = { ...order, confirmation: "TST_Mark" };
  await schema.deleteQualifierType(admin, profileId, confirmed, testContext);
  expect(await codeOf(schema.deleteQualifierType(admin, profileId, confirmed, testContext))).toBe("device_not_found");
});
