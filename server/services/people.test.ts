import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isSessionLive, loadPrincipal } from "@/server/auth/session-principal";
import { useCheapPasswords } from "@/server/auth/testing/cheap-passwords";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import type { Principal } from "@/server/domain/principal";
import { createFirstAdministrator } from "./first-run";
import { createUser, listUsers, removeSecondFactor, resetPassword, updateUser } from "./people";
import { listUserSessions, revokeOwnSession, revokeUserSessions, switchTeam } from "./sessions";
import { signIn } from "./sign-in";
import {
  addMember,
  changeRole,
  createTeam,
  deleteTeam,
  listMembers,
  listTeams,
  removeMember,
  renameTeam,
} from "./teams";
import { TestBrowser } from "./testing/browser";

const password = "correct horse battery";
const context = { requestId: "test-request", remoteAddress: "192.0.2.1" };

let stored: TestDatabase;
let restoreCost: () => void;
let ada: Principal;
let grace: Principal;
let teamId: string;
let otherTeamId: string;

async function enter(email: string): Promise<Principal> {
  const browser = new TestBrowser(`192.0.2.${email.length}`);
  browser.accept((await signIn({ email, password }, browser.headers, browser.context)).setCookies);
  const principal = await loadPrincipal(browser.request, { countsAsActivity: true });
  if (principal === null) throw new Error("not signed in");
  return principal;
}

beforeEach(async () => {
  restoreCost = useCheapPasswords();
  stored = await createTestDatabase();
  ({ teamId } = await createFirstAdministrator({
    name: "Ada",
    email: "ada@example.com",
    password,
    teamName: "Berlin",
  }));
  ada = await enter("ada@example.com");
  otherTeamId = (await createTeam(ada, "Aachen", context)).id;
  ada = await enter("ada@example.com");
  await addMember(ada, teamId, { email: "grace@example.com", role: "operator", name: "Grace", password }, context);
  grace = await enter("grace@example.com");
});

afterEach(async () => {
  restoreCost();
  await stored.close();
});

/** Counts what `work` adds to the audit log. */
async function recordsOf(work: () => Promise<unknown>): Promise<string[]> {
  const before = await stored.database.auditEvent.count();
  await work();
  const rows = await stored.database.auditEvent.findMany({ where: { sequence: { gt: before } } });
  return rows.map((row) => row.action);
}

describe("people", () => {
  test("an administrator of the installation creates, renames, promotes and disables", async () => {
    const input = { name: "Linus", email: "Linus@Example.com", password, isInstanceAdministrator: false };
    const linus = await createUser(ada, input, context);
    expect(linus).toMatchObject({ email: "linus@example.com", isInstanceAdministrator: false, lastSignInAt: null });
    await expect(createUser(ada, input, context)).rejects.toMatchObject({ code: "conflict" });
    expect(await updateUser(ada, linus.id, { name: "L. T." }, context)).toMatchObject({ name: "L. T." });
    expect((await listUsers(ada)).map((user) => user.name)).toEqual(["Ada", "Grace", "L. T."]);
  });

  test("a change of rights, disabling and a new password end the person's sign-ins", async () => {
    const input = { name: "Linus", email: "linus@example.com", password, isInstanceAdministrator: false };
    const { id } = await createUser(ada, input, context);
    const renamed = await enter("linus@example.com");
    await updateUser(ada, id, { name: "L." }, context);
    expect(await isSessionLive(renamed.sessionId)).toBe(true);
    await updateUser(ada, id, { isInstanceAdministrator: true }, context);
    expect(await isSessionLive(renamed.sessionId)).toBe(false);
    const second = await enter("linus@example.com");
    await resetPassword(ada, id, password, context);
    expect(await isSessionLive(second.sessionId)).toBe(false);
    const third = await enter("linus@example.com");
    await updateUser(ada, id, { isDisabled: true }, context);
    expect(await isSessionLive(third.sessionId)).toBe(false);
  });

  test("the last administrator of the installation stays", async () => {
    await addMember(ada, teamId, { email: "linus@example.com", role: "administrator", name: "L", password }, context);
    await addMember(ada, otherTeamId, { email: "linus@example.com", role: "administrator" }, context);
    for (const changes of [{ isDisabled: true }, { isInstanceAdministrator: false }]) {
      await expect(updateUser(ada, ada.userId, changes, context)).rejects.toMatchObject({ code: "conflict" });
    }
    await updateUser(ada, grace.userId, { isInstanceAdministrator: true }, context);
    await updateUser(ada, grace.userId, { isDisabled: true }, context);
    await expect(updateUser(ada, ada.userId, { isDisabled: true }, context)).rejects.toMatchObject({
      code: "conflict",
    });
    await updateUser(ada, grace.userId, { isDisabled: false }, context);
    expect(await updateUser(ada, ada.userId, { isDisabled: true }, context)).toMatchObject({ isDisabled: true });
  });

  test("a lost second factor is taken away by an administrator, who cannot do that to themselves", async () => {
    const { database } = stored;
    for (const { userId } of [ada, grace]) {
      await database.user.update({ where: { id: userId }, data: { twoFactorEnabled: true } });
      await database.twoFactor.create({ data: { id: userId, userId, secret: "s", backupCodes: "c", verified: true } });
    }
    await removeSecondFactor(ada, grace.userId, context);
    expect(await isSessionLive(grace.sessionId)).toBe(false);
    expect((await enter("grace@example.com")).hasSecondFactor).toBe(false);
    expect((await database.twoFactor.findMany()).map((row) => row.userId)).toEqual([ada.userId]);
    for (const userId of [grace.userId, ada.userId]) {
      await expect(removeSecondFactor(ada, userId, context)).rejects.toMatchObject({ code: "conflict" });
    }
    await expect(removeSecondFactor(grace, ada.userId, context)).rejects.toMatchObject({ code: "forbidden" });
  });

  test("nobody else may see or change people", async () => {
    const create = createUser(
      grace,
      { name: "E", email: "e@example.com", password, isInstanceAdministrator: true },
      context,
    );
    await expect(create).rejects.toMatchObject({ code: "forbidden" });
    await expect(listUsers(grace)).rejects.toMatchObject({ code: "forbidden" });
    await expect(updateUser(grace, ada.userId, { isDisabled: true }, context)).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(resetPassword(grace, ada.userId, password, context)).rejects.toMatchObject({ code: "forbidden" });
    await expect(listUserSessions(grace, ada.userId)).rejects.toMatchObject({ code: "forbidden" });
    await expect(revokeUserSessions(grace, ada.userId, context)).rejects.toMatchObject({ code: "forbidden" });
  });

  test("a person who does not exist is not found", async () => {
    await expect(updateUser(ada, "nobody", { name: "x" }, context)).rejects.toMatchObject({ code: "not_found" });
    await expect(resetPassword(ada, "nobody", password, context)).rejects.toMatchObject({ code: "not_found" });
    await expect(listUserSessions(ada, "nobody")).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("sessions", () => {
  test("one ends one's own, not another's, and an administrator ends all of a person", async () => {
    await expect(revokeOwnSession(grace, ada.sessionId, context)).rejects.toMatchObject({ code: "not_found" });
    const second = await enter("grace@example.com");
    await revokeOwnSession(grace, second.sessionId, context);
    expect(await isSessionLive(second.sessionId)).toBe(false);
    expect(await listUserSessions(ada, grace.userId)).toMatchObject([{ id: grace.sessionId, isCurrent: false }]);
    await revokeUserSessions(ada, grace.userId, context);
    expect(await isSessionLive(grace.sessionId)).toBe(false);
  });

  test("one switches to one's own teams only", async () => {
    expect((await switchTeam(ada, otherTeamId, context)).activeTeamId).toBe(otherTeamId);
    await expect(switchTeam(grace, otherTeamId, context)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("teams", () => {
  test("everything of another team answers like an unknown one", async () => {
    const foreign = (id: string) => [
      () => listMembers(grace, id),
      () => renameTeam(grace, id, "Mine", context),
      () => addMember(grace, id, { email: "grace@example.com", role: "viewer" }, context),
      () => changeRole(grace, id, ada.userId, "viewer", context),
      () => removeMember(grace, id, ada.userId, context),
      () => switchTeam(grace, id, context),
    ];
    const answersFor = (id: string) =>
      Promise.all(
        foreign(id).map((call) =>
          call().then(
            () => "allowed",
            (error: { code: string; message: string }) => `${error.code}: ${error.message}`,
          ),
        ),
      );
    const unknown = await answersFor("unknown");
    expect(await answersFor(otherTeamId)).toEqual(unknown);
    expect(new Set(unknown.map((answer) => answer.split(":")[0]))).toEqual(new Set(["not_found"]));
    expect((await listTeams(grace)).map((team) => team.name)).toEqual(["Berlin"]);
    expect((await listTeams(ada)).map((team) => team.name)).toEqual(["Aachen", "Berlin"]);
  });

  test("an operator sees the members and changes nothing", async () => {
    expect((await listMembers(grace, teamId)).map((member) => member.name)).toEqual(["Ada", "Grace"]);
    for (const call of [
      () => renameTeam(grace, teamId, "Mine", context),
      () => addMember(grace, teamId, { email: "x@example.com", role: "viewer" }, context),
      () => changeRole(grace, teamId, grace.userId, "administrator", context),
      () => removeMember(grace, teamId, ada.userId, context),
      () => deleteTeam(grace, teamId, "Berlin", context),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: "forbidden" });
    }
  });

  test("a team keeps an administrator", async () => {
    await expect(changeRole(ada, teamId, ada.userId, "viewer", context)).rejects.toMatchObject({ code: "conflict" });
    await expect(removeMember(ada, teamId, ada.userId, context)).rejects.toMatchObject({ code: "conflict" });
    await changeRole(ada, teamId, grace.userId, "administrator", context);
    await updateUser(ada, grace.userId, { isInstanceAdministrator: true }, context);
    await changeRole(ada, teamId, ada.userId, "viewer", context);
    await expect(updateUser(ada, grace.userId, { isDisabled: true }, context)).rejects.toMatchObject({
      code: "conflict",
    });
  });

  test("a new role and leaving a team end the person's sign-ins; leaving takes the grants along", async () => {
    await stored.database.profile.create({
      data: { id: "p1", teamId, kind: "hmc", name: "HMC1", host: "hmc1", port: 6794, tlsPolicy: "{}" },
    });
    await stored.database.grant.create({ data: { profileId: "p1", userId: grace.userId, permissions: '["manage"]' } });
    await changeRole(ada, teamId, grace.userId, "viewer", context);
    expect(await isSessionLive(grace.sessionId)).toBe(false);
    const again = await enter("grace@example.com");
    await removeMember(ada, teamId, grace.userId, context);
    expect(await isSessionLive(again.sessionId)).toBe(false);
    expect(await stored.database.grant.count()).toBe(0);
    expect((await enter("grace@example.com")).activeTeamId).toBeNull();
  });

  test("a member is added once; a new address needs name and password", async () => {
    await expect(addMember(ada, teamId, { email: "GRACE@example.com", role: "viewer" }, context)).rejects.toMatchObject(
      { code: "conflict" },
    );
    await expect(addMember(ada, teamId, { email: "new@example.com", role: "viewer" }, context)).rejects.toMatchObject({
      code: "invalid_request",
      errors: [{ path: "name" }],
    });
  });

  test("names are unique, and a team goes only when its name is typed and nothing belongs to it", async () => {
    await expect(createTeam(ada, "Berlin", context)).rejects.toMatchObject({ code: "conflict" });
    await expect(renameTeam(ada, otherTeamId, "Berlin", context)).rejects.toMatchObject({ code: "conflict" });
    await expect(deleteTeam(ada, otherTeamId, "aachen", context)).rejects.toMatchObject({
      code: "confirmation_mismatch",
    });
    await stored.database.trustBundle.create({ data: { id: "b1", teamId: otherTeamId, name: "CAs" } });
    await expect(deleteTeam(ada, otherTeamId, "Aachen", context)).rejects.toMatchObject({ code: "in_use" });
    await stored.database.trustBundle.delete({ where: { id: "b1" } });
    const profile = { id: "p1", teamId: otherTeamId, kind: "hmc", name: "HMC 1", host: "hmc1", port: 6794 };
    await stored.database.profile.create({ data: { ...profile, tlsPolicy: "{}" } });
    await expect(deleteTeam(ada, otherTeamId, "Aachen", context)).rejects.toMatchObject({
      message: "The team Aachen still has 1 profile.",
    });
    await stored.database.profile.delete({ where: { id: "p1" } });
    await deleteTeam(ada, otherTeamId, "Aachen", context);
    expect((await listTeams(ada)).map((team) => team.name)).toEqual(["Berlin"]);
  });
});

test("each change writes exactly one record, and none without it", async () => {
  const { userId } = grace;
  expect(await recordsOf(() => updateUser(ada, userId, { name: "G" }, context))).toEqual(["user.update"]);
  expect(await recordsOf(() => resetPassword(ada, userId, password, context))).toEqual(["user.reset-password"]);
  expect(await recordsOf(() => changeRole(ada, teamId, userId, "viewer", context))).toEqual(["member.change-role"]);
  expect(await recordsOf(() => removeMember(ada, teamId, userId, context))).toEqual(["member.remove"]);
  expect(await recordsOf(() => renameTeam(ada, teamId, "B", context))).toEqual(["team.rename"]);
  expect(await recordsOf(() => revokeUserSessions(ada, userId, context))).toEqual(["session.revoke-all"]);
  await stored.database.$executeRawUnsafe(
    `CREATE TRIGGER no_audit BEFORE INSERT ON "AuditEvent" BEGIN SELECT RAISE(ABORT, 'no'); END`,
  );
  await expect(renameTeam(ada, teamId, "C", context)).rejects.toThrow();
  expect((await listTeams(ada)).map((team) => team.name)).toEqual(["Aachen", "B"]);
});
