import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requestFormInput } from "@/contracts/certificate-request";
import { runExchangeChecks } from "@/server/pki/exchange/checks";
import { createKeyPair, type KeyPair } from "@/server/pki/key-pair";
import { createRequest, readRequest } from "@/server/pki/request";
import { loopbackAllowed } from "@/server/transport/fake/scenarios";
import { proveMutualTls } from "@/server/transport/mutual-tls-proof";
import type { BmcConnection } from "../connection";
import { bmcKind } from "../connector";
import { startTestBmc, targetOf } from "../testing/connection-target";
import type { FakeBmc } from "./fake-bmc";
import { type VmiDefect, vmiDefects } from "./vmi-defects";

const OFFER = { signUri: "/ibm/v1/Host/Actions/SignCSR", rootUri: "/ibm/v1/Host/Certificate/root" };
/** These are told apart before there is anything to check. */
const NO_STRING: readonly VmiDefect[] = ["answer-empty-string", "answer-no-string", "answer-huge"];

let bmc: FakeBmc;
let connection: BmcConnection;
let pair: KeyPair;
let csr: string;
beforeAll(async () => {
  bmc = await startTestBmc();
  connection = await bmcKind.signOn(targetOf(bmc));
  pair = await createKeyPair("ec-p256");
  const names = [{ type: "dns" as const, value: "console.example.com" }];
  const form = requestFormInput.parse({ keyAlgorithm: "ec-p256", subject: { commonName: "console" }, names });
  csr = await createRequest(form, pair);
});
afterAll(async () => {
  connection.destroy();
  await bmc.close();
});

async function exchange(defect: VmiDefect | null) {
  const known = bmc.exchange.authority.root.fingerprint256;
  bmc.exchange.setRoot(bmc.exchange.authority.rootPem);
  bmc.exchange.defect = defect;
  const { certificate, rootAfter } = await connection.exchangeCertificate(OFFER, csr);
  const rootPem = rootAfter.kind === "present" ? rootAfter.pem : "";
  const report = await runExchangeChecks(
    {
      request: readRequest(csr),
      publicKey: pair.publicKey,
      certificate,
      authorityBefore: rootPem,
      authorityAfter: rootPem,
      knownAuthority: known,
      acceptedAuthority: null,
      previousSerial: "4A11",
      now: new Date(),
      deviceTime: null,
      purpose: "clientAuth",
    },
    pair.privateKey,
  );
  return { certificate, rootPem, report };
}

describe("what a VMI can do wrong", () => {
  it("covers every check but the fourth, which is about our own key", () => {
    const numbers = new Set<number>(Object.values(vmiDefects));
    expect([...numbers].sort((a, b) => a - b)).toEqual([1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]);
  });

  const judged = Object.entries(vmiDefects).filter(([name]) => !NO_STRING.includes(name as VmiDefect));
  it.each(judged)("%s is seen by check %i", async (name, number) => {
    const { report } = await exchange(name as VmiDefect);
    const verdict = report.checks.find((check) => check.number === number)?.verdict;
    expect(["inform", "warn", "ask", "refuse"]).toContain(verdict);
  });

  it("signs for as many days as it is told", async () => {
    bmc.exchange.validityDays = 5;
    const { report } = await exchange(null);
    bmc.exchange.validityDays = null;
    const daysLeft = ((report.notAfter?.getTime() ?? 0) - Date.now()) / 86_400_000;
    expect(Math.round(daysLeft)).toBe(5);
  });

  it.each(NO_STRING)("%s is refused with the answer", async (defect) => {
    await expect(exchange(defect)).rejects.toMatchObject({ name: "SignCsrError" });
  });

  it("signs rightly otherwise, and lets the VMI accept what it signed, until it has another CA", async () => {
    const { certificate, rootPem, report } = await exchange(null);
    expect(report.outcome).toBe("accepted");
    const verdicts = report.checks.filter(({ verdict }) => verdict !== "pass").map(({ id, verdict }) => [id, verdict]);
    expect(verdicts).toEqual([["path", "skipped"]]);
    const target = {
      host: "127.0.0.1",
      port: bmc.vmi.port,
      addressPolicy: loopbackAllowed,
      chainPem: certificate,
      keyPem: String(pair.privateKey.export({ format: "pem", type: "pkcs8" })),
    };
    expect(await proveMutualTls({ ...target, rootPem })).toMatchObject({
      result: "accepted",
      shownBy: "application_data",
    });
    expect(bmc.vmi.accepted).toContain("console");
    bmc.exchange.rotate();
    expect(await proveMutualTls({ ...target, rootPem })).toMatchObject({ result: "wrong_authority" });
    const renewed = { ...target, rootPem: bmc.exchange.authority.rootPem };
    expect(await proveMutualTls(renewed)).toMatchObject({ result: "client_certificate_refused" });
  });
});
