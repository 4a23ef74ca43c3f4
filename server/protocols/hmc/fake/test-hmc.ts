import { createTestAuthority, issueServerCertificateFor } from "@/server/pki/fake/test-authority";
import { createFakeHmc, type FakeHmc } from "./fake-hmc";
import type { FakeHmcOptions } from "./options";
import { RawClient } from "./raw-client";

const authority = createTestAuthority();
const server = issueServerCertificateFor(authority, ["localhost", "127.0.0.1"]);

/** A simulator with a certificate of its own authority, and a client that trusts it. */
export async function startTestHmc(
  options: Partial<FakeHmcOptions> = {},
): Promise<{ hmc: FakeHmc; client: RawClient }> {
  const hmc = await createFakeHmc({ tls: { certPem: server.chainPem, keyPem: server.keyPem }, ...options });
  return { hmc, client: new RawClient(hmc, authority.rootPem) };
}

export const testAuthority = authority;
