import { describe, expect, it } from "vitest";
import { nameSchemes, parseChallenges } from "./challenges";
import { chooseDigestChallenge, DigestNonce } from "./digest";

const parametersOf = (header: string) =>
  parseChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);

function nonceOf(header: string, clientNonce?: string): DigestNonce {
  const challenge = chooseDigestChallenge(parseChallenges(header));
  if (challenge === null) throw new Error("no challenge");
  return new DigestNonce(challenge, clientNonce);
}

const responseOf = (authorization: string) => /response="([0-9a-f]+)"/.exec(authorization)?.[1];

describe("challenges", () => {
  it.each([
    ["", []],
    ['Basic realm="a"', [["basic", { realm: "a" }]]],
    ["BASIC", [["basic", {}]]],
    ['Basic "host:5988"', [["basic", { realm: "host:5988" }]]],
    [
      "basic realm=bare word, Digest nonce=abc==",
      [
        ["basic", { realm: "bare word" }],
        ["digest", { nonce: "abc==" }],
      ],
    ],
    [
      'Digest realm="a \\"b\\", c", nonce = "n" ,, qop="auth,auth-int"',
      [["digest", { realm: 'a "b", c', nonce: "n", qop: "auth,auth-int" }]],
    ],
    [
      'Negotiate, Basic realm="x"',
      [
        ["negotiate", {}],
        ["basic", { realm: "x" }],
      ],
    ],
    [
      'Negotiate oRQwEqADCgEB==, Basic realm="x"',
      [
        ["negotiate", {}],
        ["basic", { realm: "x" }],
      ],
    ],
    ['Digest realm="open', [["digest", { realm: "open" }]]],
    ['Digest REALM="a", realm="b", Nonce="n"', [["digest", { realm: "a", nonce: "n" }]]],
    ['realm="nobody"', []],
    ['"?" ;; Basic realm="a"', [["basic", { realm: "a" }]]],
    ["Basic realm=", [["basic", { realm: "" }]]],
    [
      'Digest __proto__="x", nonce="n"',
      [
        [
          "digest",
          Object.fromEntries([
            ["__proto__", "x"],
            ["nonce", "n"],
          ]),
        ],
      ],
    ],
  ])("reads %j", (header, expected) => {
    expect(parametersOf(header)).toEqual(expected);
  });

  it("names each scheme once", () => {
    expect(nameSchemes(parseChallenges('digest nonce="a", Digest nonce="b", BASIC'))).toEqual(["Digest", "Basic"]);
  });

  it("is quick with a header that is an attack", () => {
    const started = performance.now();
    for (const piece of ["a ", 'a="', 'Digest a="\\', ",", "=", '"']) parseChallenges(piece.repeat(60_000));
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(parseChallenges("a, ".repeat(60_000))).toHaveLength(16);
  });
});

describe("Digest", () => {
  const credentials = { userName: "Mufasa", password: "Circle of Life" };
  const request = { method: "GET", uri: "/dir/index.html", body: "" };

  it.each([
    ["MD5", "8ca523f5e9506fed4657c9700eebdbec"],
    ["SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"],
  ])("answers the example of RFC 7616 section 3.9.1 for %s", (algorithm, response) => {
    const nonce = nonceOf(
      `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`,
      "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
    );
    expect(responseOf(nonce.authorize(request, credentials))).toBe(response);
  });

  it("sends a name outside ASCII as extended parameter, as in RFC 7616 section 3.9.2", () => {
    const nonce = nonceOf('Digest realm="api@example.org", qop="auth", algorithm=SHA-256, nonce="n", charset=UTF-8');
    const authorization = nonce.authorize(request, { userName: "J\u00e4s\u00f8n Doe", password: "p" });
    expect(authorization).toMatch(/^Digest username\*=UTF-8''J%C3%A4s%C3%B8n%20Doe, realm=/);
  });

  it("answers the example of RFC 2617 section 3.5, which has no algorithm", () => {
    const nonce = nonceOf(
      'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"',
      "0a4f113b",
    );
    const authorization = nonce.authorize(request, { userName: "Mufasa", password: "Circle Of Life" });
    expect(responseOf(authorization)).toBe("6629fae49393a05397450978507c4ef1");
    expect(authorization).not.toContain("algorithm");
    expect(authorization).toMatch(
      /qop=auth, nc=00000001, cnonce="0a4f113b", opaque="5ccc069c403ebaf9f0171e9517f40e41"$/,
    );
  });

  it("counts the uses of a nonce", () => {
    const nonce = nonceOf('Digest realm="r", nonce="n", qop="auth"');
    const counts = [1, 2, 3].map(() => /nc=([0-9a-f]+)/.exec(nonce.authorize(request, credentials))?.[1]);
    expect(counts).toEqual(["00000001", "00000002", "00000003"]);
  });

  it("sends neither count nor client nonce to a server without qop", () => {
    expect(nonceOf('Digest realm="r", nonce="n"').authorize(request, credentials)).not.toMatch(/nc=|cnonce=|qop=/);
  });

  it("quotes what has quotes", () => {
    const nonce = nonceOf('Digest realm="a \\"b\\" \\\\", nonce="n", qop="auth"');
    const authorization = nonce.authorize(request, { userName: 'x"y\\z', password: "p" });
    expect(authorization).toContain('username="x\\"y\\\\z", realm="a \\"b\\" \\\\"');
  });

  it.each([
    [
      "the strongest",
      'Digest nonce="a", algorithm=MD5, Digest nonce="b", algorithm=sha-256, Digest nonce="c", algorithm=X',
      "b",
    ],
    ["a session", 'Digest nonce="a", algorithm="SHA-256-sess", qop="auth"', "a"],
    ["integrity where nothing else is offered", 'Digest nonce="a", qop="auth-int"', "a"],
    ["none with an unknown algorithm", 'Digest nonce="a", algorithm=SHA3', undefined],
    ["none with unknown protection", 'Digest nonce="a", qop="auth-conf"', undefined],
    ["none without nonce", 'Digest realm="a"', undefined],
    ["none of another scheme", 'Basic realm="a", nonce="x"', undefined],
  ])("chooses %s", (_what, header, nonce) => {
    expect(chooseDigestChallenge(parseChallenges(header))?.nonce).toBe(nonce);
  });
});
