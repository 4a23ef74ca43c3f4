import { createHash } from "node:crypto";
import https from "node:https";
import { afterEach, describe, expect, it } from "vitest";
import { clientLeaf, testAuthority } from "../testing/scripted-server";
import { WbemBench } from "../testing/test-wbem";
import type { FakeWbem } from "./fake-wbem";
import { DEFAULT_WBEM_USER } from "./options";
import { basicAuthorization, callRaw } from "./raw-call";

const bench = new WbemBench();
afterEach(() => bench.closeAll());

const call = async (wbem: FakeWbem, authorization: string) => {
  const { status, headers } = await callRaw(
    wbem,
    "EnumerateQualifiers",
    {},
    { headers: { Authorization: authorization } },
  );
  return { status, challenge: headers["www-authenticate"] ?? "" };
};

/** Answers a challenge as RFC 7616 says. */
function answerDigest(challenge: string, count: number, password = DEFAULT_WBEM_USER.password): string {
  const field = (name: string) => new RegExp(`${name}="?([^",]+)`).exec(challenge)?.[1] ?? "";
  const algorithm = field("algorithm");
  const hash = (text: string) =>
    createHash(algorithm === "MD5" ? "md5" : "sha256")
      .update(text)
      .digest("hex");
  const nc = count.toString(16).padStart(8, "0");
  const { userName } = DEFAULT_WBEM_USER;
  const secret = hash(`${userName}:${field("realm")}:${password}`);
  const response = hash(`${secret}:${field("nonce")}:${nc}:abc:auth:${hash("POST:/cimom")}`);
  const quoted = Object.entries({
    username: userName,
    realm: field("realm"),
    nonce: field("nonce"),
    uri: "/cimom",
    response,
    cnonce: "abc",
    opaque: field("opaque"),
  });
  return `Digest ${quoted.map(([name, value]) => `${name}="${value}"`).join(", ")}, qop=auth, nc=${nc}, algorithm=${algorithm}`;
}

describe("authentication", () => {
  it("is none, Basic, or what the challenge says", async () => {
    const open = await bench.start({ authentication: "none" });
    expect((await call(open, "")).status).toBe(200);
    const basic = await bench.start();
    expect(await call(basic, "")).toEqual({ status: 401, challenge: 'Basic realm="wbem1:5989"' });
    expect((await call(basic, basicAuthorization)).status).toBe(200);
    const digest = await bench.start({ authentication: "digest" });
    expect((await call(digest, basicAuthorization)).status).toBe(401);
    const either = await bench.start({ authentication: "basic-or-digest" });
    expect((await call(either, "")).challenge).toMatch(/^Digest .*SHA-256.*, Digest .*MD5.*, Basic /);
    expect((await call(either, basicAuthorization)).status).toBe(200);
  });

  it.each(["MD5", "SHA-256"] as const)("by Digest with %s counts the uses of a nonce", async (algorithm) => {
    const wbem = await bench.start({ authentication: "digest", digestAlgorithms: [algorithm], nonceUses: 2 });
    const { challenge } = await call(wbem, "");
    expect((await call(wbem, answerDigest(challenge, 1, "wrong"))).challenge).not.toContain("stale");
    expect((await call(wbem, answerDigest(challenge, 1))).status).toBe(200);
    expect((await call(wbem, answerDigest(challenge, 1))).challenge).toContain("stale=true");
    expect((await call(wbem, answerDigest(challenge, 2))).status).toBe(200);
    const used = await call(wbem, answerDigest(challenge, 3));
    expect(used).toMatchObject({ status: 401, challenge: expect.stringContaining("stale=true") });
    expect((await call(wbem, answerDigest(used.challenge, 1))).status).toBe(200);
    wbem.authenticator.expireNonces();
    expect((await call(wbem, answerDigest(used.challenge, 2))).challenge).toContain("stale=true");
  });

  it("can lack its challenge, or have an unusual one", async () => {
    const wbem = await bench.start();
    wbem.quirks.challenge = "none";
    expect((await call(wbem, "")).challenge).toBe("");
    wbem.quirks.challenge = "bare";
    expect((await call(wbem, "")).challenge).toBe('Basic "wbem1:5989"');
  });

  const statusOf = (wbem: FakeWbem, leaf?: { chainPem: string; keyPem: string }) =>
    new Promise<number>((resolve, reject) => {
      const identity = leaf === undefined ? {} : { cert: leaf.chainPem, key: leaf.keyPem };
      const options = { host: wbem.host, port: wbem.httpsPort, ca: testAuthority.rootPem, agent: false, ...identity };
      https.get(options, (response) => resolve(response.resume().statusCode ?? 0)).on("error", reject);
    });

  it("asks for client certificates, or insists on them", async () => {
    const authorityPem = testAuthority.rootPem;
    const asking = await bench.start({ clientCertificates: { authorityPem, isRequired: false } });
    expect(await statusOf(asking)).toBe(405);
    const insisting = await bench.start({ clientCertificates: { authorityPem, isRequired: true } });
    await expect(statusOf(insisting)).rejects.toThrow();
    expect(await statusOf(insisting, clientLeaf)).toBe(405);
  });
});
