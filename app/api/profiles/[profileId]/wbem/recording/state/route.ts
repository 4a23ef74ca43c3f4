import { getWbemRecordingState } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import * as recordings from "@/server/services/wbem/recordings";

export const GET = defineRoute(getWbemRecordingState, ({ principal, params }) =>
  recordings.getRecordingState(principal, params.profileId),
);
