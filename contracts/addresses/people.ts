import { addressOf } from "../address";
import type * as endpoints from "../endpoints/people";

export const completeFirstRun = addressOf<typeof endpoints.completeFirstRun>("POST", "/api/first-run");
export const signIn = addressOf<typeof endpoints.signIn>("POST", "/api/sign-in");
export const verifySecondFactor = addressOf<typeof endpoints.verifySecondFactor>("POST", "/api/sign-in/second-factor");
export const signOut = addressOf<typeof endpoints.signOut>("POST", "/api/sign-out");
export const getSignedIn = addressOf<typeof endpoints.getSignedIn>("GET", "/api/session");
export const switchTeam = addressOf<typeof endpoints.switchTeam>("PUT", "/api/session/team");
export const listSessions = addressOf<typeof endpoints.listSessions>("GET", "/api/sessions");
export const revokeSession = addressOf<typeof endpoints.revokeSession>("DELETE", "/api/sessions/:sessionId");
export const renameSelf = addressOf<typeof endpoints.renameSelf>("PATCH", "/api/account");
export const changePassword = addressOf<typeof endpoints.changePassword>("POST", "/api/account/password");
export const beginTotp = addressOf<typeof endpoints.beginTotp>("POST", "/api/account/totp");
export const confirmTotp = addressOf<typeof endpoints.confirmTotp>("POST", "/api/account/totp/confirm");
export const removeTotp = addressOf<typeof endpoints.removeTotp>("POST", "/api/account/totp/remove");
export const replaceRecoveryCodes = addressOf<typeof endpoints.replaceRecoveryCodes>(
  "POST",
  "/api/account/totp/recovery-codes",
);
export const listUsers = addressOf<typeof endpoints.listUsers>("GET", "/api/users");
export const createUser = addressOf<typeof endpoints.createUser>("POST", "/api/users");
export const updateUser = addressOf<typeof endpoints.updateUser>("PATCH", "/api/users/:userId");
export const resetPassword = addressOf<typeof endpoints.resetPassword>("POST", "/api/users/:userId/password");
export const removeSecondFactor = addressOf<typeof endpoints.removeSecondFactor>(
  "DELETE",
  "/api/users/:userId/second-factor",
);
export const listUserSessions = addressOf<typeof endpoints.listUserSessions>("GET", "/api/users/:userId/sessions");
export const revokeUserSessions = addressOf<typeof endpoints.revokeUserSessions>(
  "DELETE",
  "/api/users/:userId/sessions",
);
export const listTeams = addressOf<typeof endpoints.listTeams>("GET", "/api/teams");
export const createTeam = addressOf<typeof endpoints.createTeam>("POST", "/api/teams");
export const renameTeam = addressOf<typeof endpoints.renameTeam>("PUT", "/api/teams/:teamId");
export const deleteTeam = addressOf<typeof endpoints.deleteTeam>("DELETE", "/api/teams/:teamId");
export const listMembers = addressOf<typeof endpoints.listMembers>("GET", "/api/teams/:teamId/members");
export const addMember = addressOf<typeof endpoints.addMember>("POST", "/api/teams/:teamId/members");
export const changeRole = addressOf<typeof endpoints.changeRole>("PUT", "/api/teams/:teamId/members/:userId");
export const removeMember = addressOf<typeof endpoints.removeMember>("DELETE", "/api/teams/:teamId/members/:userId");
