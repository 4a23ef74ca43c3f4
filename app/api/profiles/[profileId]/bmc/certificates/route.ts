import {
  addBmcCertificate,
  deleteBmcCertificate,
  listBmcCertificates,
  replaceBmcCertificate,
} from "@/contracts/endpoints/bmc";
import { defineRoute } from "@/server/http/route";
import * as certificates from "@/server/services/bmc/certificates";

export const GET = defineRoute(listBmcCertificates, ({ principal, params, signal }) =>
  certificates.listCertificates(principal, params.profileId, signal),
);
export const PUT = defineRoute(replaceBmcCertificate, ({ principal, params, body, context }) =>
  certificates.replaceCertificate(principal, params.profileId, body, context),
);
export const POST = defineRoute(addBmcCertificate, ({ principal, params, body, context }) =>
  certificates.addCertificate(principal, params.profileId, body, context),
);
export const DELETE = defineRoute(deleteBmcCertificate, ({ principal, params, query, context }) =>
  certificates.deleteCertificate(principal, params.profileId, query, context),
);
