/** Where an object ends up after an operation (HMC Web Services API, section 6, deferred status). */
import type { InvokeRequest } from "../kind";
import { isRefusal, type Send } from "./exchange";
import { readProperties, requestObject } from "./object";
import { getOperation } from "./operations";

/** Operating modes whose LPARs load by themselves. */
const SELF_LOADING = new Set(["ssc", "zaware"]);

function text(properties: ReadonlyMap<string, unknown>, name: string): string {
  const value = properties.get(name);
  return typeof value === "string" ? value : "";
}

/**
 * Activation ends in `operating` where the image profile loads at activation, its mode loads by itself or a load profile
 * is named, in `not-operating` otherwise. Undefined where the profile cannot be read.
 */
async function activationLoads(send: Send, request: InvokeRequest): Promise<boolean | undefined> {
  try {
    const lpar = readProperties(await send(requestObject(request.target)));
    const named = request.input["activation-profile-name"];
    const profile = typeof named === "string" && named !== "" ? named : text(lpar, "next-activation-profile-name");
    const name = profile === "" ? text(lpar, "name") : profile;
    const cpc = text(lpar, "parent");
    if (cpc === "" || name === "") return undefined;
    const image = readProperties(
      await send(requestObject(`${cpc}/image-activation-profiles/${encodeURIComponent(name)}`)),
    );
    return image.get("load-at-activation") === true || SELF_LOADING.has(text(image, "operating-mode"));
  } catch (error) {
    // No image profile of that name, or no permission to read it: both ends stay possible.
    if (isRefusal(error, 404) || isRefusal(error, 403, 1) || isRefusal(error, 409)) return undefined;
    throw error;
  }
}

/** Statuses one of which the target shows when the operation has taken effect. */
export async function endStatuses(send: Send, request: InvokeRequest): Promise<readonly string[]> {
  const { endStatuses: usual } = getOperation(request.operation);
  if (request.operation !== "lpar-activate") return usual;
  const loads = await activationLoads(send, request);
  if (loads === undefined) return usual;
  return loads ? ["operating"] : ["not-operating"];
}
