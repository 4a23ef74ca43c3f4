import { z } from "zod";
import { defineEndpoint } from "../endpoint";
import { idSchema } from "../page";
import * as people from "../people";

export const getFirstRun = defineEndpoint({
  id: "firstRun.get",
  method: "GET",
  path: "/api/first-run",
  access: "public",
  summary: "Says whether the first administrator is still to be created.",
  response: people.firstRunStateSchema,
});
export const completeFirstRun = defineEndpoint({
  id: "firstRun.complete",
  method: "POST",
  path: "/api/first-run",
  access: "public",
  summary: "Creates the first administrator and team; guarded by the one-time token printed on the server's console.",
  body: people.firstRunInput,
  response: people.signInResultSchema,
  errors: ["first_run_done", "first_run_token", "sign_in_throttled"],
});
export const signIn = defineEndpoint({
  id: "signIn",
  method: "POST",
  path: "/api/sign-in",
  access: "public",
  summary: "Signs in with e-mail and password.",
  body: people.signInInput,
  response: people.signInResultSchema,
  errors: ["sign_in_failed", "sign_in_throttled"],
});
export const verifySecondFactor = defineEndpoint({
  id: "signIn.secondFactor",
  method: "POST",
  path: "/api/sign-in/second-factor",
  access: "public",
  summary: "Completes a sign-in with a TOTP or recovery code.",
  body: people.secondFactorInput,
  response: people.signInResultSchema,
  errors: ["second_factor_failed", "sign_in_throttled"],
});
export const signOut = defineEndpoint({
  id: "signOut",
  method: "POST",
  path: "/api/sign-out",
  access: "session",
  summary: "Ends the sign-in and its live streams.",
});
export const getSignedIn = defineEndpoint({
  id: "session.get",
  method: "GET",
  path: "/api/session",
  access: "session",
  summary: "Who is signed in, with teams, roles and grants.",
  response: people.signedInSchema,
});
export const switchTeam = defineEndpoint({
  id: "session.switchTeam",
  method: "PUT",
  path: "/api/session/team",
  access: "session",
  summary: "Makes another of one's teams the active one.",
  body: z.strictObject({ teamId: idSchema }),
  response: people.signedInSchema,
});
export const listSessions = defineEndpoint({
  id: "sessions.list",
  method: "GET",
  path: "/api/sessions",
  access: "session",
  summary: "One's own sign-ins.",
  response: z.object({ items: z.array(people.browserSessionSchema) }),
});
export const revokeSession = defineEndpoint({
  id: "sessions.revoke",
  method: "DELETE",
  path: "/api/sessions/:sessionId",
  access: "session",
  summary: "Ends one of one's own sign-ins.",
  params: z.object({ sessionId: idSchema }),
});
export const renameSelf = defineEndpoint({
  id: "account.rename",
  method: "PATCH",
  path: "/api/account",
  access: "session",
  summary: "Changes one's own name.",
  body: people.renameSelfInput,
  response: people.signedInSchema,
});
export const changePassword = defineEndpoint({
  id: "account.changePassword",
  method: "POST",
  path: "/api/account/password",
  access: "session",
  summary: "Changes one's password and ends every other sign-in.",
  body: people.changePasswordInput,
  errors: ["current_password_wrong"],
});
export const beginTotp = defineEndpoint({
  id: "account.totp.begin",
  method: "POST",
  path: "/api/account/totp",
  access: "session",
  summary: "Starts enrolling a TOTP second factor.",
  body: people.beginTotpInput,
  response: people.totpEnrolmentSchema,
  errors: ["current_password_wrong"],
});
export const confirmTotp = defineEndpoint({
  id: "account.totp.confirm",
  method: "POST",
  path: "/api/account/totp/confirm",
  access: "session",
  summary: "Turns the second factor on once a code was right.",
  body: people.confirmTotpInput,
  errors: ["second_factor_failed"],
});
export const removeTotp = defineEndpoint({
  id: "account.totp.remove",
  method: "POST",
  path: "/api/account/totp/remove",
  access: "session",
  summary: "Turns the second factor off; asks for the password.",
  body: people.beginTotpInput,
  errors: ["current_password_wrong"],
});
export const replaceRecoveryCodes = defineEndpoint({
  id: "account.totp.replaceRecoveryCodes",
  method: "POST",
  path: "/api/account/totp/recovery-codes",
  access: "session",
  summary: "Makes new recovery codes in the place of all earlier ones; asks for the password.",
  body: people.beginTotpInput,
  response: people.recoveryCodesSchema,
  errors: ["current_password_wrong", "conflict"],
});

const userParams = z.object({ userId: idSchema });
export const listUsers = defineEndpoint({
  id: "users.list",
  method: "GET",
  path: "/api/users",
  access: "instance-administrator",
  summary: "All people of this installation.",
  response: z.object({ items: z.array(people.userSchema) }),
});
export const createUser = defineEndpoint({
  id: "users.create",
  method: "POST",
  path: "/api/users",
  access: "instance-administrator",
  summary: "Creates a person.",
  status: 201,
  body: people.createUserInput,
  response: people.userSchema,
  errors: ["conflict"],
});
export const updateUser = defineEndpoint({
  id: "users.update",
  method: "PATCH",
  path: "/api/users/:userId",
  access: "instance-administrator",
  summary: "Renames, disables or promotes a person; disabling ends their sign-ins.",
  params: userParams,
  body: people.updateUserInput,
  response: people.userSchema,
  errors: ["conflict"],
});
export const resetPassword = defineEndpoint({
  id: "users.resetPassword",
  method: "POST",
  path: "/api/users/:userId/password",
  access: "instance-administrator",
  summary: "Sets a new password for a person and ends their sign-ins.",
  params: userParams,
  body: people.resetPasswordInput,
});
export const removeSecondFactor = defineEndpoint({
  id: "users.removeSecondFactor",
  method: "DELETE",
  path: "/api/users/:userId/second-factor",
  access: "instance-administrator",
  summary: "Turns off the second factor of a person who has lost it, and ends their sign-ins.",
  params: userParams,
  errors: ["conflict"],
});
export const listUserSessions = defineEndpoint({
  id: "users.sessions.list",
  method: "GET",
  path: "/api/users/:userId/sessions",
  access: "instance-administrator",
  summary: "A person's sign-ins.",
  params: userParams,
  response: z.object({ items: z.array(people.browserSessionSchema) }),
});
export const revokeUserSessions = defineEndpoint({
  id: "users.sessions.revoke",
  method: "DELETE",
  path: "/api/users/:userId/sessions",
  access: "instance-administrator",
  summary: "Ends all sign-ins of a person.",
  params: userParams,
});

const teamParams = z.object({ teamId: idSchema });
const memberParams = z.object({ teamId: idSchema, userId: idSchema });
export const listTeams = defineEndpoint({
  id: "teams.list",
  method: "GET",
  path: "/api/teams",
  access: "session",
  summary: "One's own teams; every team for an installation administrator.",
  response: z.object({ items: z.array(people.teamSchema) }),
});
export const createTeam = defineEndpoint({
  id: "teams.create",
  method: "POST",
  path: "/api/teams",
  access: "instance-administrator",
  summary: "Creates a team with the caller as its administrator.",
  status: 201,
  body: people.teamInput,
  response: people.teamSchema,
  errors: ["conflict"],
});
export const renameTeam = defineEndpoint({
  id: "teams.rename",
  method: "PUT",
  path: "/api/teams/:teamId",
  access: "session",
  summary: "Renames a team.",
  params: teamParams,
  body: people.teamInput,
  response: people.teamSchema,
  errors: ["conflict"],
});
export const deleteTeam = defineEndpoint({
  id: "teams.delete",
  method: "DELETE",
  path: "/api/teams/:teamId",
  access: "instance-administrator",
  summary: "Deletes a team that has no profiles.",
  params: teamParams,
  query: z.strictObject({ confirm: z.string().max(80) }),
  errors: ["in_use", "confirmation_mismatch"],
});
export const listMembers = defineEndpoint({
  id: "members.list",
  method: "GET",
  path: "/api/teams/:teamId/members",
  access: "session",
  summary: "Members of a team and their roles.",
  params: teamParams,
  response: z.object({ items: z.array(people.memberSchema) }),
});
export const addMember = defineEndpoint({
  id: "members.add",
  method: "POST",
  path: "/api/teams/:teamId/members",
  access: "session",
  summary: "Adds a person to a team, creating the person if the address is new.",
  status: 201,
  params: teamParams,
  body: people.addMemberInput,
  response: people.memberSchema,
  errors: ["conflict"],
});
export const changeRole = defineEndpoint({
  id: "members.changeRole",
  method: "PUT",
  path: "/api/teams/:teamId/members/:userId",
  access: "session",
  summary: "Changes a member's role; a team keeps at least one administrator.",
  params: memberParams,
  body: people.changeRoleInput,
  response: people.memberSchema,
  errors: ["conflict"],
});
export const removeMember = defineEndpoint({
  id: "members.remove",
  method: "DELETE",
  path: "/api/teams/:teamId/members/:userId",
  access: "session",
  summary: "Removes a member from a team.",
  params: memberParams,
  errors: ["conflict"],
});
