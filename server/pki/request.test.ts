import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { keyAlgorithms } from "@/contracts/certificate-limits";
import { type RequestForm, requestFormInput } from "@/contracts/certificate-request";
import { derKeyUsage } from "./extensions";
import { requestFixtures } from "./fixtures/openssl-requests";
import { exportPrivateKey, readPrivateKey } from "./key";
import { createKeyPair, findKeyAlgorithm } from "./key-pair";
import { createRequest, readRequest, requireSendable } from "./request";
import { checkRequest, isKeyOfRequest, requireRequestKey } from "./request-checks";

const names = [
  { type: "dns", value: "console.example.com" },
  { type: "ip", value: "192.0.2.1" },
  { type: "ip", value: "2001:db8::1" },
  { type: "email", value: "who@example.com" },
  { type: "uri", value: "urn:console" },
];
const form = (changes: object = {}): RequestForm =>
  requestFormInput.parse({
    keyAlgorithm: "ec-p256",
    subject: { commonName: "Konsole, Böblingen", organization: "Bücher", country: "DE", email: "who@example.com" },
    names,
    ...changes,
  });
const verdicts = (pem: string) =>
  Object.fromEntries(checkRequest(readRequest(pem)).map(({ id, verdict }) => [id, verdict]));

describe.each(keyAlgorithms)("a request with a key %s", (keyAlgorithm) => {
  it("says what was asked for, signed by its key, and passes all checks", async () => {
    const pair = await createKeyPair(keyAlgorithm);
    const pem = await createRequest(form({ keyAlgorithm }), pair);
    const request = readRequest(pem);
    const isRsa = keyAlgorithm.startsWith("rsa");
    expect(request.facts).toMatchObject({
      subject: "C=DE, O=Bücher, CN=Konsole\\, Böblingen, emailAddress=who@example.com",
      commonName: "Konsole, Böblingen",
      isSignatureValid: true,
      signatureAlgorithm: isRsa
        ? "RSA with SHA-256"
        : keyAlgorithm === "ec-p256"
          ? "ECDSA with SHA-256"
          : "ECDSA with SHA-384",
      subjectAltNames: names,
      keyUsage: isRsa ? ["digitalSignature", "keyEncipherment"] : ["digitalSignature"],
      extendedKeyUsage: ["clientAuth"],
      asksForAuthority: false,
      otherAttributes: [],
      byteLength: Buffer.byteLength(pem),
      pem,
    });
    expect(new Set(Object.values(verdicts(pem)))).toEqual(new Set(["pass"]));
    expect(findKeyAlgorithm(pair.publicKey)).toBe(keyAlgorithm);
    expect(isKeyOfRequest(request, pair.privateKey)).toBe(true);
    const stored = await readPrivateKey(exportPrivateKey(pair.privateKey));
    expect(createPublicKey(stored).equals(pair.publicKey)).toBe(true);
    expect(() => requireRequestKey(request, generateKeyPairSync("ed25519").privateKey)).toThrow(
      expect.objectContaining({ errorClass: "request-key-mismatch" }),
    );
  });
});

describe("createRequest", () => {
  it("asks for the usage and purposes of the form", async () => {
    const wishes = { keyUsage: ["digitalSignature", "keyAgreement"], extendedKeyUsage: ["serverAuth", "clientAuth"] };
    const pem = await createRequest(form({ ...wishes, names: [] }), await createKeyPair("ec-p256"));
    expect(readRequest(pem).facts).toMatchObject({ ...wishes, subjectAltNames: [] });
  });

  it("refuses what would end the web server of a BMC", async () => {
    const long = Array.from({ length: 50 }, (_, n) => ({ type: "dns", value: `${n}.${"a".repeat(60)}.example` }));
    await expect(createRequest(form({ names: long }), await createKeyPair("ec-p256"))).rejects.toMatchObject({
      errorClass: "request-too-long",
    });
    expect(() => requireSendable(" \n")).toThrow(expect.objectContaining({ errorClass: "request-unreadable" }));
    expect(requireSendable("x".repeat(4096))).toHaveLength(4096);
    expect(() => requireSendable("x".repeat(4097))).toThrow(/4097 bytes/);
    expect(() => requireSendable("ü".repeat(2049))).toThrow(/4098 bytes/);
  });
});

describe("readRequest", () => {
  it("reads what another program wrote, and finds what is wrong with it", () => {
    const { facts } = readRequest(`words before\r\n${requestFixtures.odd.replaceAll("\n", "\r\n")}`);
    expect(facts).toMatchObject({
      subject: "C=DE, O=Bücher\\, Töne, CN=console, emailAddress=who@example.com",
      key: { type: "ec", bits: 256, curve: "prime256v1" },
      isSignatureValid: true,
      keyUsage: ["keyCertSign"],
      extendedKeyUsage: ["serverAuth"],
      asksForAuthority: true,
      otherAttributes: ["challengePassword"],
      pem: requestFixtures.odd,
    });
    expect(facts.subjectAltNames.map(({ value }) => value)).toEqual([
      "a.example",
      "192.0.2.1",
      "2001:db8::1",
      "who@example.com",
      "urn:x",
    ]);
    expect(verdicts(requestFixtures.odd)).toEqual({
      length: "pass",
      signature: "pass",
      key: "pass",
      algorithm: "pass",
      subject: "pass",
      authority: "refuse",
      "key-usage": "warn",
      purpose: "warn",
      attributes: "warn",
    });
    expect(JSON.stringify(checkRequest(readRequest(requestFixtures.odd)))).not.toContain("sesame");
  });

  it("refuses a weak key and signature", () => {
    expect(verdicts(requestFixtures.weak)).toMatchObject({ signature: "pass", key: "refuse", algorithm: "refuse" });
  });

  it.each([
    ["length", "pass", { byteLength: 4096 }],
    ["length", "refuse", { byteLength: 4097 }],
    ["subject", "pass", { commonName: "ü".repeat(63) }],
    ["subject", "refuse", { commonName: "x".repeat(64) }],
    ["subject", "refuse", { commonName: null }],
    ["purpose", "inform", { extendedKeyUsage: [] }],
    ["key-usage", "inform", { keyUsage: [] }],
    ["attributes", "inform", { otherAttributes: ["unstructuredName"] }],
  ])("judges the %s as %s for %j", (id, verdict, changes) => {
    const request = readRequest(requestFixtures.odd);
    const checks = checkRequest({ ...request, facts: { ...request.facts, ...changes } });
    expect(checks.find((check) => check.id === id)?.verdict).toBe(verdict);
  });

  it("reads DER", () => {
    const request = readRequest(requestFixtures.odd);
    expect(readRequest(request.der).facts).toEqual(request.facts);
  });

  it("finds a changed request", () => {
    const { der } = readRequest(requestFixtures.odd);
    const changed = Buffer.from(der);
    changed.write("consoie", der.indexOf("console"));
    expect(verdicts(readRequest(changed).facts.pem)).toMatchObject({ signature: "refuse" });
  });

  it.each([
    ["nothing", "", /no request/],
    ["words", "hello", /no request/],
    ["a certificate", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", /is a CERTIFICATE, not/],
    ["two requests", requestFixtures.odd + requestFixtures.weak, /more than one/],
    ["a request cut off", requestFixtures.odd.slice(0, 300), /no end/],
    ["damaged Base64", requestFixtures.odd.replace("\nM", "\n*"), /Line 2/],
    ["a request cut in DER", readRequest(requestFixtures.odd).der.subarray(0, 300), /not a certificate request/],
    ["noise", Buffer.from([0x30, 0x82, 0x00, 0x02, 0x05, 0x00]), /not a certificate request/],
  ])("refuses %s", (_name, input, message) => {
    expect(() => readRequest(input)).toThrow(
      expect.objectContaining({ errorClass: "request-unreadable", message: expect.stringMatching(message) }),
    );
  });

  it("reads past the key in a file with both", async () => {
    const pair = await createKeyPair("ec-p256");
    const pem = await createRequest(form(), pair);
    expect(readRequest(exportPrivateKey(pair.privateKey) + pem).facts.pem).toBe(pem);
  });

  it("survives mutated files", () => {
    const { der } = readRequest(requestFixtures.odd);
    for (let round = 0; round < 2_000; round += 1) {
      const mutated = Buffer.from(der);
      mutated[(round * 7) % der.length] = (round * 31) % 256;
      try {
        readRequest(mutated);
      } catch (error) {
        expect(error).toMatchObject({ errorClass: "request-unreadable" });
      }
    }
  });
});

it.each([
  [["digitalSignature"], "03020780"],
  [["digitalSignature", "keyEncipherment"], "030205a0"],
  [["keyCertSign", "cRLSign"], "03020106"],
  [["decipherOnly"], "0303070080"],
  [[], "030100"],
])("writes the key usage %j without bits too many", (usages, expected) => {
  expect(derKeyUsage(usages).toString("hex")).toBe(expected);
});
