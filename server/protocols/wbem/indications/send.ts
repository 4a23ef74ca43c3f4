/** Sending an indication to a listener, as a server would (DSP0200, section 5.4.2.3; reference, section 13.2). */
import { type HttpTarget, openSockets } from "../../device-http";
import { ExportIndication } from "../client";
import { WbemError } from "../errors";
import type { WbemExchange } from "../exchange";
import { discardBody } from "../http";
import { requireXml } from "../http-failure";
import { instance, property } from "../model/builders";
import type { CimInstance } from "../model/objects";

const TIMEOUT_MS = 30_000;
const RESPONSE_LIMIT_BYTES = 1024 * 1024;
const DEFAULT_PORTS = { "http:": 80, "https:": 443 } as const;

/** What PerceivedSeverity and AlertType call information and others. */
const INFORMATION = 2;
const OTHER = 1;

/** An alert by which a listener shows that it is there. */
export function testIndication(message: string, now: Date): CimInstance {
  const digits = now.toISOString().replaceAll(/[-:TZ]/g, "");
  return instance("CIM_AlertIndication", [
    property("IndicationTime", "datetime", `${digits}000+000`),
    property("AlertType", "uint16", OTHER),
    property("OtherAlertType", "string", "Test"),
    property("PerceivedSeverity", "uint16", INFORMATION),
    property("ProbableCause", "uint16", OTHER),
    property("MessageID", "string", "SIGNALBOX0001"),
    property("Message", "string", message),
    property("Description", "string", message),
    property("ProviderName", "string", "Signalbox"),
  ]);
}

/**
 * Delivers an indication once, without credentials, where the target's policy lets the address be dialled.
 * @throws WbemError where the listener refuses or is none, TransportError
 */
export async function sendIndication(target: HttpTarget, url: URL, indication: CimInstance): Promise<void> {
  const { protocol, hostname, pathname, search } = url;
  if (protocol !== "http:" && protocol !== "https:") {
    throw new WbemError("Indications are sent over HTTP and HTTPS only.", { family: "model", code: "invalid_request" });
  }
  const address = {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? DEFAULT_PORTS[protocol] : Number(url.port),
  };
  const { connection } = await openSockets(target, address, 1, protocol === "https:" ? "https" : "http");
  const exchange: WbemExchange = async ({ operation, headers, body, signal }) => {
    const answer = await connection.stream({
      method: "POST",
      path: `${pathname}${search}`,
      headers: { "content-type": 'application/xml; charset="utf-8"', accept: "text/xml, application/xml", ...headers },
      body,
      signal,
      totalMs: TIMEOUT_MS,
      maximumResponseBytes: RESPONSE_LIMIT_BYTES,
    });
    if (answer.status !== 200) {
      await discardBody(answer);
      throw new WbemError(`The listener answered with HTTP status ${answer.status}.`, {
        family: "http",
        code: "device_request_rejected",
        operation,
        status: answer.status,
        remedy: "Check that the address of the destination is that of a listener for indications.",
      });
    }
    try {
      requireXml(operation, answer);
    } catch (error) {
      answer.body.destroy();
      throw error;
    }
    return answer;
  };
  try {
    await ExportIndication(exchange, indication);
  } finally {
    await connection.destroy();
  }
}
