import { clearWbemRecording, getWbemRecording, switchWbemRecording } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import * as recordings from "@/server/services/wbem/recordings";

export const GET = defineRoute(getWbemRecording, ({ principal, params }) =>
  recordings.getRecording(principal, params.profileId),
);

export const PUT = defineRoute(switchWbemRecording, ({ principal, params, body, context }) =>
  recordings.switchRecording(principal, params.profileId, body.isOn, context),
);

export const DELETE = defineRoute(clearWbemRecording, ({ principal, params, context }) =>
  recordings.clearRecording(principal, params.profileId, context),
);
