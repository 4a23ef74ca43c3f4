import { X509Certificate } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keyAlgorithms } from "@/contracts/certificate-limits";
import { type KeyAlgorithm, requestFormInput } from "@/contracts/certificate-request";
import { readCertificateFacts } from "@/server/pki/certificate";
import { runExchangeChecks } from "@/server/pki/exchange/checks";
import { exportIdentity } from "@/server/pki/export/identity-export";
import { createVmiAuthority, type VmiSignature } from "@/server/pki/fake/vmi-authority";
import { readPrivateKey } from "@/server/pki/key";
import { createKeyPair, type KeyPair } from "@/server/pki/key-pair";
import { isWeakSignature } from "@/server/pki/object-identifiers";
import { readPkcs12 } from "@/server/pki/pkcs12";
import { createRequest, readRequest } from "@/server/pki/request";
import { checkRequest } from "@/server/pki/request-checks";
import { findOpensslObstacle, type Openssl, openOpenssl } from "./openssl";

const obstacle = findOpensslObstacle();
if (obstacle !== null) process.stderr.write(`The OpenSSL tests are skipped. ${obstacle}\n`);

const password = "Straße, 12 Zeichen";
const pairs = new Map<KeyAlgorithm, KeyPair>();
const day = 86_400_000;
let openssl: Openssl;

async function pairOf(keyAlgorithm: KeyAlgorithm): Promise<KeyPair> {
  const pair = pairs.get(keyAlgorithm) ?? (await createKeyPair(keyAlgorithm));
  pairs.set(keyAlgorithm, pair);
  return pair;
}

async function requestOf(keyAlgorithm: KeyAlgorithm, changes: object = {}): Promise<string> {
  const form = requestFormInput.parse({
    keyAlgorithm,
    subject: { commonName: "Konsole, Böblingen", organization: "Bücher", country: "DE", email: "who@example.com" },
    names: [
      { type: "dns", value: "console.example.com" },
      { type: "ip", value: "192.0.2.1" },
      { type: "ip", value: "2001:db8::1" },
      { type: "email", value: "who@example.com" },
      { type: "uri", value: "urn:console" },
    ],
    ...changes,
  });
  return createRequest(form, await pairOf(keyAlgorithm));
}

describe.skipIf(obstacle !== null)("OpenSSL", () => {
  beforeAll(() => {
    openssl = openOpenssl();
  });
  afterAll(() => openssl.remove());

  describe.each(keyAlgorithms)("with a key %s", (keyAlgorithm) => {
    it("verifies a request and reads from it what was asked for", async () => {
      const file = openssl.file("request.pem", await requestOf(keyAlgorithm));
      const { isGood, output } = openssl.run(
        ...["req", "-in", file, "-verify", "-noout", "-text", "-nameopt", "utf8,sep_comma_plus"],
      );
      const isRsa = keyAlgorithm.startsWith("rsa");
      expect(output).toMatch(/self-signature verify OK/);
      expect(output).toContain("C=DE,O=Bücher,CN=Konsole, Böblingen,emailAddress=who@example.com");
      expect(output).toMatch(isRsa ? /Digital Signature, Key Encipherment\n/ : /Digital Signature\n/);
      expect(output).toContain("TLS Web Client Authentication");
      expect(output).toContain("CA:FALSE");
      expect(output).toContain(
        "DNS:console.example.com, IP Address:192.0.2.1, IP Address:2001:DB8:0:0:0:0:0:1, email:who@example.com, URI:urn:console",
      );
      expect(output).toMatch(/ecdsa-with-SHA256|ecdsa-with-SHA384|sha256WithRSAEncryption/);
      expect(isGood).toBe(true);
    });

    it("opens the encrypted PKCS#8 with its password only", async () => {
      const identity = await identityOf(keyAlgorithm);
      const [file] = await exportIdentity("pkcs8", identity);
      const key = openssl.file("client.key", file?.content ?? "");
      const opened = openssl.run("pkey", "-in", key, "-passin", `pass:${password}`, "-check", "-noout");
      expect(opened).toEqual({ isGood: true, output: expect.stringMatching(/Key is valid/) });
      expect(openssl.run("pkey", "-in", key, "-passin", "pass:wrong", "-noout").isGood).toBe(false);
      const structure = openssl.run("asn1parse", "-in", key).output;
      expect(structure).toMatch(/PBES2[\s\S]*PBKDF2[\s\S]*:0927C0[\s\S]*hmacWithSHA256[\s\S]*aes-256-cbc/);
    });

    it("opens the PKCS#12 file without its legacy provider", async () => {
      const identity = await identityOf(keyAlgorithm);
      const [file] = await exportIdentity("pkcs12", identity);
      const store = openssl.file("client.p12", file?.content ?? "");
      const info = openssl.run("pkcs12", "-in", store, "-passin", `pass:${password}`, "-info", "-noenc");
      expect(info.output).toMatch(/MAC: sha256, Iteration 100000/);
      expect(info.output).toMatch(
        /PKCS7 Encrypted data: PBES2, PBKDF2, AES-256-CBC, Iteration 100000, PRF hmacWithSHA256/,
      );
      expect(info.output).toMatch(/Shrouded Keybag: PBES2, PBKDF2, AES-256-CBC, Iteration 100000, PRF hmacWithSHA256/);
      expect(info.output).toContain("friendlyName: Konsole");
      expect(info.output.match(/-----BEGIN CERTIFICATE-----/g)).toHaveLength(3);
      expect(info.isGood).toBe(true);
      const leafOnly = openssl.run("pkcs12", "-in", store, "-passin", `pass:${password}`, "-clcerts", "-nokeys");
      expect(new X509Certificate(leafOnly.output).fingerprint256).toBe(identity.chain[0]?.fingerprint256);
      const key = openssl.run("pkcs12", "-in", store, "-passin", `pass:${password}`, "-nocerts", "-noenc");
      expect(identity.chain[0]?.checkPrivateKey(await readPrivateKey(key.output))).toBe(true);
      const wrong = openssl.run("pkcs12", "-in", store, "-passin", "pass:wrong", "-noout");
      expect(wrong).toEqual({ isGood: false, output: expect.stringMatching(/Mac verify error/) });
    });

    it("accepts the chain that the checks accept", async () => {
      const { chain, root } = await identityOf(keyAlgorithm);
      expect(verify(chain.map(String), String(root))).toEqual({
        isGood: true,
        output: expect.stringMatching(/: OK\n/),
      });
    });
  });

  it("finds a request that was changed, as the checks do", async () => {
    const { der } = readRequest(await requestOf("ec-p256"));
    const changed = Buffer.from(der);
    changed.write("Konsule", der.indexOf("Konsole"));
    const file = openssl.file("changed.der", changed);
    expect(openssl.run("req", "-inform", "DER", "-in", file, "-verify", "-noout").output).toMatch(/verify failure/i);
    expect(checkRequest(readRequest(changed)).find(({ id }) => id === "signature")?.verdict).toBe("refuse");
  });

  it("makes requests and PKCS#12 files that are read here", async () => {
    const key = openssl.file("own.key", "");
    const request = openssl.file("own.csr", "");
    const certificate = openssl.file("own.crt", "");
    const store = openssl.file("own.p12", "");
    const subject = ["-subj", "/CN=own", "-addext", "subjectAltName=DNS:own.example"];
    const options = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384", "-noenc", "-keyout", key];
    expect(openssl.run("req", ...options, ...subject, "-out", request).isGood).toBe(true);
    expect(openssl.run("x509", "-req", "-in", request, "-key", key, "-out", certificate).isGood).toBe(true);
    const made = openssl.run(
      ...["pkcs12", "-export", "-in", certificate, "-inkey", key, "-out", store, "-passout", `pass:${password}`],
    );
    expect(made.isGood).toBe(true);
    const text = openssl.run("req", "-in", request).output;
    expect(readRequest(text).facts).toMatchObject({ commonName: "own", isSignatureValid: true });
    const bytes = Buffer.from(openssl.run("base64", "-in", store).output, "base64");
    expect((await readPkcs12(bytes, password)).certificates).toHaveLength(1);
  });

  it.each([
    ["sha256", "RSA-PSS with SHA-256", false],
    ["sha1", "RSA-PSS with SHA-1", true],
  ])("signs by RSA-PSS with %s, and the hash is found", (hash, name, isWeak) => {
    const options = ["-newkey", "rsa:2048", "-noenc", "-keyout", openssl.file("pss.key", ""), "-subj", "/CN=pss"];
    const padding = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:20"];
    const { output } = openssl.run("req", "-x509", `-${hash}`, ...options, ...padding);
    const { signatureAlgorithm } = readCertificateFacts(output.slice(output.indexOf("-----BEGIN CERT")));
    expect([signatureAlgorithm, isWeakSignature(signatureAlgorithm)]).toEqual([name, isWeak]);
  });

  it.each<[string, VmiSignature, RegExp]>([
    ["for servers only", { purposes: ["server"] }, /unsuitable certificate purpose/],
    ["that has ended", { notBefore: new Date(Date.now() - 9 * day), notAfter: new Date(Date.now() - day) }, /expired/],
    ["that may only encipher", { keyUsage: ["keyEncipherment"] }, /unsuitable certificate purpose/],
    ["that begins tomorrow", { notBefore: new Date(Date.now() + day) }, /not yet valid/],
  ])("agrees about a certificate %s", async (_name, changes, message) => {
    const vmi = createVmiAuthority();
    const requestPem = await requestOf("ec-p256");
    const certificate = vmi.sign(requestPem, changes).toString();
    expect(verify([certificate], vmi.rootPem)).toEqual({ isGood: false, output: expect.stringMatching(message) });
    expect(await engineVerdict(requestPem, certificate, vmi.rootPem)).not.toBe("pass");
  });

  it("agrees about a certificate of another CA with the same name", async () => {
    const [vmi, namesake] = [createVmiAuthority(), createVmiAuthority()];
    const requestPem = await requestOf("ec-p256");
    const certificate = namesake.sign(requestPem).toString();
    expect(verify([certificate], vmi.rootPem).isGood).toBe(false);
    expect(await engineVerdict(requestPem, certificate, vmi.rootPem)).toBe("refuse");
  });
});

/** A certificate below two CAs, for a key of the algorithm. */
async function identityOf(keyAlgorithm: KeyAlgorithm) {
  const vmi = createVmiAuthority();
  const middle = vmi.issueAuthority("VMI middle");
  const { privateKey } = await pairOf(keyAlgorithm);
  const leaf = middle.sign(await requestOf(keyAlgorithm));
  return { name: "Konsole 1", privateKey, chain: [leaf, middle.root], root: vmi.root, password, now: new Date() };
}

function verify(chain: readonly string[], rootPem: string) {
  const [leaf = "", ...others] = chain;
  const root = openssl.file("root.pem", rootPem);
  const between = openssl.file("between.pem", others.join(""));
  return openssl.run(
    ...["verify", "-purpose", "sslclient", "-no-CApath", "-no-CAstore", "-CAfile", root],
    ...(others.length === 0 ? [] : ["-untrusted", between]),
    openssl.file("leaf.pem", leaf),
  );
}

/** The verdict of check 18, which asks the OpenSSL inside of Node.js. */
async function engineVerdict(requestPem: string, certificate: string, rootPem: string) {
  const { privateKey, publicKey } = await pairOf("ec-p256");
  const { checks } = await runExchangeChecks(
    {
      request: readRequest(requestPem),
      publicKey,
      certificate,
      authorityBefore: rootPem,
      authorityAfter: rootPem,
      knownAuthority: null,
      acceptedAuthority: null,
      previousSerial: null,
      now: new Date(),
      deviceTime: null,
      purpose: "clientAuth",
    },
    privateKey,
  );
  return checks[17]?.verdict;
}
