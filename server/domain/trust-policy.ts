import type { TlsPolicy } from "@/contracts/tls";

/**
 * The policy that counts at a moment: once the time of the "not verified" mode has ended, what was in force before it
 * counts again (SEC-C9). Entering that mode keeps only what belongs to the mode before, see `withoutVerification`.
 */
export function policyInForce(policy: TlsPolicy, now: Date): TlsPolicy {
  const { mode, insecureUntil } = policy.trust;
  if (mode !== "insecure") return policy;
  if (insecureUntil !== undefined && now < new Date(insecureUntil)) return policy;
  return withVerification(policy);
}

/** The policy with verification as it was before the "not verified" mode; any other policy as it is. */
export function withVerification(policy: TlsPolicy): TlsPolicy {
  if (policy.trust.mode !== "insecure") return policy;
  const { insecureUntil: _ended, ...trust } = policy.trust;
  const mode = trust.pin !== undefined ? "pinned" : trust.bundleIds.length > 0 ? "bundle" : "system";
  return { ...policy, trust: { ...trust, mode } };
}

/** The policy in the "not verified" mode, remembering by its contents which mode it was in. */
export function withoutVerification(policy: TlsPolicy, until: Date): TlsPolicy {
  const { mode, pin, bundleIds, partialChain } = policy.trust;
  const kept = { ...(mode === "pinned" ? { pin } : {}), bundleIds: mode === "bundle" ? bundleIds : [], partialChain };
  return { ...policy, trust: { ...kept, mode: "insecure", insecureUntil: until.toISOString() } };
}
