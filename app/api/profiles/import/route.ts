import { importProfiles } from "@/contracts/endpoints/profiles";
import { defineRoute } from "@/server/http/route";
import * as transfer from "@/server/services/profile-transfer";

export const POST = defineRoute(importProfiles, ({ principal, body, context }) =>
  transfer.importProfiles(principal, body, context),
);
