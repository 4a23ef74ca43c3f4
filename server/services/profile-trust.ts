import "server-only";
import type { z } from "zod";
import type { CertificateFacts } from "@/contracts/certificate";
import { insecureSwitchedOff } from "@/contracts/permissions";
import type { acceptCertificateInput, allowInsecureInput, Profile } from "@/contracts/profile";
import type { TlsPolicy } from "@/contracts/tls";
import { getDatabase, type Transaction, withTransaction } from "@/server/data/client";
import * as stored from "@/server/data/profiles";
import { isSettingOn } from "@/server/data/settings";
import { anchorsOf, createBundle, findBundle, replaceBundle, type TrustBundleRow } from "@/server/data/trust-bundles";
import { AppError, invalidField } from "@/server/domain/app-error";
import { type Principal, type RequestContext, requireProfile, requireTeam } from "@/server/domain/principal";
import { withoutVerification, withVerification } from "@/server/domain/trust-policy";
import { readCertificateFacts } from "@/server/pki/certificate";
import { PkiError } from "@/server/pki/errors";
import { announceProfileChange } from "@/server/runtime/profile-changes";
import { recordAudit } from "./audit";
import {
  describeChange,
  fieldsOf,
  getProfileRecord,
  requireConfirmation,
  revisionConflict,
  viewProfile,
  withUniqueName,
} from "./profile-record";
import { requireRole } from "./profile-rules";
import { openSecret } from "./profile-secrets";
import { editProfile } from "./profiles";

type AcceptCertificateInput = z.output<typeof acceptCertificateInput>;
type AllowInsecureInput = z.output<typeof allowInsecureInput>;

const CONFIRMED_CHARACTERS = 8;
const HOUR_MS = 3_600_000;

function readConfirmed(input: AcceptCertificateInput): CertificateFacts {
  let facts: CertificateFacts;
  try {
    facts = readCertificateFacts(input.certificatePem);
  } catch (error) {
    if (!(error instanceof PkiError)) throw error;
    throw new AppError("invalid_certificate", error.message, { errorClass: error.class, cause: error });
  }
  const fingerprint = facts.fingerprint256;
  if (input.fingerprint256.trim().toUpperCase() !== fingerprint) {
    throw invalidField("fingerprint256", "The fingerprint does not belong to the certificate.");
  }
  const typed = input.confirmation.replaceAll(/[:\s]/g, "").toUpperCase();
  if (typed !== fingerprint.replaceAll(":", "").slice(-CONFIRMED_CHARACTERS)) {
    throw new AppError(
      "confirmation_mismatch",
      `Type the last ${CONFIRMED_CHARACTERS} characters of the fingerprint as the device's own console shows it.`,
    );
  }
  return facts;
}

function pinned(tls: TlsPolicy, facts: CertificateFacts): TlsPolicy {
  const { insecureUntil: _ended, ...trust } = tls.trust;
  const pin = { fingerprint256: facts.fingerprint256, certificatePem: facts.pem };
  return { ...tls, trust: { ...trust, mode: "pinned", pin } };
}

function trusting(tls: TlsPolicy, bundleId: string): TlsPolicy {
  const { insecureUntil: _ended, pin: _pin, ...trust } = tls.trust;
  const others = trust.mode === "bundle" ? trust.bundleIds : [];
  return { ...tls, trust: { ...trust, mode: "bundle", bundleIds: [...new Set([...others, bundleId])] } };
}

async function addToBundle(
  tx: Transaction,
  record: stored.ProfileRecord,
  bundleId: string,
  facts: CertificateFacts,
): Promise<TrustBundleRow> {
  const bundle = await findBundle(tx, bundleId);
  if (bundle === null || bundle.teamId !== record.teamId) {
    throw invalidField("bundleId", "There is no such CA bundle in this team.");
  }
  const anchors = anchorsOf(bundle);
  if (anchors.some((anchor) => anchor.fingerprint256 === facts.fingerprint256)) return bundle;
  const { name, description, revision } = bundle;
  const replaced = await replaceBundle(tx, bundleId, revision, { name, description }, [...anchors, facts]);
  if (replaced === null) throw new AppError("revision_conflict", "Somebody else changed the CA bundle at this moment.");
  const others = replaced.profiles.map(({ profile }) => profile.id).filter((id) => id !== record.id);
  await stored.raiseRevisions(tx, others);
  return replaced;
}

function makeBundle(tx: Transaction, record: stored.ProfileRecord, name: string | undefined, facts: CertificateFacts) {
  const bundle = {
    teamId: record.teamId,
    name: (name ?? `${facts.commonName ?? "CA"} (${record.name})`).slice(0, 80),
    description: `Accepted for ${record.name}`,
  };
  return withUniqueName(bundle.name, "CA bundle", () => createBundle(tx, bundle, [facts]));
}

/**
 * Trusts a CA, in a new bundle or an existing one, or pins a certificate that the device presented, once the end of its
 * fingerprint was typed (SEC-C4). Trust is part of the destination: stored secrets are entered again (SEC-A10).
 * @throws AppError `not_found`, `forbidden`, `confirmation_mismatch`, `invalid_certificate`, `revision_conflict`,
 * `secret_reentry_required`, `conflict`
 */
export async function acceptCertificate(
  principal: Principal,
  profileId: string,
  input: AcceptCertificateInput,
  context: RequestContext,
): Promise<Profile> {
  let affected: string[] = [];
  const profile = await editProfile(
    principal,
    profileId,
    {
      revision: input.revision,
      action: `profile.${input.action}`,
      secrets: input.secrets,
      details: { fingerprint256: input.fingerprint256 },
      async change(tx, record) {
        const facts = readConfirmed(input);
        const fields = fieldsOf(record);
        if (input.action === "pin-certificate") return { ...fields, tls: pinned(fields.tls, facts) };
        requireTeam(principal, record.teamId, "trust.manage");
        if (!facts.isCertificateAuthority && !facts.selfSigned) {
          throw new AppError("invalid_certificate", "This is not a CA certificate; it can only be pinned.");
        }
        const bundle =
          input.bundleId === undefined
            ? await makeBundle(tx, record, input.bundleName, facts)
            : await addToBundle(tx, record, input.bundleId, facts);
        affected = bundle.profiles.map(({ profile }) => profile.id).filter((id) => id !== profileId);
        return { ...fields, tls: trusting(fields.tls, bundle.id) };
      },
    },
    context,
  );
  for (const id of affected) announceProfileChange({ profileId: id, teamId: profile.teamId, reason: "trust" });
  return profile;
}

/**
 * Moves a pin to the certificate that the console itself has just put on the device, over a connection that the old pin
 * had verified. The secrets go with it: the device is the same. False where the profile pins nothing.
 * @throws AppError `not_found`, `forbidden`, `revision_conflict`
 */
export async function followInstalledCertificate(
  principal: Principal,
  record: stored.ProfileRecord,
  certificatePem: string,
  context: RequestContext,
): Promise<boolean> {
  if (record.tls.trust.mode !== "pinned") return false;
  const facts = readCertificateFacts(certificatePem);
  const opened = await Promise.all(
    record.secrets.map(async ({ slot }) => [slot, await openSecret(getDatabase(), record, slot)] as const),
  );
  try {
    const secrets = Object.fromEntries(
      opened.flatMap(([slot, secret]) => (secret === undefined ? [] : [[slot, secret.reveal()]])),
    );
    await editProfile(
      principal,
      record.id,
      {
        revision: record.revision,
        action: "profile.followCertificate",
        secrets,
        details: { fingerprint256: facts.fingerprint256 },
        change(_tx, present) {
          const fields = fieldsOf(present);
          return { ...fields, tls: pinned(fields.tls, facts) };
        },
      },
      context,
    );
  } finally {
    for (const [, secret] of opened) secret?.destroy();
  }
  return true;
}

/**
 * Turns verification off for some hours, where the installation permits that at all (SEC-C9).
 * @throws AppError `not_found`, `forbidden`, `confirmation_mismatch`, `revision_conflict`, `secret_reentry_required`
 */
export function allowInsecure(
  principal: Principal,
  profileId: string,
  input: AllowInsecureInput,
  context: RequestContext,
): Promise<Profile> {
  return editProfile(
    principal,
    profileId,
    {
      revision: input.revision,
      action: "profile.allowInsecure",
      secrets: input.secrets,
      details: { hours: input.hours },
      async change(tx, record) {
        requireRole(principal, record.teamId, "administrator", "Turning verification off");
        if (!(await isSettingOn(tx, "allow-insecure"))) {
          throw new AppError("forbidden", insecureSwitchedOff, {
            remedy: "Pin the device's certificate instead.",
          });
        }
        requireConfirmation(input.confirmation, record.name, "the profile's name");
        const fields = fieldsOf(record);
        const until = new Date(Date.now() + input.hours * HOUR_MS);
        return { ...fields, tls: withoutVerification(withVerification(fields.tls), until) };
      },
    },
    context,
  );
}

/**
 * Turns verification on again as it was before. It only narrows where secrets may go, so none is asked for again.
 * @throws AppError `not_found`, `forbidden`
 */
export async function endInsecure(principal: Principal, profileId: string, context: RequestContext): Promise<Profile> {
  const { record, hasChanged } = await withTransaction(async (tx) => {
    const before = await getProfileRecord(tx, profileId);
    requireProfile(principal, before, "manage");
    if (before.tls.trust.mode !== "insecure") return { record: before, hasChanged: false };
    const old = { ...fieldsOf(before), tls: before.tls };
    const fields = { ...old, tls: withVerification(before.tls) };
    const after = await stored.replaceProfile(tx, profileId, before.revision, fields, principal.name);
    if (after === null) throw revisionConflict(before);
    await recordAudit(tx, {
      principal,
      context,
      teamId: after.teamId,
      action: "profile.endInsecure",
      objectType: "profile",
      objectId: after.id,
      objectName: after.name,
      details: describeChange(old, fields),
    });
    return { record: after, hasChanged: true };
  });
  if (hasChanged) announceProfileChange({ profileId, teamId: record.teamId, reason: "trust" });
  return viewProfile(principal, record);
}
