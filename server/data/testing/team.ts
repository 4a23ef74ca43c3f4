import { randomUUID } from "node:crypto";
import type { ProfilePermission, TeamRole } from "@/contracts/permissions";
import type { Principal, RequestContext } from "@/server/domain/principal";
import { getDatabase } from "../client";

export interface TestTeam {
  id: string;
  name: string;
  viewer: Principal;
  operator: Principal;
  administrator: Principal;
  /** One more member. */
  addMember(role: TeamRole, options?: { isInstanceAdministrator?: boolean }): Promise<Principal>;
  /** The principal with a grant, stored as well. */
  grant(principal: Principal, profileId: string, permissions: ProfilePermission[]): Promise<Principal>;
}

/** Facts of a request as services get them. */
export const testContext: RequestContext = { requestId: "test-request", remoteAddress: "192.0.2.1" };

/** A stored team with one stored member per role, and their principals. */
export async function createTestTeam(name = `Team ${randomUUID().slice(0, 8)}`): Promise<TestTeam> {
  const database = getDatabase();
  const id = randomUUID();
  await database.team.create({ data: { id, name } });
  async function addMember(role: TeamRole, options: { isInstanceAdministrator?: boolean } = {}): Promise<Principal> {
    const userId = randomUUID();
    const isInstanceAdministrator = options.isInstanceAdministrator ?? false;
    const person = { name: `${role} of ${name}`, email: `${userId}@example.test` };
    await database.user.create({
      data: { id: userId, ...person, isInstanceAdministrator, memberships: { create: { teamId: id, role } } },
    });
    return {
      userId,
      ...person,
      isInstanceAdministrator,
      hasSecondFactor: false,
      sessionId: randomUUID(),
      activeTeamId: id,
      memberships: [{ teamId: id, teamName: name, role }],
      grants: new Map(),
      remoteAddress: testContext.remoteAddress,
    };
  }
  return {
    id,
    name,
    viewer: await addMember("viewer"),
    operator: await addMember("operator"),
    administrator: await addMember("administrator"),
    addMember,
    async grant(principal, profileId, permissions) {
      const grantKey = { profileId, userId: principal.userId };
      const stored = { permissions: JSON.stringify(permissions) };
      await database.grant.upsert({
        where: { profileId_userId: grantKey },
        create: { ...grantKey, ...stored },
        update: stored,
      });
      return { ...principal, grants: new Map([...principal.grants, [profileId, permissions]]) };
    },
  };
}
