import { inspectIdentity } from "@/contracts/endpoints/trust";
import { defineRoute } from "@/server/http/route";
import * as identities from "@/server/services/trust-identities";

export const POST = defineRoute(inspectIdentity, ({ principal, body }) => identities.inspectIdentity(principal, body));
