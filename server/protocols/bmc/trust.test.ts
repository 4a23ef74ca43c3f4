import { X509Certificate } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { pinning, trusting } from "@/server/transport/fake/scenarios";
import type { ConnectionTarget } from "../kind";
import { replaceCertificate } from "./certificate-actions";
import { bmcKind } from "./connector";
import { makeFactoryCertificate } from "./fake/factory-certificate";
import { TestBench, targetOf } from "./testing/connection-target";

const bench = new TestBench();
afterEach(() => bench.closeAll());

const factory = makeFactoryCertificate();
const pinned = (pem: string) => pinning({ certificatePem: pem, certificate: new X509Certificate(pem) });

describe("the factory certificate", () => {
  it("is trusted by its fingerprint, and neither by the system nor by name", async () => {
    const bmc = await bench.start({ tls: factory });
    const attempt = (tls: ConnectionTarget["tls"]) => bmcKind.probe({ ...targetOf(bmc), tls });
    await expect(attempt(trusting({ trust: { mode: "system", bundleIds: [] } }, []))).rejects.toMatchObject({
      class: "self-signed",
    });
    await expect(attempt(trusting({}, [factory.certPem]))).rejects.toMatchObject({
      class: expect.stringMatching(/^(ip-san-mismatch|hostname-mismatch|no-san|untrusted)$/),
    });
    const { certificatePem } = await attempt(pinned(factory.certPem));
    expect(certificatePem).toBe(new X509Certificate(factory.certPem).toString());
  });

  it("gives way to the one that was installed, whose fingerprint is known at once", async () => {
    const bmc = await bench.start({ tls: factory });
    const target = { ...targetOf(bmc), tls: pinned(factory.certPem) };
    const connection = await bmcKind.signOn(target);
    const { certificates, service } = await connection.readCertificates();
    const next = makeFactoryCertificate();
    const pem = `${next.keyPem}${next.certPem}`;
    const installed = await replaceCertificate(connection.reader, service, certificates[0]?.uri ?? "", pem);
    await connection.signOff();
    await expect(bmcKind.probe(target)).rejects.toMatchObject({
      class: "pin-mismatch",
      facts: { found: installed.fingerprint256 },
    });
    const repinned = { ...target, tls: pinned(installed.certificatePem) };
    await expect(bmcKind.probe(repinned)).resolves.toMatchObject({ facts: { Product: "OpenBMC" } });
  });
});
