/** The certificate a BMC comes with (BMC reference, section 10.4). */
import { createPublicKey } from "node:crypto";
import { buildFakeCertificate, encodeFakeName, generateFakeKey } from "@/server/pki/fake/certificate-builder";

/** Self-signed, P-384, `testhost`, `CA:TRUE` without the right to sign certificates, ten years. */
export function makeFactoryCertificate(): { certPem: string; keyPem: string } {
  const privateKey = generateFakeKey("ec-p384");
  const signer = { subject: encodeFakeName("testhost"), privateKey, publicKey: createPublicKey(privateKey) };
  const certificate = buildFakeCertificate(
    {
      commonName: "testhost",
      names: ["testhost"],
      isAuthority: true,
      keyUsage: ["digitalSignature", "keyEncipherment"],
      purposes: ["server"],
      notAfter: new Date(Date.now() + 3_650 * 86_400_000),
    },
    privateKey,
    signer,
  );
  return { certPem: certificate.toString(), keyPem: String(privateKey.export({ format: "pem", type: "pkcs8" })) };
}
