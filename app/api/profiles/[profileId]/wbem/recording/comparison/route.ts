import { compareWbemRecordings } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import * as recordings from "@/server/services/wbem/recordings";

export const GET = defineRoute(compareWbemRecordings, ({ principal, params, query }) =>
  recordings.compareOwnRecordings(principal, params.profileId, query.otherProfileId),
);
