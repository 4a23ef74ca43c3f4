import type { TlsPolicy } from "./tls";

/** The policy that `tlsPolicySchema` makes of nothing, for forms that start before a schema is loaded. */
export const defaultTlsPolicy: TlsPolicy = {
  trust: { mode: "system", bundleIds: [], partialChain: false },
  expectedName: "",
  allowCommonName: false,
  minVersion: "TLSv1.2",
  maxVersion: "TLSv1.3",
  ciphers: "",
  minKeyBits: 2_048,
  clientIdentityId: null,
  timeouts: { connectMs: 5_000, handshakeMs: 5_000, headersMs: 30_000, bodyIdleMs: 60_000, totalMs: 300_000 },
};
