import { addressOf } from "../address";
import type * as endpoints from "../endpoints/certificate-orders";

export const listOrders = addressOf<typeof endpoints.listOrders>("GET", "/api/certificate-orders");
export const createOrder = addressOf<typeof endpoints.createOrder>("POST", "/api/certificate-orders");
export const getOrder = addressOf<typeof endpoints.getOrder>("GET", "/api/certificate-orders/:orderId");
export const lookAtDevice = addressOf<typeof endpoints.lookAtDevice>("POST", "/api/certificate-orders/:orderId/look");
export const generateRequest = addressOf<typeof endpoints.generateRequest>(
  "POST",
  "/api/certificate-orders/:orderId/key",
);
export const uploadRequest = addressOf<typeof endpoints.uploadRequest>(
  "PUT",
  "/api/certificate-orders/:orderId/request",
);
export const downloadRequest = addressOf<typeof endpoints.downloadRequest>(
  "GET",
  "/api/certificate-orders/:orderId/request",
);
export const reviseRequest = addressOf<typeof endpoints.reviseRequest>(
  "POST",
  "/api/certificate-orders/:orderId/revise",
);
export const signOrder = addressOf<typeof endpoints.signOrder>("POST", "/api/certificate-orders/:orderId/sign");
export const awaitUpload = addressOf<typeof endpoints.awaitUpload>("POST", "/api/certificate-orders/:orderId/await");
export const uploadCertificate = addressOf<typeof endpoints.uploadCertificate>(
  "PUT",
  "/api/certificate-orders/:orderId/certificate",
);
export const verifyOrder = addressOf<typeof endpoints.verifyOrder>("POST", "/api/certificate-orders/:orderId/verify");
export const acceptAuthority = addressOf<typeof endpoints.acceptAuthority>(
  "POST",
  "/api/certificate-orders/:orderId/authority/accept",
);
export const declineAuthority = addressOf<typeof endpoints.declineAuthority>(
  "POST",
  "/api/certificate-orders/:orderId/authority/decline",
);
export const testOrder = addressOf<typeof endpoints.testOrder>("POST", "/api/certificate-orders/:orderId/test");
export const activateOrder = addressOf<typeof endpoints.activateOrder>(
  "POST",
  "/api/certificate-orders/:orderId/activate",
);
export const exportOrder = addressOf<typeof endpoints.exportOrder>("POST", "/api/certificate-orders/:orderId/export");
export const retryOrder = addressOf<typeof endpoints.retryOrder>("POST", "/api/certificate-orders/:orderId/retry");
export const stopStep = addressOf<typeof endpoints.stopStep>("POST", "/api/certificate-orders/:orderId/stop");
export const cancelOrder = addressOf<typeof endpoints.cancelOrder>("POST", "/api/certificate-orders/:orderId/cancel");
export const renewOrders = addressOf<typeof endpoints.renewOrders>("POST", "/api/certificate-orders/renew");
export const deleteOrder = addressOf<typeof endpoints.deleteOrder>("DELETE", "/api/certificate-orders/:orderId");
export const listRequestTemplates = addressOf<typeof endpoints.listRequestTemplates>("GET", "/api/request-templates");
export const createRequestTemplate = addressOf<typeof endpoints.createRequestTemplate>(
  "POST",
  "/api/request-templates",
);
export const replaceRequestTemplate = addressOf<typeof endpoints.replaceRequestTemplate>(
  "PUT",
  "/api/request-templates/:templateId",
);
export const deleteRequestTemplate = addressOf<typeof endpoints.deleteRequestTemplate>(
  "DELETE",
  "/api/request-templates/:templateId",
);
