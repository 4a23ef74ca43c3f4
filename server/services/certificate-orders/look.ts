import "server-only";
import type { Check, Evidence } from "@/contracts/check";
import { PkiError } from "@/server/pki/errors";
import { readCertificateFile } from "@/server/pki/pem";
import type { ClockSkew } from "@/server/protocols/bmc/clock";
import type { BmcConnection } from "@/server/protocols/bmc/connection";
import { type Finding, fact, judgeHostState, judgeOffer, judgeRole } from "@/server/protocols/bmc/findings";
import type { OfferVerdict, RootReading } from "@/server/protocols/bmc/host-certificate";
import type { HostReadiness } from "@/server/protocols/bmc/host-readiness";
import type { VmiNetwork } from "@/server/protocols/bmc/vmi-network";
import { DeviceError } from "@/server/protocols/errors";
import { TransportError } from "@/server/transport/errors";

const SECOND_MS = 1_000;

const titles = {
  reach: "The BMC answers and is the one that is trusted",
  clock: "Its clock agrees with the console's",
  logon: "The console can log on",
  role: "The user's role allows certificate requests",
  offer: "The firmware offers the certificate exchange",
  host: "The hypervisor and the VMI are up",
  addresses: "The VMI has an address",
  authority: "The VMI's authority is known to the BMC",
} as const;
type FindingId = keyof typeof titles;

function listed(id: FindingId, { verdict, finding, remedy = null, evidence = [] }: Finding): Check {
  return { id, title: titles[id], verdict, finding, evidence, remedy };
}

function judgeClockSkew(clock: ClockSkew | null): Finding {
  if (clock === null) return { verdict: "skipped", finding: "The BMC does not show its clock." };
  const seconds = Math.round(Math.abs(clock.skewMs) / SECOND_MS);
  const direction = clock.skewMs >= 0 ? "ahead of" : "behind";
  const evidence = [fact("Time", clock.deviceTime.toISOString(), clock.ourTime.toISOString())];
  if (clock.level === "ok") return { verdict: "pass", finding: `It differs by ${seconds} s.`, evidence };
  const difference = `The BMC's clock is ${seconds} s ${direction} the console's.`;
  const danger = "That is more than 5 minutes: what is signed by it can be refused as not yet valid, or as expired.";
  const finding = clock.level === "severe" ? `${difference} ${danger}` : difference;
  const remedy = "Set the clocks, by NTP where possible: certificates can look expired or not yet valid otherwise.";
  return { verdict: "warn", finding, remedy, evidence };
}

function judgeAddresses({ interfaces, reachable, warnings }: VmiNetwork): Finding {
  const evidence = interfaces.map(({ name, isEnabled, addresses }) =>
    fact(
      name,
      `${addresses.map(({ address, origin }) => (origin === null ? address : `${address} (${origin})`)).join(", ") || "no address"}${isEnabled === false ? ", not in use" : ""}`,
    ),
  );
  if (reachable.length > 0) {
    return { verdict: "pass", finding: `It can be reached at ${reachable.join(", ")}.`, evidence };
  }
  return {
    verdict: "warn",
    finding: ["The VMI has no address that is in use.", ...warnings].join(" "),
    remedy: "Set an address of the VMI; a certificate can be signed without one, but not be proven.",
    evidence,
  };
}

function describeRoot(pem: string): Evidence[] {
  try {
    return readCertificateFile(pem).certificates.map(({ facts }) =>
      fact(facts.commonName ?? facts.subject, facts.fingerprint256),
    );
  } catch (error) {
    if (error instanceof PkiError) return [fact("Content", error.message)];
    throw error;
  }
}

function judgeAuthority(root: RootReading, known: string | null): Finding {
  switch (root.kind) {
    case "present": {
      const evidence = describeRoot(root.pem).map((entry) => ({ ...entry, expected: known }));
      const isSame = known === null || evidence.some((entry) => entry.actual === known);
      return isSame
        ? { verdict: "pass", finding: known === null ? "It is." : "It is the same as last time.", evidence }
        : {
            verdict: "warn",
            finding: "It is another one than last time.",
            remedy: "Find out whether the VMI was made anew; you will be asked before its certificate is used.",
            evidence,
          };
    }
    case "unchanged":
      return { verdict: "pass", finding: "It is the same as last time." };
    case "never-delivered":
    case "empty":
      return {
        verdict: "inform",
        finding: "The VMI has not given it to the BMC yet; it does so when it comes up.",
        remedy: "Start the hypervisor. The authority is read again after signing.",
      };
  }
}

/** What a failure on the way to an answer means for one finding. */
function asFinding(error: unknown): Finding {
  if (error instanceof TransportError) {
    return {
      verdict: "refuse",
      finding: error.message,
      remedy: "Test the connection: it shows which step fails, and lets you trust the BMC's certificate.",
    };
  }
  if (error instanceof DeviceError) {
    return { verdict: "refuse", finding: error.message, remedy: error.remedy ?? null };
  }
  throw error;
}

async function find(id: FindingId, work: () => Promise<Finding>): Promise<Check> {
  try {
    return listed(id, await work());
  } catch (error) {
    return listed(id, asFinding(error));
  }
}

/** The findings where the BMC could not even be logged on to; what comes later is listed as skipped. */
export function describeNoLogon(error: unknown): Check[] {
  const failure = asFinding(error);
  const isReach = error instanceof TransportError;
  const ids = Object.keys(titles) as FindingId[];
  const failed: FindingId = isReach ? "reach" : "logon";
  return ids.map((id) => {
    if (id === failed) return listed(id, failure);
    if (id === "reach") return listed(id, { verdict: "pass", finding: "It does." });
    return listed(id, { verdict: "skipped", finding: `Not looked at, because this failed: ${titles[failed]}.` });
  });
}

export interface Look {
  findings: Check[];
  /** Null where it could not be read. */
  host: HostReadiness | null;
  /** Addresses of the VMI that can be dialled. */
  vmiAddresses: string[];
}

/**
 * Looks whether a BMC can sign now (BMC reference, section 2, steps 1 to 5): one finding per step, with a remedy where it
 * hinders. `knownAuthority` is the fingerprint of the VMI's authority at the last exchange.
 */
export async function lookAtBmc(
  connection: BmcConnection,
  knownAuthority: string | null,
  signal?: AbortSignal,
): Promise<Look> {
  let host: HostReadiness | null = null;
  let vmiAddresses: string[] = [];
  let offer: OfferVerdict | null = null;
  const { root, address } = connection;
  const reach = listed("reach", {
    verdict: "pass",
    finding: "It does.",
    evidence: [
      fact("Address", `${address.host}:${address.port}`),
      fact("Product", root.product),
      fact("Model", root.model),
      fact("Serial number", root.serialNumber),
    ].filter((entry) => entry.actual !== null),
  });
  const role = await find("role", async () => {
    return judgeRole(await connection.judgeRole());
  });
  const [offered, hostFinding, addresses] = await Promise.all([
    find("offer", async () => {
      offer = await connection.findOffer(signal);
      return judgeOffer(offer);
    }),
    find("host", async () => {
      host = await connection.readHostReadiness(signal);
      return judgeHostState(host);
    }),
    find("addresses", async () => {
      const network = await connection.readVmiNetwork(signal);
      vmiAddresses = network.reachable;
      return judgeAddresses(network);
    }),
  ]);
  const present = offer as OfferVerdict | null;
  const authority = await find("authority", async () =>
    present?.kind === "offered"
      ? judgeAuthority(await connection.readRoot(present.offer, { signal }), knownAuthority)
      : { verdict: "skipped", finding: "Not looked at: the exchange is not offered." },
  );
  const findings = [
    reach,
    listed("clock", judgeClockSkew(connection.clock)),
    listed("logon", { verdict: "pass", finding: "It can." }),
    role,
    offered,
    hostFinding,
    addresses,
    authority,
  ];
  return { findings, host, vmiAddresses };
}
