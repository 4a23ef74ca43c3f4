import { inspectCertificates } from "@/contracts/endpoints/trust";
import { defineRoute } from "@/server/http/route";
import * as trust from "@/server/services/trust";

export const POST = defineRoute(inspectCertificates, ({ principal, body }) =>
  trust.inspectCertificates(principal, body),
);
