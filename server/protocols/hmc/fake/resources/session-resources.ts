/** Version, logon, logoff and topics (hmc-web-services-api.md, sections 2 and 3). */
import { noContent, ok, openRoute, type Route, requireQueryNames, route } from "../api";
import type { Properties } from "../model";
import { sessionTopics } from "../sessions";

export const sessionRoutes: readonly Route[] = [
  openRoute("GET", "/api/version", (request, { settings: { level } }) => {
    requireQueryNames(request, []);
    return ok({
      "hmc-name": level.hmcName,
      "hmc-version": level.hmcVersion,
      "api-major-version": level.apiMajorVersion,
      "api-minor-version": level.apiMinorVersion,
    });
  }),

  openRoute("POST", "/api/sessions", (request, hmc) => ok(hmc.sessions.logon(request.body))),

  route("DELETE", "/api/sessions/this-session", (request, hmc) => {
    hmc.sessions.end(request.session.id);
    return noContent;
  }),

  route("GET", "/api/sessions/operations/get-notification-topics", (request) => {
    requireQueryNames(request, []);
    const topics: Properties[] = sessionTopics(request.session).map((topic) => ({
      "topic-type": topic.type,
      "topic-name": topic.name,
    }));
    for (const topic of request.session.osMessageTopics.values()) {
      topics.push({
        "topic-type": "os-message-notification",
        "topic-name": topic.name,
        "object-uri": topic.objectUri,
        "include-refresh-messages": topic.includeRefreshMessages,
      });
    }
    return ok({ topics });
  }),
];
