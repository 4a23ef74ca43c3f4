import { exportWbemRecording } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import * as recordings from "@/server/services/wbem/recordings";

export const GET = defineRoute(exportWbemRecording, ({ principal, params }) =>
  recordings.exportRecording(principal, params.profileId),
);
