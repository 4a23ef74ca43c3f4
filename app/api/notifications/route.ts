import { listNotifications } from "@/contracts/endpoints/devices";
import { defineRoute } from "@/server/http/route";
import * as notifications from "@/server/services/notifications";

export const GET = defineRoute(listNotifications, ({ principal, query }) =>
  notifications.listNotifications(principal, query),
);
