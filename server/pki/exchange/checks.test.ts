import { createPublicKey, type KeyObject } from "node:crypto";
import { describe, expect, it } from "vitest";
import { exchangeCheckSchema } from "@/contracts/certificate-order";
import { requestFormInput } from "@/contracts/certificate-request";
import { fingerprint256 } from "../certificate";
import { der, derOid, derSequence, derTag } from "../der";
import { derExtension } from "../extensions";
import { encodeFakeName, generateFakeKey } from "../fake/certificate-builder";
import { createVmiAuthority, type VmiSignature } from "../fake/vmi-authority";
import { createKeyPair } from "../key-pair";
import { createRequest, readRequest } from "../request";
import { checkExchange, runExchangeChecks } from "./checks";
import type { ExchangeInput } from "./input";
import { exchangeChecks } from "./verdicts";

const day = 86_400_000;
const now = new Date();
const inDays = (days: number) => new Date(now.getTime() + days * day);
const pair = await createKeyPair("ec-p256");
const requestPem = await createRequest(
  requestFormInput.parse({
    keyAlgorithm: "ec-p256",
    subject: { commonName: "console", organization: "Example" },
    names: [{ type: "dns", value: "console.example.com" }],
  }),
  pair,
);
const request = readRequest(requestPem);
const vmi = createVmiAuthority();
const stranger = createVmiAuthority({ name: "Stranger" });
const namesake = createVmiAuthority();
const otherKey = generateFakeKey();
const signed = (changes?: VmiSignature) => vmi.sign(requestPem, changes).toString();
const good = signed();

function input(changes: Partial<ExchangeInput> = {}): ExchangeInput {
  const authority = changes.authorityAfter ?? vmi.rootPem;
  return {
    request,
    publicKey: pair.publicKey,
    certificate: good,
    authorityBefore: authority,
    authorityAfter: authority,
    knownAuthority: vmi.root.fingerprint256,
    acceptedAuthority: null,
    previousSerial: null,
    now,
    deviceTime: null,
    purpose: "clientAuth",
    engine: null,
    ...changes,
  };
}

async function run(changes: Partial<ExchangeInput> = {}, key: KeyObject | null = pair.privateKey) {
  const report = await runExchangeChecks(input(changes), key);
  const byNumber = new Map(report.checks.map((check) => [check.number, check]));
  const verdict = (number: number) => byNumber.get(number)?.verdict;
  const refused = report.checks.filter((check) => check.verdict === "refuse").map((check) => check.number);
  return { ...report, byNumber, verdict, refused };
}

/** A root of the given kind, and a certificate that it signs. */
function exchangeWith(options: Parameters<typeof createVmiAuthority>[0], changes?: VmiSignature) {
  const authority = createVmiAuthority(options);
  return {
    certificate: authority.sign(requestPem, changes).toString(),
    authorityAfter: authority.rootPem,
    knownAuthority: authority.root.fingerprint256,
  };
}

describe("a right exchange", () => {
  it("passes every check, and lists all of them in order", async () => {
    const { checks, outcome, verdict, chainPem, rootPem } = await run();
    expect(checks.map(({ id, number }) => [id, number])).toEqual(
      exchangeChecks.map(({ id }, index) => [id, index + 1]),
    );
    expect(checks).toHaveLength(18);
    for (const check of checks) expect(exchangeCheckSchema.parse(check)).toEqual(check);
    expect(verdict(7)).toBe("skipped");
    expect(checks.filter((check) => check.verdict !== "pass").map(({ number }) => number)).toEqual([7]);
    expect([outcome, chainPem, rootPem]).toEqual(["accepted", good, vmi.rootPem]);
  });

  it("shows the values it compared", async () => {
    const { byNumber } = await run();
    const fingerprint = request.facts.publicKeyFingerprint256;
    expect(byNumber.get(4)?.evidence).toEqual([{ label: "Public key", expected: fingerprint, actual: fingerprint }]);
    const empty = [...byNumber.values()].filter(
      ({ verdict, evidence }) => verdict !== "skipped" && evidence.length === 0,
    );
    expect(empty).toEqual([]);
  });

  it("is the same list for the same input", () => {
    expect(checkExchange(input())).toEqual(checkExchange(input()));
  });

  it("accepts RSA, CRLF, a missing line end, words before, and the root sent along", async () => {
    const rsa = await createKeyPair("rsa-2048");
    const rsaForm = requestFormInput.parse({ keyAlgorithm: "rsa-2048", subject: { commonName: "console" } });
    const rsaPem = await createRequest(rsaForm, rsa);
    const certificate = vmi.sign(rsaPem).toString();
    const text = `issued today\r\n${`${certificate}${vmi.rootPem}`.trimEnd().replaceAll("\n", "\r\n")}`;
    const changes = { request: readRequest(rsaPem), publicKey: rsa.publicKey, certificate: text };
    const report = await run(changes, rsa.privateKey);
    expect(report.checks.filter((check) => check.verdict !== "pass").map(({ number }) => number)).toEqual([7]);
    expect(report.chainPem).toBe(certificate);
  });
});

describe("what refuses a certificate", () => {
  const weak = generateFakeKey("rsa-1024");

  it.each<[string, number, Partial<ExchangeInput>, RegExp]>([
    ["no answer", 1, { certificate: undefined }, /not a text/],
    ["a number", 1, { certificate: 7 }, /not a text/],
    ["an empty text", 1, { certificate: " \n" }, /empty/],
    ["a huge text", 1, { certificate: good + "x".repeat(65_536) }, /more than 65536/],
    ["an empty root", 1, { authorityAfter: "" }, /root certificate cannot be used: it is empty/],
    ["a crowd", 2, { certificate: good.repeat(21) }, /21 blocks, more than 20/],
    ["words", 2, { certificate: "hello" }, /no certificate in it/],
    [
      "a private key",
      2,
      { certificate: `${good}-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n` },
      /private key/,
    ],
    ["a request", 2, { certificate: requestPem + good }, /line 1 begins a CERTIFICATE REQUEST/],
    ["a block cut off", 2, { certificate: good + good.slice(0, 200) }, /damaged/],
    [
      "a block of noise",
      2,
      { certificate: `${good}-----BEGIN CERTIFICATE-----\nMAMCAQA=\n-----END CERTIFICATE-----\n` },
      /not a certificate/,
    ],
    ["double escapes", 2, { certificate: good.replaceAll("\n", "\\n") }, /backslash/],
    ["indented lines", 2, { certificate: good.replaceAll("\n", "\n  ") }, /indented/],
    ["words after it", 2, { certificate: `${good}\nbye` }, /outside of a block/],
    ["another key", 3, { certificate: signed({ key: otherKey }) }, /another key/],
    ["two for the same key", 3, { certificate: good + signed() }, /2 different certificates/],
    ["a key that was replaced", 4, { publicKey: createPublicKey(otherKey) }, /does not belong/],
    ["two roots", 5, { authorityAfter: vmi.rootPem + stranger.rootPem }, /more than one/],
    ["a root issued by another", 5, { authorityAfter: vmi.issueAuthority("Middle").rootPem }, /issued by another CA/],
    ["a root signed by its namesake", 5, { authorityAfter: vmi.issueAuthority("VMI root").rootPem }, /its own key/],
    ["a root that is no CA", 5, exchangeWith({ root: { isAuthority: false } }), /not a CA/],
    ["a root that may not sign", 5, exchangeWith({ root: { keyUsage: ["digitalSignature"] } }), /may not sign/],
    [
      "another root",
      6,
      { certificate: stranger.sign(requestPem).toString() },
      /issued by “O=Signalbox Test, CN=Stranger”/,
    ],
    [
      "a root of the same name",
      6,
      { certificate: namesake.sign(requestPem).toString() },
      /another key of the same name/,
    ],
    [
      "another key identifier",
      6,
      { certificate: signed({ authorityKeyIdentifier: Buffer.alloc(20, 1) }) },
      /another key of its issuer/,
    ],
    ["a stray certificate", 7, { certificate: good + stranger.rootPem }, /not between/],
    ["an end in the past", 8, { certificate: signed({ notBefore: inDays(-9), notAfter: inDays(-1) }) }, /ended on/],
    [
      "a root that has ended",
      8,
      exchangeWith({ root: { notBefore: inDays(-9), notAfter: inDays(-1) } }),
      /VMI root” ended/,
    ],
    ["a CA", 10, { certificate: signed({ isAuthority: true }) }, /may sign others/],
    ["a server only", 11, { certificate: signed({ purposes: ["server"] }) }, /only for serverAuth/],
    ["a key that may not sign", 12, { certificate: signed({ keyUsage: ["keyEncipherment"] }) }, /may not sign/],
    ["SHA-1", 13, { certificate: signed({ hash: "sha1" }) }, /ECDSA with SHA-1/],
    ["MD5", 13, exchangeWith({ keyType: "rsa-2048" }, { hash: "md5" }), /RSA with MD5/],
    ["RSA with 1024 bits", 13, { certificate: signed({ key: weak }), request: requestOf(weak) }, /1024 bits/],
    [
      "an unknown critical extension",
      14,
      { certificate: signed({ extensions: [derExtension("1.2.3.4", der(derTag.null), true)] }) },
      /1\.2\.3\.4/,
    ],
    ["a CA replaced meanwhile", 17, { authorityBefore: stranger.rootPem }, /while the certificate was being signed/],
  ])("%s is found by check %i", async (_name, number, changes, finding) => {
    const { byNumber, outcome, refused, chainPem, rootPem } = await run(changes);
    expect(byNumber.get(number)).toMatchObject({ verdict: "refuse", finding: expect.stringMatching(finding) });
    expect(byNumber.get(number)?.remedy).not.toBeNull();
    expect(refused[0]).toBeLessThanOrEqual(number);
    expect([outcome, chainPem, rootPem]).toEqual(["refused", null, null]);
  });

  it.each<[string, number[], Partial<ExchangeInput>]>([
    ["a server only", [11, 18], { certificate: signed({ purposes: ["server"] }) }],
    ["a key that may not sign", [12, 18], { certificate: signed({ keyUsage: ["keyEncipherment"] }) }],
    ["a root of the same name", [6, 18], { certificate: namesake.sign(requestPem).toString() }],
    ["a CA", [10], { certificate: signed({ isAuthority: true }) }],
    ["an end in the past", [8, 18], { certificate: signed({ notBefore: inDays(-9), notAfter: inDays(-1) }) }],
    [
      "an unknown critical extension",
      [14, 18],
      { certificate: signed({ extensions: [derExtension("1.2.3.4", der(derTag.null), true)] }) },
    ],
    ["a CA replaced meanwhile", [17], { authorityBefore: stranger.rootPem }],
  ])("%s is refused by exactly the checks %j", async (_name, expected, changes) => {
    expect((await run(changes)).refused).toEqual(expected);
  });

  it("leaves nothing to judge where no certificate carries the key", async () => {
    const { verdict } = await run({ certificate: "hello" });
    expect([4, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18].map(verdict)).toEqual(Array(12).fill("skipped"));
  });

  it("finds a path of intermediates, and its gaps", async () => {
    const middle = vmi.issueAuthority("Middle");
    const low = middle.issueAuthority("Low");
    const leaf = low.sign(requestPem).toString();
    const whole = await run({ certificate: low.rootPem + middle.rootPem + leaf });
    expect([whole.outcome, whole.verdict(6), whole.verdict(7)]).toEqual(["accepted", "pass", "pass"]);
    expect(whole.chainPem).toBe(leaf + low.rootPem + middle.rootPem);
    const gap = await run({ certificate: leaf + low.rootPem });
    expect([gap.outcome, gap.verdict(6), gap.verdict(7)]).toEqual(["refused", "pass", "refuse"]);
    const impostor = vmi.issueAuthority("Impostor", { isAuthority: false });
    const forged = await run({ certificate: impostor.sign(requestPem).toString() + impostor.rootPem });
    expect(forged.byNumber.get(7)).toMatchObject({ verdict: "refuse", finding: expect.stringMatching(/not a CA/) });
  });

  it("keeps OpenSSL's view of name constraints", async () => {
    const onlyOther = derSequence(der(0xa0, derSequence(der(0x82, Buffer.from("other.example")))));
    const constraint = derExtension("2.5.29.30", onlyOther, true);
    const middle = vmi.issueAuthority("Middle", { extensions: [constraint] });
    const report = await run({ certificate: middle.sign(requestPem).toString() + middle.rootPem });
    expect(report.refused).toEqual([18]);
    expect(report.byNumber.get(18)?.finding).toMatch(/constraint of a CA/);
  });
});

describe("what warns, informs or asks", () => {
  it("warns of a certificate that is not valid yet, with both clocks", async () => {
    const deviceTime = inDays(2);
    const { byNumber, outcome, verdict } = await run({ certificate: signed({ notBefore: inDays(1) }), deviceTime });
    expect([outcome, verdict(8), verdict(18)]).toEqual(["accepted", "warn", "warn"]);
    expect(
      byNumber
        .get(8)
        ?.evidence.slice(0, 2)
        .map(({ actual }) => actual),
    ).toEqual([now.toISOString(), deviceTime.toISOString()]);
  });

  it("tolerates five minutes", () => {
    const begin = (ms: number) => signed({ notBefore: new Date(now.getTime() + ms) });
    const verdict = (ms: number) => checkExchange(input({ certificate: begin(ms) })).checks[7]?.verdict;
    expect([verdict(299_000), verdict(302_000)]).toEqual(["pass", "warn"]);
  });

  it("warns of a certificate beyond its root, and of a root near its end", async () => {
    const beyond = await run({ certificate: signed({ notAfter: inDays(4_000) }) });
    expect([beyond.outcome, beyond.verdict(9)]).toEqual(["accepted", "warn"]);
    const near = await run(exchangeWith({ root: { notAfter: inDays(29) } }, { notAfter: inDays(9) }));
    expect([near.outcome, near.byNumber.get(9)?.finding]).toEqual(["accepted", expect.stringMatching(/30 days/)]);
  });

  it("warns of a weak root only", async () => {
    const changes = exchangeWith({ keyType: "rsa-2048", root: { hash: "sha1" } });
    const { verdict, outcome } = await run(changes);
    expect([verdict(13), outcome]).toEqual(["warn", "accepted"]);
  });

  it("says which names differ", async () => {
    const { byNumber, outcome } = await run({ certificate: signed({ names: [], subject: encodeFakeName("other") }) });
    expect(outcome).toBe("accepted");
    expect(byNumber.get(15)).toMatchObject({
      verdict: "inform",
      finding: expect.stringMatching(/subject and alternative names/),
      evidence: [
        { expected: "O=Example, CN=console", actual: "O=Signalbox Test, CN=other" },
        { expected: "dns console.example.com", actual: "none" },
      ],
    });
  });

  it.each([
    ["negative", { serial: Buffer.from([0x80, 0x01]) }, null],
    ["zero", { serial: Buffer.from([0]) }, null],
    ["that of the previous certificate", { serial: Buffer.from([0x12, 0x34]) }, "1234"],
  ])("informs of a serial number that is %s", async (_name, changes, previousSerial) => {
    const { verdict, outcome } = await run({ certificate: signed(changes), previousSerial });
    expect([verdict(16), outcome]).toEqual(["inform", "accepted"]);
  });

  it("asks about a changed CA until that very one is accepted", async () => {
    const changed = { knownAuthority: stranger.root.fingerprint256 };
    const asked = await run(changed);
    expect([asked.outcome, asked.verdict(17)]).toEqual(["question", "ask"]);
    expect(asked.byNumber.get(17)?.evidence[1]).toMatchObject({
      expected: stranger.root.fingerprint256,
      actual: vmi.root.fingerprint256,
    });
    expect(asked.chainPem).toBe(good);
    expect((await run({ ...changed, acceptedAuthority: namesake.root.fingerprint256 })).outcome).toBe("question");
    const accepted = await run({ ...changed, acceptedAuthority: vmi.root.fingerprint256 });
    expect([accepted.outcome, accepted.verdict(17)]).toEqual(["accepted", "inform"]);
  });

  it("informs of the first CA, and does without a root read before", async () => {
    const { verdict, outcome } = await run({ knownAuthority: null, authorityBefore: null });
    expect([verdict(17), outcome]).toEqual(["inform", "accepted"]);
  });

  it("judges without the private key as far as it can", async () => {
    const { verdict, outcome } = await run({ publicKey: null }, null);
    expect([verdict(4), verdict(18), outcome]).toEqual(["skipped", "skipped", "accepted"]);
  });

  it("judges the purpose that is asked about", async () => {
    const server = signed({ purposes: ["server"] });
    expect((await run({ certificate: server, purpose: "serverAuth", publicKey: null }, null)).outcome).toBe("accepted");
    expect((await run({ purpose: "serverAuth" })).refused).toEqual([11]);
    const any = signed({ purposes: [], keyUsage: null });
    expect((await run({ certificate: any })).outcome).toBe("accepted");
  });
});

describe("damaged answers", () => {
  it("always give the whole list", () => {
    const bytes = Buffer.from(good);
    for (let round = 0; round < 300; round += 1) {
      const mutated = Buffer.from(bytes);
      mutated[(round * 13) % bytes.length] = 32 + ((round * 29) % 90);
      const { checks, outcome } = checkExchange(input({ certificate: mutated.toString(), authorityAfter: mutated }));
      expect([checks.length, outcome]).toEqual([18, "refused"]);
    }
  });

  it("with a critical policy are judged only together with OpenSSL", () => {
    const policy = derExtension("2.5.29.32", derSequence(derSequence(derOid("1.2.3"))), true);
    const certificate = signed({ extensions: [policy] });
    const verdict = (engine: ExchangeInput["engine"]) =>
      checkExchange(input({ certificate, engine })).checks[13]?.verdict;
    expect([verdict(null), verdict({ result: "accepted" })]).toEqual(["refuse", "pass"]);
  });
});

/** The request as if it had been made with the key. */
function requestOf(key: KeyObject): ExchangeInput["request"] {
  const spki = createPublicKey(key).export({ format: "der", type: "spki" });
  return { ...request, facts: { ...request.facts, publicKeyFingerprint256: fingerprint256(spki) } };
}
