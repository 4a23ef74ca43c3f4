import { destinationChanges } from "@/contracts/destination";
import type { DiagnosisAction } from "@/contracts/diagnosis";
import type { Profile } from "@/contracts/profile";
import type { TlsTrust } from "@/contracts/tls";

type CertificateAction = Extract<DiagnosisAction, { type: "trust-ca" | "pin-certificate" }>;

/** Stands for a bundle that is still to be made. */
const newBundle = " new";

/**
 * Whether accepting the certificate changes whom the profile trusts, and so asks for its secrets again (SEC-A10). A CA
 * that goes into a bundle the profile already uses does not: the bundle is what the profile trusts.
 */
export function changesTrust(profile: Profile, action: CertificateAction, bundleId: string | null): boolean {
  const { trust } = profile.tls;
  const { fingerprint256, certificatePem } = action;
  const wanted: TlsTrust =
    action.type === "pin-certificate"
      ? { ...trust, mode: "pinned", pin: { fingerprint256, certificatePem } }
      : {
          ...trust,
          mode: "bundle",
          bundleIds: [...(trust.mode === "bundle" ? trust.bundleIds : []), bundleId ?? newBundle],
        };
  return destinationChanges(profile, { ...profile, tls: { ...profile.tls, trust: wanted } }).length > 0;
}
