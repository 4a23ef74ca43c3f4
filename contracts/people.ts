import { z } from "zod";
import { idSchema, timestampSchema } from "./page";
import { profilePermissionSchema, teamRoleSchema } from "./permission-schemas";
import { nameText } from "./text";

export const emailSchema = z.email("not an e-mail address").max(254);
/** Length over composition rules (NIST SP 800-63B). */
export const newPasswordSchema = z.string().min(12, "at least 12 characters").max(256, "at most 256 characters");
export const personNameSchema = nameText(120);

/** Switches of the whole installation that weaken what is safe by default; all are off until somebody turns them on. */
export const installationSwitchSchema = z.enum(["allow-insecure", "allow-legacy-tls", "allow-clear-credentials"]);
export type InstallationSwitch = z.infer<typeof installationSwitchSchema>;

export const membershipSchema = z.object({
  teamId: idSchema,
  teamName: z.string(),
  role: teamRoleSchema,
});
export type Membership = z.infer<typeof membershipSchema>;

/** Who is signed in, as the browser may know it. */
export const signedInSchema = z.object({
  userId: idSchema,
  name: z.string(),
  email: z.string(),
  isInstanceAdministrator: z.boolean(),
  hasSecondFactor: z.boolean(),
  activeTeamId: idSchema.nullable(),
  memberships: z.array(membershipSchema),
  /** Extra permissions by profile id. */
  grants: z.record(idSchema, z.array(profilePermissionSchema)),
  /** Switches of the installation that are on. */
  switchesOn: z.array(installationSwitchSchema),
});
export type SignedIn = z.infer<typeof signedInSchema>;

export const signInInput = z.strictObject({ email: emailSchema, password: z.string().min(1).max(256) });
export const signInResultSchema = z.object({
  /** `second_factor`: the password was right, a TOTP code is needed at `/api/sign-in/second-factor`. */
  next: z.enum(["signed_in", "second_factor"]),
});
export const totpCodeSchema = z.string().regex(/^[0-9]{6}$/, "six digits");
export const secondFactorInput = z.strictObject({ code: z.string().trim().min(6).max(32) });

export const firstRunStateSchema = z.object({ needed: z.boolean() });
export const firstRunInput = z.strictObject({
  token: z.string().trim().min(1, "the token printed on the server's console").max(200),
  name: personNameSchema,
  email: emailSchema,
  password: newPasswordSchema,
  teamName: nameText(80, "a team name is needed"),
});

export const browserSessionSchema = z.object({
  id: idSchema,
  isCurrent: z.boolean(),
  createdAt: timestampSchema,
  lastUsedAt: timestampSchema,
  expiresAt: timestampSchema,
  remoteAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
});
export type BrowserSession = z.infer<typeof browserSessionSchema>;

export const changePasswordInput = z.strictObject({
  currentPassword: z.string().min(1).max(256),
  newPassword: newPasswordSchema,
});
export const renameSelfInput = z.strictObject({ name: personNameSchema });
/** Shown once: each works once in place of a code. */
export const recoveryCodesSchema = z.object({ recoveryCodes: z.array(z.string()) });
/** Shown once while enrolling a second factor. */
export const totpEnrolmentSchema = z.object({
  otpauthUri: z.string(),
  qrCodeSvg: z.string(),
  ...recoveryCodesSchema.shape,
});
export const beginTotpInput = z.strictObject({ password: z.string().min(1).max(256) });
export const confirmTotpInput = z.strictObject({ code: totpCodeSchema });

export const userSchema = z.object({
  id: idSchema,
  name: z.string(),
  email: z.string(),
  isInstanceAdministrator: z.boolean(),
  isDisabled: z.boolean(),
  hasSecondFactor: z.boolean(),
  createdAt: timestampSchema,
  lastSignInAt: timestampSchema.nullable(),
  memberships: z.array(membershipSchema),
});
export type User = z.infer<typeof userSchema>;

export const createUserInput = z.strictObject({
  name: personNameSchema,
  email: emailSchema,
  password: newPasswordSchema,
  isInstanceAdministrator: z.boolean().default(false),
});
export const updateUserInput = z.strictObject({
  name: personNameSchema.optional(),
  isInstanceAdministrator: z.boolean().optional(),
  isDisabled: z.boolean().optional(),
});
export const resetPasswordInput = z.strictObject({ newPassword: newPasswordSchema });

export const teamSchema = z.object({
  id: idSchema,
  name: z.string(),
  memberCount: z.number().int(),
  profileCount: z.number().int(),
  createdAt: timestampSchema,
});
export type Team = z.infer<typeof teamSchema>;
export const teamInput = z.strictObject({ name: nameText(80, "a team name is needed") });

export const memberSchema = z.object({
  userId: idSchema,
  name: z.string(),
  email: z.string(),
  role: teamRoleSchema,
  isDisabled: z.boolean(),
  since: timestampSchema,
});
export type Member = z.infer<typeof memberSchema>;
/** A member is added by e-mail; an unknown address needs name and first password. */
export const addMemberInput = z.strictObject({
  email: emailSchema,
  role: teamRoleSchema,
  name: personNameSchema.optional(),
  password: newPasswordSchema.optional(),
});
export const changeRoleInput = z.strictObject({ role: teamRoleSchema });

export const profileGrantSchema = z.object({
  userId: idSchema,
  name: z.string(),
  email: z.string(),
  permissions: z.array(profilePermissionSchema),
});
export const replaceGrantInput = z.strictObject({ permissions: z.array(profilePermissionSchema) });
