import { needsAttention, summarizeChecks } from "@/app/_components/certificate/checks";
import type { Tone } from "@/app/_components/feedback/tone";
import type { CertificateOrder, OrderState } from "@/contracts/certificate-order";
import { nameKey } from "@/contracts/key-name";

export type StationId = "look" | "request" | "sign" | "verify" | "prove" | "keep";
export type StationStatus = "done" | "flawed" | "skipped" | "present" | "failed" | "ahead";

export interface Station {
  id: StationId;
  title: string;
  status: StationStatus;
  /** What it came to, in a line; empty while there is nothing to say. */
  summary: string;
}

const order = ["look", "request", "sign", "verify", "prove", "keep"] as const satisfies readonly StationId[];

const titles: Record<StationId, string> = {
  look: "Look",
  request: "Key and request",
  sign: "Sign",
  verify: "Verify",
  prove: "Prove",
  keep: "Keep",
};

const places: Record<Exclude<OrderState, "failed" | "cancelled" | "superseded">, StationId> = {
  draft: "request",
  key_ready: "request",
  csr_ready: "sign",
  awaiting_certificate: "sign",
  certificate_received: "verify",
  verified: "prove",
  tested: "keep",
  active: "keep",
};

type Shown = Pick<
  CertificateOrder,
  "state" | "profile" | "findings" | "request" | "certificates" | "checks" | "proof" | "identity" | "history"
>;

/** Where the order stands, or stood before it failed or ended. */
export function presentStation(shown: Pick<Shown, "state" | "profile" | "findings" | "history">): StationId {
  let { state } = shown;
  for (const event of shown.history.toReversed()) {
    if (state !== "failed" && state !== "cancelled" && state !== "superseded") break;
    if (event.to === state) state = event.from;
  }
  if (state === "failed" || state === "cancelled" || state === "superseded") return "request";
  return state === "draft" && shown.profile !== null && shown.findings.length === 0 ? "look" : places[state];
}

function summaryOf(id: StationId, shown: Shown): string {
  const leaf = shown.certificates[0];
  switch (id) {
    case "look":
      return summarizeChecks(shown.findings);
    case "request":
      return shown.request === null ? "" : `${shown.request.subject}, ${nameKey(shown.request.key)}`;
    case "sign":
      return leaf === undefined ? "" : `Signed by ${leaf.issuer}`;
    case "verify":
      return summarizeChecks(shown.checks);
    case "prove":
      return shown.proof?.finding ?? "";
    case "keep":
      return shown.identity === null ? "" : `Client certificate ${shown.identity.name}`;
  }
}

function isEmpty(id: StationId, shown: Shown): boolean {
  return (id === "look" && shown.findings.length === 0) || (id === "prove" && shown.proof === null);
}

/** The stations of an order in their order; looking at a device is none where the request is carried by hand. */
export function stationsOf(shown: Shown): Station[] {
  const present = order.indexOf(presentStation(shown));
  const isFinished = shown.state === "active" || shown.state === "superseded";
  const status = (id: StationId, index: number): StationStatus => {
    if (index < present || isFinished) {
      if (isEmpty(id, shown)) return "skipped";
      return id === "look" && shown.findings.some(needsAttention) ? "flawed" : "done";
    }
    if (index > present) return "ahead";
    return shown.state === "failed" ? "failed" : "present";
  };
  return order.flatMap((id, index) =>
    id === "look" && shown.profile === null
      ? []
      : [{ id, title: titles[id], status: status(id, index), summary: summaryOf(id, shown) }],
  );
}

/** How the status of a station is shown. */
export const stationStatuses: Record<StationStatus, { tone: Tone; text: string }> = {
  done: { tone: "ok", text: "Done" },
  flawed: { tone: "warn", text: "Done, with warnings" },
  skipped: { tone: "idle", text: "Skipped" },
  present: { tone: "busy", text: "Now" },
  failed: { tone: "fail", text: "Failed" },
  ahead: { tone: "idle", text: "To come" },
};

/** The station an address's fragment names, if it is one. */
export function stationOfHash(hash: string): StationId | null {
  return order.find((id) => hash === `#${id}`) ?? null;
}
