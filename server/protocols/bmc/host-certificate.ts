/** The offer of the VMI certificate exchange and the root certificate (BMC reference, sections 2, 3 and 5). */
import { z } from "zod";
import { DeviceError } from "../errors";
import { isRefusal } from "./errors";
import { type BmcAnswer, type BmcApi, type BmcRequest, isProperties, jsonOf, parseBody } from "./exchange";
import { followable } from "./paths";
import { valueAt } from "./properties";

/** IBM's own entry, which no resource of Redfish links to. Longer paths below it must not end in a slash (section 3). */
export const HOST_CERTIFICATE_URI = "/ibm/v1/Host/Certificate";
/** A root certificate is a few kilobytes; the file is passed on as it is. */
export const CERTIFICATE_LIMIT_BYTES = 64 * 1024;

/** Where the exchange is offered. */
export interface CertificateOffer {
  signUri: string;
  rootUri: string;
}

/** What looking for the exchange found (section 2, step 3). */
export type OfferVerdict =
  | { kind: "offered"; offer: CertificateOffer }
  /** 404: community firmware, or firmware without the feature. */
  | { kind: "not-offered" }
  /** 403: the role lacks ConfigureComponents or ConfigureManager. */
  | { kind: "role-too-low" };

const link = z.string().transform((text, context) => {
  const path = followable(text);
  if (path?.startsWith("/ibm/v1/")) return path.replace(/\/+$/, "");
  context.addIssue({ code: "custom", message: "not a path of the BMC" });
  return z.NEVER;
});
const offerSchema = z.object({
  Actions: z.object({ SignCSR: z.object({ target: link }) }),
  root: z.object({ target: link }),
});

/** Asks whether the exchange is offered to this user. */
export function requestOffer(): BmcRequest {
  return { method: "GET", uri: HOST_CERTIFICATE_URI };
}

/** @throws DeviceError `device_protocol` where the targets are missing. */
export function parseOffer(answer: BmcAnswer): CertificateOffer {
  const body = parseBody(answer, offerSchema, "the offer of the certificate exchange");
  return { signUri: body.Actions.SignCSR.target, rootUri: body.root.target };
}

/** Tells offered, not offered and not allowed apart. @throws BmcError for other refusals, DeviceError, TransportError */
export async function findOffer(api: BmcApi, signal?: AbortSignal): Promise<OfferVerdict> {
  try {
    return { kind: "offered", offer: parseOffer(await api.send(requestOffer(), signal)) };
  } catch (error) {
    if (isRefusal(error, 404)) return { kind: "not-offered" };
    if (isRefusal(error, 403) && error.code === "device_authorization") return { kind: "role-too-low" };
    throw error;
  }
}

/** The root certificate as the BMC has it (section 5); it can be older than the VMI that is running now. */
export type RootReading =
  | { kind: "present"; pem: string; etag: string | null }
  /** If-None-Match matched: it is the one that was read before. */
  | { kind: "unchanged" }
  /** 500 without data: the VMI never came up on this BMC. */
  | { kind: "never-delivered" }
  /** 200 with an empty string. */
  | { kind: "empty" };

/** Reads the root certificate; with `etag`, only if it has changed. */
export function requestRoot(offer: CertificateOffer, etag?: string | null): BmcRequest {
  return {
    method: "GET",
    uri: offer.rootUri,
    headers: etag ? { "if-none-match": etag } : undefined,
    maximumResponseBytes: CERTIFICATE_LIMIT_BYTES,
  };
}

/** @throws DeviceError `device_protocol` for a success that holds no text. */
export function parseRoot(answer: BmcAnswer): RootReading {
  if (answer.status === 304) return { kind: "unchanged" };
  const body = jsonOf(answer);
  const pem = valueAt(body, "Certificate");
  if (typeof pem !== "string") {
    throw new DeviceError("device_protocol", "The BMC's answer to the root certificate is not what IBM documents.");
  }
  return pem.trim() === "" ? { kind: "empty" } : { kind: "present", pem, etag: answer.headers.get("etag") ?? null };
}

/** True for the answer that stands for a missing file; it is not a 404 (section 5). */
function isNeverDelivered(answer: BmcAnswer): boolean {
  const body = jsonOf(answer);
  return answer.status === 500 && isProperties(body) && body.Description === "Internal Server Error";
}

/** Reads the root certificate. @throws BmcError for other refusals, DeviceError `device_protocol`, TransportError */
export async function readRoot(
  api: BmcApi,
  offer: CertificateOffer,
  options: { etag?: string | null; signal?: AbortSignal } = {},
): Promise<RootReading> {
  const request = requestRoot(offer, options.etag);
  const answer = await api.exchange(request, options.signal);
  if (isNeverDelivered(answer)) return { kind: "never-delivered" };
  if (answer.status >= 400) throw await api.refusal(request, answer);
  return parseRoot(answer);
}
