import { getWbemRecordedExchange } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import * as recordings from "@/server/services/wbem/recordings";

export const GET = defineRoute(getWbemRecordedExchange, ({ principal, params, query }) =>
  recordings.getRecordedExchange(principal, params.profileId, query.index),
);
