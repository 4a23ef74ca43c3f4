import { createRequestTemplate, listRequestTemplates } from "@/contracts/endpoints/certificate-orders";
import { defineRoute } from "@/server/http/route";
import * as templates from "@/server/services/request-templates";

export const GET = defineRoute(listRequestTemplates, ({ principal }) => templates.listRequestTemplates(principal));
export const POST = defineRoute(createRequestTemplate, ({ principal, body, context }) =>
  templates.createRequestTemplate(principal, body, context),
);
