import { getSignedIn } from "@/contracts/endpoints/people";
import { defineRoute } from "@/server/http/route";
import { describeSignedIn } from "@/server/services/sessions";

export const GET = defineRoute(getSignedIn, ({ principal }) => describeSignedIn(principal));
