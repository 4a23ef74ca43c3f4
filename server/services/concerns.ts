import "server-only";
import { countOf } from "@/contracts/count";
import type { DiagnosisReport } from "@/contracts/diagnosis";
import type { Concern } from "@/contracts/overview";
import type { TransportErrorClass } from "@/contracts/tls";
import type { ClientIdentity, TrustBundle } from "@/contracts/trust";
import { listAuditEvents } from "@/server/data/audit-events";
import { getDatabase } from "@/server/data/client";
import { listNotifications } from "@/server/data/notifications";
import { listOperationRuns } from "@/server/data/operation-runs";
import { findDiagnoses, type ProfileRecord } from "@/server/data/profiles";
import { policyInForce } from "@/server/domain/trust-policy";
import { readCertificateFacts } from "@/server/pki/certificate";
import { getKind } from "@/server/protocols/registry";
import { getDeviceStatus } from "@/server/runtime/device-status";
import { getDeviceRuntime } from "./device-runtime";
import { findLastInventory } from "./hmc";
import { listRenewalConcerns, type RenewableOrder } from "./renewal-concerns";

export interface ConcernSources {
  records: readonly ProfileRecord[];
  bundles: readonly TrustBundle[];
  identities: readonly ClientIdentity[];
  /** Ordered certificates in use. */
  orders: readonly RenewableOrder[];
  /** Whether the reader administers the installation and so the people in it. */
  isInstanceAdministrator: boolean;
  now: number;
}

const DAY_MS = 24 * 3600_000;
const SOON_DAYS = 30;
const URGENT_DAYS = 7;
/** Of one kind of concern; a page of hundreds helps nobody. */
const LIMIT = 20;

const encode = encodeURIComponent;
const hrefs = {
  connection: (id: string) => `/profiles/${encode(id)}/connection`,
  test: (id: string) => `/profiles/${encode(id)}/test`,
  notifications: (id: string, type: string) => `/notifications?profileId=${encode(id)}&type=${encode(type)}`,
  run: (id: string) => `/runs/${encode(id)}`,
  bundle: (id: string) => `/certificates/bundles/${encode(id)}`,
  identity: (id: string) => `/certificates/identities/${encode(id)}`,
  signIns: () => "/audit?q=sign-in",
  object: (id: string, uri: string) => `/hmc/${encode(id)}/object?uri=${encode(uri)}`,
};

/** Faults of a device that answers, but with a certificate that the profile does not accept. */
const TRUST_FAULTS: readonly string[] = [
  "self-signed",
  "unknown-ca-root-sent",
  "unknown-ca",
  "chain-incomplete",
  "root-missing-in-bundle",
  "expired",
  "not-yet-valid",
  "hostname-mismatch",
  "ip-san-mismatch",
  "no-san",
  "wrong-purpose",
  "weak-key",
  "pin-mismatch",
  "untrusted",
] satisfies TransportErrorClass[];

function isTrustFault(errorClass: string | null): boolean {
  return errorClass !== null && TRUST_FAULTS.includes(errorClass);
}

/** What several profiles of one device have in common when it does not answer; trust is a matter of each of them. */
function causeOf(record: ProfileRecord): string {
  const { errorClass } = getDeviceStatus(record.id).reachability;
  return isTrustFault(errorClass)
    ? record.id
    : JSON.stringify([record.host, record.port, record.alternates, errorClass]);
}

/** Devices that cannot be used as they are, each once, however many profiles lead to it. */
function unreachableConcerns(records: readonly ProfileRecord[]): Concern[] {
  const namesByCause = new Map<string, string[]>();
  const firsts: { record: ProfileRecord; names: string[] }[] = [];
  for (const record of records) {
    if (getDeviceStatus(record.id).reachability.state !== "unreachable") continue;
    const known = namesByCause.get(causeOf(record));
    if (known !== undefined) {
      known.push(record.name);
      continue;
    }
    const names = [record.name];
    namesByCause.set(causeOf(record), names);
    firsts.push({ record, names });
  }
  return firsts.map(({ record: { id, name }, names }) => {
    const { reachability } = getDeviceStatus(id);
    const verb = names.length === 1 ? "does" : "do";
    return {
      id: `unreachable-${id}`,
      kind: "unreachable",
      severity: "critical",
      title: isTrustFault(reachability.errorClass) ? `${name} is not trusted` : `${namesOf(names)} ${verb} not answer`,
      detail: reachability.message ?? "The last probe got no answer.",
      since: reachability.since,
      profileId: id,
      href: hrefs.test(id),
    };
  });
}

/** "A", "A and B", "A, B and 3 more". */
function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, 2);
  if (names.length > 2) return `${shown.join(", ")} and ${names.length - 2} more`;
  return shown.join(" and ");
}

async function profileConcerns(record: ProfileRecord, now: number): Promise<Concern[]> {
  const { id, name } = record;
  const { reachability, listener } = getDeviceStatus(id);
  const { pool } = await getDeviceRuntime();
  const found: Concern[] = [];
  const add = (concern: Omit<Concern, "profileId" | "id">) =>
    found.push({ ...concern, id: `${concern.kind}-${id}`, profileId: id });
  const set = new Set(record.secrets.map((secret) => secret.slot));
  const missing = getKind(record.kind).description.secretSlots.filter((slot) => slot.isRequired && !set.has(slot.slot));
  const paused = pool.pausedLogon(id);
  if (paused !== undefined && missing.length === 0) {
    add({
      kind: "logon-paused",
      severity: "critical",
      title: `Logons to ${name} are paused`,
      detail: paused.reason,
      since: paused.since.toISOString(),
      href: hrefs.connection(id),
    });
  }
  if (missing.length > 0) {
    add({
      kind: "secret-missing",
      severity: "warning",
      title: `${name} has no ${missing.map((slot) => slot.label.toLowerCase()).join(" and no ")}`,
      detail: "The console cannot log on to it.",
      since: null,
      href: hrefs.connection(id),
    });
  }
  const { trust } = policyInForce(record.tls, new Date(now));
  const exposure = getKind(record.kind).exposure(record.settings);
  if (exposure !== "encrypted") {
    const hasCredentials = exposure === "credentials-in-clear";
    add({
      kind: "not-verified",
      severity: hasCredentials ? "critical" : "warning",
      title: hasCredentials ? `Credentials go to ${name} unencrypted` : `The connection to ${name} is not encrypted`,
      detail: hasCredentials
        ? "Anyone on the network path can read them, and change what is sent."
        : "Anyone on the network path can read and change what is sent.",
      since: null,
      href: hrefs.connection(id),
    });
  } else if (trust.mode === "insecure") {
    add({
      kind: "not-verified",
      severity: "critical",
      title: `The certificate of ${name} is not verified`,
      detail: `Whoever sits between could read the credentials. This ends at ${(trust.insecureUntil ?? "").slice(0, 16).replace("T", " ")} UTC.`,
      since: null,
      href: hrefs.connection(id),
    });
  }
  // Where the device cannot be reached or logged on to there are no notifications either; one line for one cause.
  const hasCause = reachability.state === "unreachable" || paused !== undefined || missing.length > 0;
  if (
    record.keepListening &&
    !hasCause &&
    (listener.state === "paused" || listener.state === "reconnecting" || listener.state === "polling")
  ) {
    add({
      kind: "listener",
      severity: listener.state === "polling" ? "info" : "warning",
      title: listener.state === "polling" ? `${name} is polled` : `No notifications from ${name}`,
      detail: listener.detail ?? "The notification stream is interrupted.",
      since: listener.since,
      href: hrefs.test(id),
    });
  }
  return found;
}

/** How soon something ends, as a concern; undefined where there is time. */
function expiry(
  what: { id: string; title: string; notAfter: string; href: string; profileId: string | null },
  now: number,
): Concern[] {
  const days = (Date.parse(what.notAfter) - now) / DAY_MS;
  if (days > SOON_DAYS) return [];
  const isOver = days < 0;
  return [
    {
      id: `certificate-${what.id}`,
      kind: "certificate",
      severity: days < URGENT_DAYS ? "critical" : "warning",
      title: isOver ? `${what.title} has ended` : `${what.title} ends soon`,
      detail: isOver
        ? `It was valid until ${what.notAfter.slice(0, 10)}.`
        : `It is valid until ${what.notAfter.slice(0, 10)}, ${countOf(Math.floor(days), "day")} from now.`,
      since: null,
      profileId: what.profileId,
      href: what.href,
    },
  ];
}

/** The device's own certificate, as the latest connection test saw it. */
function testedLeaf(report: DiagnosisReport | null): { notAfter: string } | undefined {
  const step = report?.steps.find((candidate) => candidate.id === "tls-presented");
  return step?.certificates?.find((entry) => entry.origin === "sent")?.facts ?? undefined;
}

/** When the device's own certificate ends: of the latest probe, or of the latest test where no probe got that far. */
async function presentedLeaf(profileId: string): Promise<{ notAfter: string } | undefined> {
  const { certificatePem } = getDeviceStatus(profileId);
  if (certificatePem !== null) return readCertificateFacts(certificatePem);
  return testedLeaf((await findDiagnoses(getDatabase(), profileId)).latest);
}

async function certificateConcerns({ records, bundles, identities, orders, now }: ConcernSources): Promise<Concern[]> {
  const devices = await Promise.all(
    records.map(async ({ id, name }) => {
      const { reachability } = getDeviceStatus(id);
      // That the profile does not accept it any more has its line already.
      if (reachability.state === "unreachable" && reachability.errorClass === "expired") return [];
      const leaf = await presentedLeaf(id);
      if (leaf === undefined) return [];
      const title = `The certificate of ${name}`;
      return expiry({ id: `device-${id}`, title, notAfter: leaf.notAfter, href: hrefs.test(id), profileId: id }, now);
    }),
  );
  const anchors = bundles
    .filter((bundle) => bundle.usedBy.length > 0)
    .flatMap((bundle) =>
      bundle.anchors.flatMap((anchor) =>
        expiry(
          {
            id: `${bundle.id}-${anchor.fingerprint256}`,
            title: `The CA ${anchor.commonName ?? anchor.subject} in ${bundle.name}`,
            notAfter: anchor.notAfter,
            href: hrefs.bundle(bundle.id),
            profileId: null,
          },
          now,
        ),
      ),
    );
  // What was ordered here has its line as a renewal.
  const ordered = new Set(orders.map(({ identityId }) => identityId));
  const uploaded = identities.filter(({ id }) => !ordered.has(id));
  const own = uploaded.flatMap((identity) =>
    expiry(
      {
        id: identity.id,
        title: `The client certificate ${identity.name}`,
        notAfter: identity.expiresAt,
        href: hrefs.identity(identity.id),
        profileId: null,
      },
      now,
    ),
  );
  return [...devices.flat(), ...anchors, ...own, ...listRenewalConcerns(orders, now)];
}

async function runConcerns(records: readonly ProfileRecord[], now: number): Promise<Concern[]> {
  const names = new Map(records.map((record) => [record.id, record.name]));
  const ids = [...names.keys()];
  const page = { before: null, limit: LIMIT, states: ["failed", "unknown"] as const };
  const rows = await listOperationRuns(getDatabase(), ids, page);
  return rows
    .filter((row) => now - row.startedAt.getTime() < DAY_MS)
    .map((row) => ({
      id: `failed-run-${row.id}`,
      kind: "failed-run",
      severity: "warning",
      title:
        row.state === "unknown"
          ? `${row.label} of ${row.targetName}: outcome not known`
          : `${row.label} of ${row.targetName} failed`,
      detail: `${names.get(row.profileId)}: ${row.progress}`,
      since: (row.endedAt ?? row.startedAt).toISOString(),
      profileId: row.profileId,
      href: hrefs.run(row.id),
    }));
}

async function gapConcerns(records: readonly ProfileRecord[], now: number): Promise<Concern[]> {
  const names = new Map(records.map((record) => [record.id, record.name]));
  const filter = { type: "gap", from: new Date(now - DAY_MS).toISOString() };
  const rows = await listNotifications(getDatabase(), [...names.keys()], filter, { beforeId: null, limit: 200 });
  const byProfile = new Map<string, { count: number; latest: Date }>();
  for (const row of rows) {
    const known = byProfile.get(row.profileId);
    if (known === undefined) byProfile.set(row.profileId, { count: 1, latest: row.receivedAt });
    else known.count += 1;
  }
  return [...byProfile].map(([id, { count, latest }]) => ({
    id: `gap-${id}`,
    kind: "gap",
    severity: "info",
    title: `${count === 1 ? "A gap" : `${count} gaps`} in the notifications of ${names.get(id)}`,
    detail: "Within the last day some notifications may not have arrived.",
    since: latest.toISOString(),
    profileId: id,
    href: hrefs.notifications(id, "gap"),
  }));
}

/** Where an object is, for people who have several of its name. */
function placeOf({ name }: ProfileRecord, cpcName: string | null): string {
  return cpcName === null ? name : `CPC ${cpcName} of ${name}`;
}

/** Objects in a bad state, each once: redundant HMCs show the same object under the same URI. */
function statusConcerns(records: readonly ProfileRecord[]): Concern[] {
  const found: Concern[] = [];
  const listed = new Set<string>();
  for (const record of records) {
    const inventory = findLastInventory(record);
    if (inventory === undefined) continue;
    const { id } = record;
    for (const object of [...inventory.cpcs, ...inventory.partitions]) {
      const key = JSON.stringify([object.uri, object.name, object.status]);
      if (object.hasUnacceptableStatus !== true || found.length >= LIMIT || listed.has(key)) continue;
      listed.add(key);
      found.push({
        id: `unacceptable-status-${id}-${object.uri}`,
        kind: "unacceptable-status",
        severity: "warning",
        title: `${object.name} is ${object.status}`,
        detail: `${placeOf(record, "cpcName" in object ? object.cpcName : null)}: a status that is not among those acceptable for it.`,
        since: null,
        readAt: inventory.readAt,
        profileId: id,
        href: hrefs.object(id, object.uri),
      });
    }
  }
  return found;
}

/** Accounts whose sign-ins were slowed down within the last day after failures: for administrators of the installation. */
async function signInConcerns(now: number): Promise<Concern[]> {
  const filter = { action: "sign-in", outcome: "failure", from: new Date(now - DAY_MS).toISOString() } as const;
  const rows = await listAuditEvents(getDatabase(), [null], filter, { beforeSequence: null, limit: 200 });
  const failures = new Map<string, { count: number; latest: Date }>();
  for (const { actorName, occurredAt, details } of rows) {
    const { pauseSeconds } = JSON.parse(details) as { pauseSeconds?: unknown };
    if (typeof pauseSeconds !== "number" || pauseSeconds <= 0) continue;
    const known = failures.get(actorName);
    if (known === undefined) failures.set(actorName, { count: 1, latest: occurredAt });
    else known.count += 1;
  }
  return [...failures].slice(0, LIMIT).map(([name, { count, latest }]) => ({
    id: `sign-in-throttled-${name}`,
    kind: "sign-in-throttled",
    severity: "warning",
    title: `Sign-ins as ${name} were slowed down`,
    detail: `${countOf(count, "failed attempt")} led to a pause within the last day.`,
    since: latest.toISOString(),
    profileId: null,
    href: hrefs.signIns(),
  }));
}

const order: Record<Concern["severity"], number> = { critical: 0, warning: 1, info: 2 };

/** Everything that wants a person, the worst first. */
export async function listConcerns(sources: ConcernSources): Promise<Concern[]> {
  const { records, now } = sources;
  const lists = await Promise.all([
    ...records.map((record) => profileConcerns(record, now)),
    certificateConcerns(sources),
    runConcerns(records, now),
    gapConcerns(records, now),
    sources.isInstanceAdministrator ? signInConcerns(now) : [],
  ]);
  return [...unreachableConcerns(records), ...lists.flat(), ...statusConcerns(records)].sort(
    (one, other) => order[one.severity] - order[other.severity],
  );
}
