import { z } from "zod";
import { profilePermissions, teamRoles } from "./permissions";

// Apart from the table of permissions, which every screen has and which needs no schema.
export const teamRoleSchema = z.enum(teamRoles);
export const profilePermissionSchema = z.enum(profilePermissions);
