import "server-only";
import type { WbemTestIndication } from "@/contracts/wbem/subscriptions";
import type { WbemPath } from "@/contracts/wbem/values";
import type { Principal, RequestContext } from "@/server/domain/principal";
import { DeviceError } from "@/server/protocols/errors";
import { sendIndication, testIndication } from "@/server/protocols/wbem/indications/send";
import { listSubscriptions } from "@/server/protocols/wbem/indications/subscriptions";
import { keyOfPath } from "@/server/protocols/wbem/model/equality";
import { printWbemUri } from "@/server/protocols/wbem/uri/print";
import { resolveOutbound } from "../connection-target";
import { asDeviceError, runProblemOf } from "../device-errors";
import { changeWbem, getWbemProfile } from "./connection";
import type { WatchedConnection } from "./recorders";
import { requireInterop } from "./server";
import { inNamespace, shownUrl } from "./subscriptions";
import { requirePath } from "./wire";

const WAY_REMEDY =
  "Look whether the listener runs, whether this console reaches its address, and whether a CA that the profile trusts has signed its certificate.";

/** The address that the server itself lists for a destination that a subscription uses. @throws DeviceError */
async function listedUrl({ operations, ...connection }: WatchedConnection, wanted: WbemPath): Promise<URL> {
  const interop = await requireInterop({ ...connection, operations });
  const { destinations, subscriptions } = await listSubscriptions(operations, interop);
  const keyOf = (path: Parameters<typeof inNamespace>[0]) => keyOfPath(inNamespace(path, interop));
  const key = keyOf(requirePath(wanted));
  const found = destinations.find(({ path }) => keyOf(path) === key);
  if (found === undefined || !subscriptions.some(({ destination }) => keyOf(destination) === key)) {
    throw new DeviceError("device_not_found", "No subscription of the server has this destination.");
  }
  if (URL.canParse(found.url)) return new URL(found.url);
  throw new DeviceError("device_protocol", "What the server lists as address of the destination is none.");
}

/**
 * Sends an alert to the listener of a subscription once, by the rules for addresses that hold for all of the console
 * (SEC-D2) and without credentials. That it is not taken is an answer.
 * @throws AppError `not_found`, `forbidden`, `invalid_request`, the device's codes as long as nothing was sent
 */
export async function sendTestIndication(
  principal: Principal,
  profileId: string,
  destination: WbemPath,
  context: RequestContext,
): Promise<WbemTestIndication> {
  const record = await getWbemProfile(principal, profileId, "operate");
  const objectId = printWbemUri(requirePath(destination));
  let tried: { url: string; startedAt: number } | undefined;
  let problem: WbemTestIndication["problem"] = null;
  try {
    await changeWbem(
      { principal, context, record },
      { action: "wbem.subscription.test", objectType: "wbem-subscription", objectId },
      async (connection) => {
        const url = await listedUrl(connection, destination);
        tried = { url: shownUrl(url.href), startedAt: performance.now() };
        const indication = testIndication(`Test of the subscription at ${record.name}, sent by Signalbox`, new Date());
        const target = await resolveOutbound(record, url);
        // Coded at once: what the listener does says nothing of the connection to the server.
        await sendIndication(target, url, indication).catch((error: unknown) => {
          throw asDeviceError(error, WAY_REMEDY);
        });
      },
    );
  } catch (error) {
    if (tried === undefined) throw error;
    problem = runProblemOf(error, "The listener has not taken the indication");
  }
  if (tried === undefined) throw new Error("The indication was neither sent nor refused.");
  const { url, startedAt } = tried;
  return { url, isTaken: problem === null, durationMs: performance.now() - startedAt, problem };
}
