import { randomInt } from "node:crypto";
import { describe, expect, it } from "vitest";
import { PkiError } from "./errors";
import { createTestAuthority } from "./fake/test-authority";
import { pkcs7Fixture } from "./fixtures/openssl-files";
import { maximumFileBytes, readCertificateFile, scanPem } from "./pem";

const authority = createTestAuthority();
const { rootPem, intermediatePem } = authority;
const leaf = authority.issueServerCertificate({ names: ["hmc"] });
const subjects = (input: string | Uint8Array) =>
  readCertificateFile(input).certificates.map(({ facts }) => facts.commonName);

describe("readCertificateFile", () => {
  it("finds certificates in any order with text around them", () => {
    const text = `# site CAs\r\n${rootPem.replaceAll("\n", "\r\n")}\nissuer=/CN=x\n  ${intermediatePem}trailing words`;
    expect(subjects(text)).toEqual(["Signalbox Test Root", "Signalbox Test Intermediate"]);
  });

  it.each([
    ["files put together without a final line feed", `${rootPem.trimEnd()}${intermediatePem}`],
    ["JSON", JSON.stringify({ ca: rootPem, next: [intermediatePem] })],
    ["a field of one line", `${rootPem}${intermediatePem}`.replaceAll("\n", " ")],
    ["lost line breaks", `${rootPem}${intermediatePem}`.replaceAll("\n", "")],
    ["a key of YAML", `ca: "${rootPem}"\nnext: |${intermediatePem}`],
  ])("finds certificates that came through %s", (_name, text) => {
    const file = readCertificateFile(text);
    expect(file.certificates.map(({ facts }) => facts.commonName)).toEqual([
      "Signalbox Test Root",
      "Signalbox Test Intermediate",
    ]);
    expect(file.rejected).toEqual([]);
  });

  it("takes no line that only speaks of a block for one", () => {
    const words = "From -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----, both included.\n";
    const end = "It begins with -----BEGIN CERTIFICATE-----\nand ends with -----END CERTIFICATE----- there.\n";
    expect(readCertificateFile(words + rootPem + end)).toMatchObject({ certificates: [{ line: 2 }], rejected: [] });
  });

  it("keeps a repeated certificate once", () => {
    const file = readCertificateFile(rootPem + intermediatePem + rootPem);
    expect(file.certificates).toHaveLength(2);
    expect(file.duplicates).toBe(1);
  });

  it("reads DER, several DER certificates in a row, PKCS#7 and UTF-16", () => {
    expect(subjects(leaf.certificate.raw)).toEqual(["hmc"]);
    expect(subjects(Buffer.concat([leaf.certificate.raw, authority.root.certificate.raw]))).toHaveLength(2);
    expect(subjects(pkcs7Fixture)).toEqual(expect.arrayContaining(["ec", "Fixture Root"]));
    const [block] = scanPem(pkcs7Fixture);
    expect(subjects(block?.bytes ?? "")).toHaveLength(2);
    expect(subjects(Buffer.from(`\ufeff${rootPem}`, "utf16le"))).toEqual(["Signalbox Test Root"]);
  });

  it.each([
    ["cut off Base64", rootPem.replace(/.\n-----END/, "\n-----END"), /cut off/],
    ["foreign characters", rootPem.replace("\nMII", "\nM!I"), /Line 4 holds characters/],
    ["foreign characters behind its beginning", rootPem.replace("\nMII", "MII").replace("\n", "\n!"), /Line 4 holds/],
    ["no end", rootPem.replace(/-----END.*/, ""), /no end/],
    ["other label at the end", rootPem.replace("END CERTIFICATE", "END CRL"), /ends as "CRL"/],
    ["damaged contents", rootPem.replace(/\nMII.{8}/, "\nMIIBAAAAAAA"), /./],
    ["empty", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", /empty/],
  ])("names line and reason of a block with %s, and keeps the good ones", (_name, damaged, reason) => {
    const file = readCertificateFile(`first line\n\n${damaged}\n${intermediatePem}`);
    expect(file.certificates.map(({ facts }) => facts.commonName)).toEqual(["Signalbox Test Intermediate"]);
    expect(file.rejected).toEqual([{ line: 3, label: "CERTIFICATE", reason: expect.stringMatching(reason) }]);
  });

  it("refuses private keys by name", () => {
    const { rejected } = readCertificateFile(rootPem + leaf.keyPem);
    expect(rejected).toEqual([
      expect.objectContaining({ label: "PRIVATE KEY", reason: expect.stringMatching(/private key/) }),
    ]);
  });

  it.each([
    ["no certificate", "just words", "cert-unreadable"],
    ["a large file", "x".repeat(maximumFileBytes + 1), "file-too-large"],
  ])("refuses %s", (_name, input, errorClass) => {
    expect(() => readCertificateFile(input)).toThrow(expect.objectContaining({ class: errorClass }));
  });

  it("refuses more than 200 certificates", () => {
    const ders = Array.from({ length: 201 }, (_, index) => authority.issueSelfSigned({ names: [`n${index}`] }));
    const file = Buffer.concat(ders.map(({ certificate }) => certificate.raw));
    expect(file.length).toBeLessThan(maximumFileBytes);
    expect(() => readCertificateFile(file)).toThrow(expect.objectContaining({ class: "too-many-certificates" }));
  });

  it("survives 10,000 mutated files, each in bounded time", () => {
    const samples: Buffer[] = [Buffer.from(rootPem + intermediatePem), leaf.certificate.raw, Buffer.from(pkcs7Fixture)];
    samples.push(scanPem(pkcs7Fixture)[0]?.bytes ?? Buffer.alloc(0));
    let slowest = 0;
    for (let round = 0; round < 10_000; round += 1) {
      const mutated = Buffer.from(samples[round % samples.length] ?? "");
      for (let change = randomInt(1, 6); change > 0; change -= 1) mutated[randomInt(mutated.length)] = randomInt(256);
      const cut = round % 7 === 0 ? mutated.subarray(0, randomInt(mutated.length)) : mutated;
      slowest = Math.max(slowest, measure(cut));
    }
    expect(slowest).toBeLessThan(100);
  });
});

/** Milliseconds for one file. A slow file is slow every time; a busy machine is not, so the best of three counts. */
function measure(file: Buffer): number {
  let best = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 3 && best > 50; attempt += 1) {
    const start = performance.now();
    try {
      readCertificateFile(file);
    } catch (error) {
      if (!(error instanceof PkiError)) throw error;
    }
    best = Math.min(best, performance.now() - start);
  }
  return best;
}
