import { unseal } from "@/contracts/endpoints/console";
import { defineRoute } from "@/server/http/route";
import * as storage from "@/server/services/storage";

export const POST = defineRoute(unseal, ({ body, context }) => storage.unsealConsole(body.passphrase, context));
