import type { CertificateOrder } from "@/contracts/certificate-order";
import {
  activateOrder,
  createOrder,
  generateRequest,
  getOrder,
  signOrder,
  testOrder,
} from "@/contracts/endpoints/certificate-orders";
import type { Profile } from "@/contracts/profile";
import type { ConsoleClient } from "./console-client";

const STEP_MS = 30_000;
const LOOK_MS = 100;

/** Waits until the step that was begun is over and the order is in the state it leads to. */
async function settle(client: ConsoleClient, begun: CertificateOrder, wanted: string): Promise<CertificateOrder> {
  const deadline = Date.now() + STEP_MS;
  let order = begun;
  while (order.step !== null) {
    if (Date.now() > deadline) throw new Error(`The order “${order.name}” stays at ${order.state}.`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    order = await client.call(getOrder, { params: { orderId: order.id } });
  }
  if (order.state === wanted) return order;
  throw new Error(`The order “${order.name}” is ${order.state}: ${order.problem?.message ?? "no reason is given"}`);
}

/**
 * Orders a client certificate for the VMI of a BMC, proves it and keeps it, all through the API.
 * @throws Error where a step does not lead to the next one
 */
export async function orderCertificate(client: ConsoleClient, profile: Profile): Promise<CertificateOrder> {
  const name = `Console at ${profile.name}`;
  const created = await client.call(createOrder, { body: { name, profileId: profile.id } });
  const params = { orderId: created.id };
  const form = { keyAlgorithm: "rsa-3072" as const, subject: { commonName: "signalbox-demo", organization: "Demo" } };
  const { version } = await client.call(generateRequest, { params, body: { version: created.version, form } });
  const signing = await client.call(signOrder, { params, body: { version } });
  const signed = await settle(client, signing, "verified");
  const testing = await client.call(testOrder, { params, body: { version: signed.version } });
  const tested = await settle(client, testing, "tested");
  return client.call(activateOrder, { params, body: { version: tested.version, identityName: name } });
}
