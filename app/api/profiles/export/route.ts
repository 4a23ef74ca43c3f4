import { exportProfiles } from "@/contracts/endpoints/profiles";
import { defineRoute } from "@/server/http/route";
import * as transfer from "@/server/services/profile-transfer";

export const GET = defineRoute(exportProfiles, ({ principal, query, context }) =>
  transfer.exportProfiles(principal, query.ids, context),
);
