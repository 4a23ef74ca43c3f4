import { X509Certificate } from "node:crypto";
import type { TestAuthority } from "@/server/pki/fake/test-authority";
import { createFakeBmc, DEFAULT_USER, type FakeBmc, type FakeBmcOptions } from "@/server/protocols/bmc/fake";
import { makeFactoryCertificate } from "@/server/protocols/bmc/fake/factory-certificate";

/** A simulated BMC on loopback with what a profile for it must say. */
export interface SimulatedBmc {
  name: string;
  device: FakeBmc;
  userName: string;
  password: string;
  /** What a profile pins where no authority vouches for the certificate. */
  pin: { fingerprint256: string; certificatePem: string } | null;
}

/** What is particular about one simulated BMC. */
export interface SimulatedBmcRequest extends Omit<FakeBmcOptions, "tls"> {
  name: string;
  /** Its certificate is the self-signed one it left the factory with, not one of the site's authority. */
  hasFactoryCertificate?: boolean;
  /** Days that certificates signed by its VMI are valid. */
  validityDays?: number;
}

/** Starts a simulated BMC with its VMI. */
export async function startSimulatedBmc(authority: TestAuthority, request: SimulatedBmcRequest): Promise<SimulatedBmc> {
  const { name, hasFactoryCertificate = false, validityDays = null, ...options } = request;
  const factory = hasFactoryCertificate ? makeFactoryCertificate() : null;
  const issued = authority.issueServerCertificate({ names: ["localhost"], ips: ["127.0.0.1"] });
  const device = await createFakeBmc({
    ...options,
    tls: factory ?? { certPem: issued.chainPem, keyPem: issued.keyPem },
  });
  device.exchange.validityDays = validityDays;
  const { userName, password } = DEFAULT_USER;
  const pin =
    factory === null
      ? null
      : { fingerprint256: new X509Certificate(factory.certPem).fingerprint256, certificatePem: factory.certPem };
  return { name, device, userName, password, pin };
}
