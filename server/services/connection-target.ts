import "server-only";
import type { KindId } from "@/contracts/kind-ids";
import { clearCredentialsSwitchedOff } from "@/contracts/permissions";
import type { TlsPolicy } from "@/contracts/tls";
import { getDatabase } from "@/server/data/client";
import { findSealedKey } from "@/server/data/client-identities";
import type { ProfileRecord } from "@/server/data/profiles";
import { isSettingOn } from "@/server/data/settings";
import { listAnchorPems } from "@/server/data/trust-bundles";
import { AppError } from "@/server/domain/app-error";
import { policyInForce } from "@/server/domain/trust-policy";
import { DeviceError } from "@/server/protocols/errors";
import type { ConnectionTarget, DeviceKind } from "@/server/protocols/kind";
import { proxyOf } from "@/server/protocols/proxy-setting";
import { getKind } from "@/server/protocols/registry";
import { currentRequester } from "@/server/runtime/requester";
import { getKeyring } from "@/server/secrets/keyring";
import type { AddressPolicy } from "@/server/transport/address-policy";
import type { ResolvedTlsPolicy } from "@/server/transport/tls-context";
import { getAddressPolicy } from "./address-policy";
import { recordAuditAlone } from "./audit";
import { inboundDoor, inboundPin } from "./inbound";
import { getProfileRecord } from "./profile-record";
import { openSecret } from "./profile-secrets";

/** A stored profile, ready to be connected to. */
export interface ResolvedProfile {
  profileId: string;
  teamId: string;
  name: string;
  kindId: KindId;
  kind: DeviceKind;
  /** Connections belong to this revision and must not outlive it. */
  revision: number;
  target: ConnectionTarget;
}

/** The place a client identity's key is sealed for. */
export function identityKeyBinding(identityId: string) {
  return { table: "ClientIdentity", rowId: identityId, column: "sealedKey" };
}

async function openIdentity(identityId: string): Promise<ResolvedTlsPolicy["clientIdentity"]> {
  const db = getDatabase();
  const stored = await findSealedKey(db, identityId);
  if (stored === null) throw new AppError("not_found", "The client identity of the profile is gone.");
  const key = await getKeyring().open(db, identityKeyBinding(identityId), stored.sealedKey);
  try {
    return { chainPem: stored.chainPem, keyPem: key.reveal() };
  } finally {
    key.destroy();
  }
}

async function resolveTls(record: ProfileRecord): Promise<ResolvedTlsPolicy> {
  const policy = policyInForce(record.tls, new Date());
  return {
    policy,
    anchors: policy.trust.bundleIds.length === 0 ? [] : await listAnchorPems(getDatabase(), record.id),
    clientIdentity: policy.clientIdentityId === null ? null : await openIdentity(policy.clientIdentityId),
  };
}

/** Names of this machine often stand for loopback. Whoever does not show the pinned certificate gets nothing. */
const ownListenerPolicy: AddressPolicy = { judge: () => ({ allowed: true }) };

/**
 * How a connection to somebody else than the profile's device is made, on its behalf: always verified, by the CAs that the
 * profile trusts or by the certificate of this console's own listener, and without the profile's identity. What is known of
 * the device alone, its pin, its expected name and the proxy before it, says nothing here. @throws AppError `storage_unavailable`
 */
export async function resolveOutbound(
  record: ProfileRecord,
  url: URL,
): Promise<Pick<ConnectionTarget, "tls" | "addressPolicy" | "requester">> {
  const { bundleIds, partialChain } = record.tls.trust;
  const pin = inboundPin(url);
  const mode = pin !== undefined ? "pinned" : bundleIds.length > 0 ? "bundle" : "system";
  const trust = { mode, bundleIds, partialChain, pin } as const;
  const policy: TlsPolicy = { ...record.tls, trust, expectedName: "", clientIdentityId: null };
  const anchors = bundleIds.length === 0 ? [] : await listAnchorPems(getDatabase(), record.id);
  return {
    tls: { policy, anchors, clientIdentity: null },
    addressPolicy: pin === undefined ? getAddressPolicy() : ownListenerPolicy,
    requester: currentRequester,
  };
}

/** Somebody decided that this connection is not protected; that it was made use of is on record each time (SEC-C9). */
async function recordUnprotected(
  record: ProfileRecord,
  action: "connection.notVerified" | "connection.credentialsInClear",
  details: Record<string, unknown> = {},
): Promise<void> {
  await recordAuditAlone({
    principal: null,
    context: null,
    teamId: record.teamId,
    action,
    objectType: "profile",
    objectId: record.id,
    objectName: record.name,
    details: { host: record.host, port: record.port, ...details },
  });
}

/**
 * Reads a profile for a connection: anchors, client identity with its key, addresses, and a door to its secrets that
 * opens each at the moment it is needed. Authorization is the caller's.
 * @throws AppError `not_found`, `sealed`, `secret_binding`, `storage_unavailable`
 */
export async function resolveProfile(profileId: string): Promise<ResolvedProfile> {
  const record = await getProfileRecord(getDatabase(), profileId);
  const tls = await resolveTls(record);
  const kind = getKind(record.kind);
  const exposure = kind.exposure(record.settings);
  if (exposure === "credentials-in-clear") {
    await recordUnprotected(record, "connection.credentialsInClear");
  } else if (exposure === "encrypted" && tls.policy.trust.mode === "insecure") {
    await recordUnprotected(record, "connection.notVerified", { until: record.tls.trust.insecureUntil });
  }
  return {
    profileId,
    teamId: record.teamId,
    name: record.name,
    kindId: record.kind,
    kind,
    revision: record.revision,
    target: {
      addresses: [{ host: record.host, port: record.port }, ...record.alternates],
      userName: record.userName,
      settings: record.settings,
      tls,
      addressPolicy: getAddressPolicy(),
      proxy: proxyOf(record.settings),
      requester: currentRequester,
      inbound: inboundDoor(record.id),
      async secret(slot) {
        if (exposure === "credentials-in-clear") await requireClearCredentialsAllowed();
        const secret = await openSecret(getDatabase(), record, slot);
        try {
          return secret?.reveal();
        } finally {
          secret?.destroy();
        }
      },
    },
  };
}

/** The switch counts at each use, whatever was stored while it was on. @throws DeviceError `forbidden` */
async function requireClearCredentialsAllowed(): Promise<void> {
  if (await isSettingOn(getDatabase(), "allow-clear-credentials")) return;
  throw new DeviceError("forbidden", clearCredentialsSwitchedOff, {
    remedy: "Choose an encrypted transport or no authentication in the profile.",
  });
}

/** What a connector gets to know of a stored profile. @throws AppError as `resolveProfile` */
export async function resolveTarget(profileId: string): Promise<ConnectionTarget> {
  return (await resolveProfile(profileId)).target;
}
