import "server-only";
import { profilePermissionSchema } from "@/contracts/permission-schemas";
import type { ProfilePermission } from "@/contracts/permissions";
import type { Executor, Transaction } from "./client";

export interface GrantRecord {
  userId: string;
  name: string;
  email: string;
  permissions: ProfilePermission[];
}

function parsePermissions(text: string | undefined): ProfilePermission[] {
  return text === undefined ? [] : profilePermissionSchema.array().parse(JSON.parse(text));
}

/** Every member of the profile's team with what is granted on the profile. */
export async function listGrants(db: Executor, profile: { id: string; teamId: string }): Promise<GrantRecord[]> {
  const members = await db.membership.findMany({
    where: { teamId: profile.teamId },
    include: {
      user: { select: { name: true, email: true, grants: { where: { profileId: profile.id } } } },
    },
    orderBy: [{ user: { name: "asc" } }, { userId: "asc" }],
  });
  return members.map(({ userId, user }) => ({
    userId,
    name: user.name,
    email: user.email,
    permissions: parsePermissions(user.grants[0]?.permissions),
  }));
}

/** Sets what is granted to a person on a profile; nothing removes the grant. */
export async function saveGrant(
  tx: Transaction,
  profileId: string,
  userId: string,
  permissions: readonly ProfilePermission[],
): Promise<void> {
  const key = { profileId, userId };
  if (permissions.length === 0) {
    await tx.grant.deleteMany({ where: key });
    return;
  }
  const stored = JSON.stringify(permissions);
  await tx.grant.upsert({
    where: { profileId_userId: key },
    create: { ...key, permissions: stored },
    update: { permissions: stored },
  });
}
