import { StatusTag } from "@/app/_components/feedback/status-tag";
import type { Profile } from "@/contracts/profile";
import type { TrustMode } from "@/contracts/tls";

/** Names of the trust modes for people. */
export const trustLabels: Record<TrustMode, string> = {
  system: "System roots",
  bundle: "CA bundle",
  pinned: "Pinned",
  insecure: "Not verified",
};

/** What is said of a connection without TLS, where trust does not count. */
const exposureLabels = { clear: "Not encrypted", "credentials-in-clear": "Credentials in clear" } as const;

type Protected = Pick<Profile, "exposure" | "tls">;

/** How a profile's connection is protected, in a few words. */
export function protectionLabel({ exposure, tls }: Protected): string {
  return exposure === "encrypted" ? trustLabels[tls.trust.mode] : exposureLabels[exposure];
}

/** True where anybody in between can read or change what is sent. */
export function isUnprotected({ exposure, tls }: Protected): boolean {
  return exposure !== "encrypted" || tls.trust.mode === "insecure";
}

/** How a profile's connection is protected; what is not is shown as the fault it is (SEC-C9). */
export function TrustTag({ profile }: { profile: Protected }) {
  const label = protectionLabel(profile);
  return isUnprotected(profile) ? <StatusTag status={label} tone="fail" isBoxed /> : <span>{label}</span>;
}
