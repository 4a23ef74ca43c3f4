import { renameSelf } from "@/contracts/endpoints/people";
import { defineRoute } from "@/server/http/route";
import * as service from "@/server/services/account";

export const PATCH = defineRoute(renameSelf, ({ principal, body, context }) =>
  service.renameSelf(principal, body.name, context),
);
