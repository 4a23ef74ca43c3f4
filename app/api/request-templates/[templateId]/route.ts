import { deleteRequestTemplate, replaceRequestTemplate } from "@/contracts/endpoints/certificate-orders";
import { defineRoute } from "@/server/http/route";
import * as templates from "@/server/services/request-templates";

export const PUT = defineRoute(replaceRequestTemplate, ({ principal, params, body, context }) =>
  templates.replaceRequestTemplate(principal, params.templateId, body, context),
);
export const DELETE = defineRoute(deleteRequestTemplate, ({ principal, params, context }) =>
  templates.deleteRequestTemplate(principal, params.templateId, context),
);
