import { replayWbemRecording } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import * as recordings from "@/server/services/wbem/recordings";

export const POST = defineRoute(replayWbemRecording, ({ principal, params, body, context, signal }) =>
  recordings.replayRecording(principal, params.profileId, body.targetProfileId, context, signal),
);
