import { z } from "zod";
import * as order from "../certificate-order";
import { requestTemplateInput, requestTemplateSchema } from "../certificate-request";
import { defineEndpoint } from "../endpoint";
import { idSchema, pageOf, pageQuerySchema } from "../page";

const orderParams = z.object({ orderId: idSchema });
const templateParams = z.object({ templateId: idSchema });
const confirmQuery = z.strictObject({ confirm: z.string().max(80) });
const orderErrors = ["revision_conflict", "conflict"] as const;
const deviceErrors = [
  ...orderErrors,
  "device_unreachable",
  "device_tls",
  "device_authentication",
  "device_authorization",
  "device_unavailable",
  "device_timeout",
] as const;

export const listOrders = defineEndpoint({
  id: "orders.list",
  method: "GET",
  path: "/api/certificate-orders",
  access: "session",
  teamPermission: "trust.view",
  summary: "Certificate orders of the active team, newest first.",
  query: pageQuerySchema.extend({ profileId: idSchema.optional() }),
  response: pageOf(order.orderSummarySchema),
  countsAsActivity: false,
});
export const createOrder = defineEndpoint({
  id: "orders.create",
  method: "POST",
  path: "/api/certificate-orders",
  access: "session",
  summary:
    "Begins an order, for a device or to be carried to the signer by hand. Needs sign-csr on the profile, or " +
    "identities.manage without one.",
  status: 201,
  body: order.createOrderInput,
  response: order.certificateOrderSchema,
});
export const getOrder = defineEndpoint({
  id: "orders.get",
  method: "GET",
  path: "/api/certificate-orders/:orderId",
  access: "session",
  summary: "One order with its request, certificate, checks and history; without its key.",
  params: orderParams,
  response: order.certificateOrderSchema,
  countsAsActivity: false,
});
export const lookAtDevice = defineEndpoint({
  id: "orders.look",
  method: "POST",
  path: "/api/certificate-orders/:orderId/look",
  access: "session",
  summary: "Looks whether the device can sign now: trust, clock, role, feature, host and VMI addresses.",
  params: orderParams,
  body: order.orderVersionInput,
  response: order.certificateOrderSchema,
  errors: deviceErrors,
});
export const generateRequest = defineEndpoint({
  id: "orders.generate",
  method: "POST",
  path: "/api/certificate-orders/:orderId/key",
  access: "session",
  summary: "Makes a key pair, seals it, and writes the request.",
  params: orderParams,
  body: order.generateRequestInput,
  response: order.certificateOrderSchema,
  errors: orderErrors,
});
export const uploadRequest = defineEndpoint({
  id: "orders.upload-request",
  method: "PUT",
  path: "/api/certificate-orders/:orderId/request",
  access: "session",
  summary: "Takes a request made elsewhere, with its key or without.",
  params: orderParams,
  body: order.uploadRequestInput,
  response: order.certificateOrderSchema,
  errors: [...orderErrors, "invalid_certificate", "invalid_key"],
});
export const downloadRequest = defineEndpoint({
  id: "orders.download-request",
  method: "GET",
  path: "/api/certificate-orders/:orderId/request",
  access: "session",
  summary: "The request as PEM.",
  params: orderParams,
  format: "text",
  response: z.string(),
  errors: ["conflict"],
});
export const reviseRequest = defineEndpoint({
  id: "orders.revise",
  method: "POST",
  path: "/api/certificate-orders/:orderId/revise",
  access: "session",
  summary: "Drops key and request, so that the form can be changed.",
  params: orderParams,
  body: order.orderVersionInput,
  response: order.certificateOrderSchema,
  errors: orderErrors,
});
export const signOrder = defineEndpoint({
  id: "orders.sign",
  method: "POST",
  path: "/api/certificate-orders/:orderId/sign",
  access: "session",
  summary: "Has the device sign the request; the order shows how far it is. The device answers after up to 30 seconds.",
  params: orderParams,
  status: 202,
  body: order.orderVersionInput,
  response: order.certificateOrderSchema,
  errors: deviceErrors,
});
export const awaitUpload = defineEndpoint({
  id: "orders.await-upload",
  method: "POST",
  path: "/api/certificate-orders/:orderId/await",
  access: "session",
  summary: "Marks the request as carried to the signer.",
  params: orderParams,
  body: order.orderVersionInput,
  response: order.certificateOrderSchema,
  errors: orderErrors,
});
export const uploadCertificate = defineEndpoint({
  id: "orders.upload-certificate",
  method: "PUT",
  path: "/api/certificate-orders/:orderId/certificate",
  access: "session",
  summary: "Takes the signed certificate and the authority's own, and checks them.",
  params: orderParams,
  body: order.uploadCertificateInput,
  response: order.certificateOrderSchema,
  errors: [...orderErrors, "invalid_certificate"],
});
export const verifyOrder = defineEndpoint({
  id: "orders.verify",
  method: "POST",
  path: "/api/certificate-orders/:orderId/verify",
  access: "session",
  summary: "Runs all checks on what was received.",
  params: orderParams,
  body: order.orderVersionInput,
  response: order.certificateOrderSchema,
  errors: orderErrors,
});
export const acceptAuthority = defineEndpoint({
  id: "orders.accept-authority",
  method: "POST",
  path: "/api/certificate-orders/:orderId/authority/accept",
  access: "session",
  summary: "Accepts the VMI's new authority; the fingerprint shown has to be given.",
  params: orderParams,
  body: order.decideAuthorityInput,
  response: order.certificateOrderSchema,
  errors: [...orderErrors, "confirmation_mismatch"],
});
export const declineAuthority = defineEndpoint({
  id: "orders.decline-authority",
  method: "POST",
  path: "/api/certificate-orders/:orderId/authority/decline",
  access: "session",
  summary: "Declines the VMI's new authority, which ends the attempt.",
  params: orderParams,
  body: order.decideAuthorityInput,
  response: order.certificateOrderSchema,
  errors: orderErrors,
});
export const testOrder = defineEndpoint({
  id: "orders.test",
  method: "POST",
  path: "/api/certificate-orders/:orderId/test",
  access: "session",
  summary: "Opens a mutual TLS connection to the VMI and waits for what proves acceptance.",
  params: orderParams,
  status: 202,
  body: order.testOrderInput,
  response: order.certificateOrderSchema,
  errors: [...orderErrors, "address_not_allowed"],
});
export const activateOrder = defineEndpoint({
  id: "orders.activate",
  method: "POST",
  path: "/api/certificate-orders/:orderId/activate",
  access: "session",
  summary: "Keeps key and certificate as a client identity of the team.",
  params: orderParams,
  body: order.activateOrderInput,
  response: order.certificateOrderSchema,
  errors: orderErrors,
});
export const exportOrder = defineEndpoint({
  id: "orders.export",
  method: "POST",
  path: "/api/certificate-orders/:orderId/export",
  access: "session",
  summary: "Certificate, authority and encrypted key as files. Needs export-key on the profile.",
  params: orderParams,
  body: order.exportOrderInput,
  response: order.exportAnswerSchema,
  errors: ["conflict", "secret_missing"],
});
export const retryOrder = defineEndpoint({
  id: "orders.retry",
  method: "POST",
  path: "/api/certificate-orders/:orderId/retry",
  access: "session",
  summary: "Goes back from a failure to the last step that can be repeated.",
  params: orderParams,
  body: order.orderVersionInput,
  response: order.certificateOrderSchema,
  errors: orderErrors,
});
export const stopStep = defineEndpoint({
  id: "orders.stop",
  method: "POST",
  path: "/api/certificate-orders/:orderId/stop",
  access: "session",
  summary: "Stops the step that is going on; the order stays as it was before it.",
  params: orderParams,
  body: order.orderVersionInput,
  response: order.certificateOrderSchema,
  errors: orderErrors,
});
export const cancelOrder = defineEndpoint({
  id: "orders.cancel",
  method: "POST",
  path: "/api/certificate-orders/:orderId/cancel",
  access: "session",
  summary: "Stops what is going on and ends the order.",
  params: orderParams,
  body: order.orderVersionInput,
  response: order.certificateOrderSchema,
  errors: orderErrors,
});
export const renewOrders = defineEndpoint({
  id: "orders.renew",
  method: "POST",
  path: "/api/certificate-orders/renew",
  access: "session",
  summary:
    "Begins an order with a new key for each of the client identities, or takes up the open one, and goes on with it by itself where a device can sign; they stay until the new ones are proven.",
  status: 202,
  body: order.renewOrdersInput,
  response: order.renewOrdersAnswerSchema,
});
export const deleteOrder = defineEndpoint({
  id: "orders.delete",
  method: "DELETE",
  path: "/api/certificate-orders/:orderId",
  access: "session",
  summary: "Deletes an order that is over, with its key.",
  params: orderParams,
  query: confirmQuery,
  errors: ["conflict", "confirmation_mismatch"],
});
export const listRequestTemplates = defineEndpoint({
  id: "request-templates.list",
  method: "GET",
  path: "/api/request-templates",
  access: "session",
  teamPermission: "trust.view",
  summary: "Request forms the team keeps to start from.",
  response: z.object({ items: z.array(requestTemplateSchema) }),
});
export const createRequestTemplate = defineEndpoint({
  id: "request-templates.create",
  method: "POST",
  path: "/api/request-templates",
  access: "session",
  teamPermission: "identities.manage",
  summary: "Keeps a request form under a name.",
  status: 201,
  body: requestTemplateInput,
  response: requestTemplateSchema,
  errors: ["conflict"],
});
export const replaceRequestTemplate = defineEndpoint({
  id: "request-templates.replace",
  method: "PUT",
  path: "/api/request-templates/:templateId",
  access: "session",
  summary: "Changes a kept request form.",
  params: templateParams,
  body: requestTemplateInput,
  response: requestTemplateSchema,
  errors: ["conflict"],
});
export const deleteRequestTemplate = defineEndpoint({
  id: "request-templates.delete",
  method: "DELETE",
  path: "/api/request-templates/:templateId",
  access: "session",
  summary: "Deletes a kept request form.",
  params: templateParams,
});
