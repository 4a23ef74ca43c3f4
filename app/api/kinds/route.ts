import { listKinds } from "@/contracts/endpoints/profiles";
import { defineRoute } from "@/server/http/route";
import * as profiles from "@/server/services/profiles";

export const GET = defineRoute(listKinds, () => profiles.listKinds());
