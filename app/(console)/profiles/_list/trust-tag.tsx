import { StatusTag } from "@/app/_components/feedback/status-tag";
import type { TrustMode } from "@/contracts/tls";

/** Names of the trust modes for people. */
export const trustLabels: Record<TrustMode, string> = {
  system: "System roots",
  bundle: "CA bundle",
  pinned: "Pinned",
  insecure: "Not verified",
};

/** How a device's certificate is trusted; "not verified" is shown as the fault it is (SEC-C9). */
export function TrustTag({ mode }: { mode: TrustMode }) {
  if (mode === "insecure") return <StatusTag status={trustLabels.insecure} tone="fail" isBoxed />;
  return <span>{trustLabels[mode]}</span>;
}
