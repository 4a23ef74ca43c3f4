import { diagnoseProfile, getDiagnosis } from "@/contracts/endpoints/profiles";
import { defineRoute } from "@/server/http/route";
import * as diagnosis from "@/server/services/diagnosis";

export const GET = defineRoute(getDiagnosis, ({ principal, params }) =>
  diagnosis.getDiagnosis(principal, params.profileId),
);

export const POST = defineRoute(diagnoseProfile, ({ principal, params, context, signal }) =>
  diagnosis.diagnoseProfile(principal, params.profileId, context, signal),
);
