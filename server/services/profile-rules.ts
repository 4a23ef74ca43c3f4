import "server-only";
import type { KindId } from "@/contracts/kind-ids";
import { clearCredentialsSwitchedOff, type TeamRole, teamRoles } from "@/contracts/permissions";
import { allowsLegacyTls, type TlsPolicy } from "@/contracts/tls";
import type { Executor } from "@/server/data/client";
import { findIdentityTeam } from "@/server/data/client-identities";
import type { ProfileFields } from "@/server/data/profiles";
import { isSettingOn } from "@/server/data/settings";
import { findBundleIds } from "@/server/data/trust-bundles";
import { AppError, invalidField } from "@/server/domain/app-error";
import { type Principal, roleIn } from "@/server/domain/principal";
import { parseCertificate } from "@/server/pki/certificate";
import { PkiError } from "@/server/pki/errors";
import { InvalidSettings } from "@/server/protocols/errors";
import { proxyOf } from "@/server/protocols/proxy-setting";
import { getKind } from "@/server/protocols/registry";
import { TransportError } from "@/server/transport/errors";
import { isLoopbackName, type NormalizedHost, normalizeHost } from "@/server/transport/host";
import { findCipherFault, findUnknownCiphers } from "@/server/transport/tls-context";
import { getAddressPolicy } from "./address-policy";

function normalize(path: string, host: string): NormalizedHost {
  try {
    return normalizeHost(host);
  } catch (error) {
    if (error instanceof TransportError) throw invalidField(path, error.message);
    throw error;
  }
}

/** The host in its one form. @throws AppError `invalid_request`, `address_not_allowed` */
function requireAllowedHost(path: string, host: string, port: number): string {
  const normalized = normalize(path, host);
  requireAllowedEndpoint(path, normalized, port);
  return normalized.dial;
}

/** Judges what is known before any name server is asked. @throws AppError `address_not_allowed` */
function requireAllowedEndpoint(path: string, normalized: NormalizedHost, port: number): void {
  const isLocal = isLoopbackName(normalized);
  if (normalized.isAddress || isLocal) {
    const address = isLocal ? "127.0.0.1" : normalized.dial;
    const verdict = getAddressPolicy().judge({ host: normalized.name, address, port });
    if (!verdict.allowed) {
      throw new AppError("address_not_allowed", verdict.reason, {
        errors: [{ path, message: verdict.reason }],
        errorClass: verdict.errorClass,
      });
    }
  }
}

/** Trying one address twice only makes everybody wait longer. */
function requireDifferentAddresses(addresses: readonly { host: string; port: number }[]): void {
  const keys = addresses.map(({ host, port }) => JSON.stringify([host, port]));
  const doubled = keys.findIndex((key, index) => keys.indexOf(key) < index);
  if (doubled > 0) throw invalidField(`alternates.${doubled - 1}.host`, "The profile has this address already.");
}

function parseSettings(kind: KindId, settings: ProfileFields["settings"]): ProfileFields["settings"] {
  try {
    return getKind(kind).parseSettings(settings);
  } catch (error) {
    if (error instanceof InvalidSettings) throw invalidField(`settings.${error.field}`, error.message);
    throw error;
  }
}

function requireUsableCiphers(tls: TlsPolicy): void {
  const unknown = findUnknownCiphers(tls.ciphers);
  if (unknown.length > 0) {
    throw invalidField("tls.ciphers", `These names are not known here: ${unknown.join(", ")}.`);
  }
  const fault = findCipherFault(tls);
  if (fault !== null) throw invalidField("tls.ciphers", fault);
}

/** The pin must be the fingerprint of the certificate beside it: both are shown, and one of them is compared. */
function requireConsistentPin({ trust }: TlsPolicy): void {
  if (trust.pin === undefined) return;
  try {
    if (parseCertificate(trust.pin.certificatePem).fingerprint256 === trust.pin.fingerprint256) return;
  } catch (error) {
    if (!(error instanceof PkiError)) throw error;
  }
  throw invalidField("tls.trust.pin", "The fingerprint does not belong to the certificate.");
}

async function requireOwnReferences(db: Executor, teamId: string, tls: TlsPolicy): Promise<void> {
  const known = await findBundleIds(db, teamId, tls.trust.bundleIds);
  if (tls.trust.bundleIds.some((id) => !known.has(id))) {
    throw invalidField("tls.trust.bundleIds", "There is no such CA bundle in this team.");
  }
  if (tls.clientIdentityId !== null && (await findIdentityTeam(db, tls.clientIdentityId)) !== teamId) {
    throw invalidField("tls.clientIdentityId", "There is no such client identity in this team.");
  }
}

/** An administrator of the installation has to permit it, besides whoever manages the profile. */
async function requireClearCredentialsAllowed(
  db: Executor,
  kind: KindId,
  settings: ProfileFields["settings"],
): Promise<void> {
  if (getKind(kind).exposure(settings) !== "credentials-in-clear") return;
  if (await isSettingOn(db, "allow-clear-credentials")) return;
  throw invalidField("settings.credentialsInClear", clearCredentialsSwitchedOff);
}

async function requireLegacyTlsAllowed(db: Executor, tls: TlsPolicy): Promise<void> {
  if (!allowsLegacyTls(tls) || (await isSettingOn(db, "allow-legacy-tls"))) return;
  throw invalidField("tls.minVersion", "TLS 1.0 and 1.1 are switched off for this installation.");
}

/** Verification can be turned off only by its own, guarded way; an edit may at most leave it as it is (SEC-C9). */
function requireVerification(tls: TlsPolicy, stored: TlsPolicy | undefined): void {
  if (tls.trust.mode !== "insecure") return;
  const before = stored?.trust;
  if (before?.mode === "insecure" && before.insecureUntil === tls.trust.insecureUntil) return;
  throw invalidField("tls.trust.mode", "Verification is turned off by an administrator, for a time, not by an edit.");
}

function normalizeTls(tls: TlsPolicy): TlsPolicy {
  const expectedName = tls.expectedName === "" ? "" : normalize("tls.expectedName", tls.expectedName).name;
  const { insecureUntil, ...trust } = tls.trust;
  const kept = tls.trust.mode === "insecure" ? { insecureUntil } : {};
  return { ...tls, expectedName, trust: { ...trust, ...kept, bundleIds: [...new Set(trust.bundleIds)] } };
}

/**
 * Checks what an editor wants of a profile and brings it into its stored form: hosts in their one spelling, settings
 * judged by the kind, cipher names known, references inside the team.
 * @throws AppError `invalid_request` naming the field, `address_not_allowed`
 */
export async function checkFields(
  db: Executor,
  owner: { teamId: string; kind: KindId },
  input: ProfileFields,
  stored?: TlsPolicy,
): Promise<ProfileFields> {
  const host = requireAllowedHost("host", input.host, input.port);
  const alternates = input.alternates.map((address, index) => ({
    host: requireAllowedHost(`alternates.${index}.host`, address.host, address.port),
    port: address.port,
  }));
  requireDifferentAddresses([{ host, port: input.port }, ...alternates]);
  const tls = normalizeTls(input.tls);
  requireVerification(tls, stored);
  requireUsableCiphers(tls);
  requireConsistentPin(tls);
  await requireLegacyTlsAllowed(db, tls);
  await requireOwnReferences(db, owner.teamId, tls);
  const settings = parseSettings(owner.kind, input.settings);
  const proxy = proxyOf(settings);
  if (proxy !== undefined) requireAllowedEndpoint("settings.proxyAddress", proxy.host, proxy.port);
  await requireClearCredentialsAllowed(db, owner.kind, settings);
  return { ...input, tags: [...new Set(input.tags)], host, alternates, settings, tls };
}

/** What no header of a STOMP frame can carry whole (SEC-E6). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const FRAME_BREAKING = /[\u0000\r\n]/;

/** @throws AppError `invalid_request` for a password that could not be sent as a STOMP passcode. */
export function requireUsableSecret(path: string, slot: string, value: string): void {
  if (slot !== "password" || !FRAME_BREAKING.test(value)) return;
  throw invalidField(path, "A password has no line breaks and no NUL character; check what was pasted.");
}

/** @throws AppError `invalid_request` for a slot that the kind does not have. */
export function requireKnownSlots(kind: KindId, secrets: Readonly<Record<string, unknown>>): void {
  const known = getKind(kind).description.secretSlots.map((slot) => slot.slot);
  for (const slot of Object.keys(secrets)) {
    if (!known.includes(slot)) throw invalidField(`secrets.${slot}`, "This kind of device has no such secret.");
  }
}

/** @throws AppError `forbidden` unless the role itself, not a grant, is at least the one named. */
export function requireRole(principal: Principal, teamId: string, least: TeamRole, what: string): void {
  const role = roleIn(principal, teamId);
  if (role !== undefined && teamRoles.indexOf(role) >= teamRoles.indexOf(least)) return;
  throw new AppError("forbidden", `${what} needs the role ${least} in this team; a grant does not suffice.`);
}
