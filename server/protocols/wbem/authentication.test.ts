import { afterEach, describe, expect, it } from "vitest";
import type { LogonRules } from "../kind";
import type { WbemRequest } from "./exchange";
import { requestHello } from "./hello";
import { logOn, reachWbem } from "./reach";
import {
  type Answer,
  admitBasic,
  admitDigest,
  challenge,
  type ScriptedServer,
  type ScriptedServerOptions,
  type ScriptedTargetOptions,
  sendCim,
  startScriptedServer,
  targetOf,
  testUser,
} from "./testing/scripted-server";

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function serve(answer: Answer, options?: ScriptedServerOptions): Promise<ScriptedServer> {
  const server = await startScriptedServer(answer, options);
  open.push(server);
  return server;
}

async function loggedOn(server: ScriptedServer, options?: ScriptedTargetOptions, rules: LogonRules = {}) {
  const authenticated = await logOn(targetOf(server, options), rules);
  open.push({ close: () => authenticated.http.destroy() });
  return authenticated;
}

const operation = (): WbemRequest => ({ ...requestHello(), operation: "GetInstance" });

async function send({ exchange }: Awaited<ReturnType<typeof loggedOn>>): Promise<string> {
  let text = "";
  for await (const chunk of (await exchange(operation())).body) text += Buffer.from(chunk).toString();
  return text;
}

const sentHeaders = (server: ScriptedServer) => server.seen.map(({ authorization }) => authorization?.split(" ")[0]);

describe("the matrix of transport, authentication and certificates", () => {
  const byCertificate: Answer = ({ clientName }, response) =>
    clientName === null ? challenge(response) : sendCim(response);
  const both =
    (admit: Answer): Answer =>
    (request, response) =>
      request.clientName === null ? challenge(response, "Certificate") : admit(request, response);
  const open: Answer = (_request, response) => sendCim(response);

  it.each<[string, Answer, ScriptedServerOptions, string, boolean]>([
    ["http, none", open, { scheme: "http" }, "none", false],
    ["http, Basic", admitBasic, { scheme: "http" }, "basic", false],
    ["http, Digest", admitDigest(), { scheme: "http" }, "digest", false],
    ["https, none", open, {}, "none", false],
    ["https, Basic", admitBasic, {}, "basic", false],
    ["https, Digest MD5", admitDigest(), {}, "digest", false],
    ["https, Digest SHA-256", admitDigest({ algorithm: "SHA-256" }), {}, "digest", false],
    ["https 2-way, certificate only", byCertificate, { clientCertificate: "required" }, "certificate", true],
    ["https 2-way, optional certificate only", byCertificate, { clientCertificate: "optional" }, "certificate", true],
    ["https 2-way, none", open, { clientCertificate: "required" }, "none", true],
    ["https 2-way, Basic", both(admitBasic), { clientCertificate: "required" }, "basic", true],
    ["https 2-way, Digest", both(admitDigest()), { clientCertificate: "optional" }, "digest", true],
  ])("%s", async (_what, answer, options, authentication, sendsCertificate) => {
    const server = await serve(answer, options);
    const authenticated = await loggedOn(server, { settings: { authentication }, sendsCertificate });
    for (let count = 0; count < 3; count += 1) expect(await send(authenticated)).toContain("<CIM");
    expect(server.connections()).toBe(1);
  });

  it("says over TLS that the server insists on a client certificate", async () => {
    const server = await serve(open, { clientCertificate: "required" });
    await expect(loggedOn(server)).rejects.toMatchObject({ class: "client-cert-required" });
    expect(server.seen).toEqual([]);
  });

  it("sends nothing for a profile that counts on a certificate and has none", async () => {
    const server = await serve(open, { clientCertificate: "optional" });
    await expect(loggedOn(server, { settings: { authentication: "certificate" } })).rejects.toMatchObject({
      code: "secret_missing",
      message: expect.stringContaining("no client certificate"),
    });
    expect(server.seen).toEqual([]);
  });

  it("says that a certificate stands for no user", async () => {
    const server = await serve((_request, response) => challenge(response, 'Basic realm="x"'), {
      clientCertificate: "optional",
    });
    await expect(
      loggedOn(server, { settings: { authentication: "certificate" }, sendsCertificate: true }),
    ).rejects.toMatchObject({ code: "device_authentication", message: expect.stringContaining("(Basic)") });
  });
});

describe("what is never sent", () => {
  it("Basic to a server that offers only Basic when the profile says Digest", async () => {
    const server = await serve(admitBasic);
    await expect(loggedOn(server, { settings: { authentication: "digest" } })).rejects.toMatchObject({
      errorClass: "auth-scheme-unsupported",
      message: "The WBEM server offers Basic, and the profile says Digest.",
      remedy: "Choose Basic as authentication in the profile.",
    });
    expect(sentHeaders(server)).toEqual([undefined]);
  });

  it("anything to a server that needs nothing", async () => {
    const server = await serve((_request, response) => sendCim(response));
    await loggedOn(server, { settings: { authentication: "none" }, password: undefined });
    await loggedOn(server, { settings: { authentication: "digest" } });
    expect(sentHeaders(server)).toEqual([undefined, undefined]);
  });

  it("a request without a password that is needed", async () => {
    const server = await serve(admitBasic);
    await expect(loggedOn(server, { password: undefined })).rejects.toMatchObject({ code: "secret_missing" });
    await expect(loggedOn(server, { userName: "" })).rejects.toMatchObject({ code: "secret_missing" });
    expect(server.seen).toEqual([]);
  });

  it("a user name that would end early", async () => {
    const server = await serve(admitBasic);
    await expect(loggedOn(server, { userName: "a:b" })).rejects.toMatchObject({ code: "invalid_request" });
    expect(server.seen).toEqual([]);
  });

  it("credentials over HTTP that the profile does not allow", () => {
    const server = { port: 1, scheme: "http" } as const;
    for (const authentication of ["basic", "digest"]) {
      expect(() => targetOf(server, { settings: { authentication, credentialsInClear: false } })).toThrow(
        expect.objectContaining({ field: "credentialsInClear" }),
      );
    }
    expect(() => targetOf(server, { settings: { authentication: "certificate" } })).toThrow(
      expect.objectContaining({ field: "authentication" }),
    );
  });
});

describe("Basic", () => {
  it("goes in UTF-8 with every request from the start", async () => {
    const server = await serve(admitBasic);
    await send(await loggedOn(server));
    const expected = `Basic ${Buffer.from(`${testUser.userName}:${testUser.password}`).toString("base64")}`;
    expect(server.seen.map(({ authorization }) => authorization)).toEqual([expected, expected]);
  });

  it("is told from a scheme that is not offered", async () => {
    const server = await serve(admitDigest());
    await expect(loggedOn(server)).rejects.toMatchObject({
      errorClass: "auth-scheme-unsupported",
      remedy: "Choose Digest as authentication in the profile.",
    });
  });
});

describe("Digest", () => {
  const settings = { authentication: "digest" };

  it("learns a nonce once and counts its uses", async () => {
    const server = await serve(admitDigest());
    const authenticated = await loggedOn(server, { settings });
    for (let count = 0; count < 5; count += 1) await send(authenticated);
    expect(sentHeaders(server)).toEqual([undefined, ...Array.from({ length: 6 }, () => "Digest")]);
    expect(server.seen.at(-1)?.authorization).toMatch(/nc=00000006/);
  });

  it.each([
    ["says so", {}],
    ["does not say so", { isSilentAboutAge: true }],
  ])("takes the next nonce when the server %s that one is used up", async (_what, more) => {
    const server = await serve(admitDigest({ uses: 2, ...more }));
    const authenticated = await loggedOn(server, { settings });
    for (let count = 0; count < 5; count += 1) expect(await send(authenticated)).toContain("<CIM");
    expect(server.seen).toHaveLength(9);
  });

  it("takes the nonce that the server announces", async () => {
    const server = await serve(admitDigest({ uses: 1, announcesNext: true }));
    const authenticated = await loggedOn(server, { settings });
    for (let count = 0; count < 3; count += 1) await send(authenticated);
    expect(server.seen).toHaveLength(5);
  });

  it("serves parallel requests whose nonce ends", async () => {
    const server = await serve(admitDigest({ uses: 4 }));
    const authenticated = await loggedOn(server, { settings });
    const answers = await Promise.all(Array.from({ length: 12 }, () => send(authenticated)));
    expect(answers).toHaveLength(12);
  });

  it("tries a wrong password once", async () => {
    const server = await serve(admitDigest());
    await expect(loggedOn(server, { settings, password: "wrong password" })).rejects.toMatchObject({
      code: "device_authentication",
      errorClass: "auth-failed",
    });
    expect(server.seen).toHaveLength(2);
  });

  it("ends with a server that finds every nonce stale", async () => {
    const server = await serve((_request, response) => challenge(response, 'Digest nonce="n", stale=true'));
    await expect(loggedOn(server, { settings })).rejects.toMatchObject({
      message: "The WBEM server asks for a new Digest nonce again and again.",
    });
    expect(server.seen).toHaveLength(3);
  });
});

describe("refusals", () => {
  it("keeps what a server says about them to itself, and its password out of every text", async () => {
    const server = await serve(({ authorization }, response) => {
      response.writeHead(401, {
        "www-authenticate": `Basic realm="${authorization}"`,
        pgerrordetail: "No%20such%20user",
      });
      response.end();
    });
    const error: unknown = await loggedOn(server).catch((caught: unknown) => caught);
    expect(JSON.stringify(error)).not.toMatch(/No such user|Basic b/);
    expect(error).toMatchObject({ code: "device_authentication", device: { status: 401, message: undefined } });
  });

  it("says when a server does not tell what it wants", async () => {
    const server = await serve((_request, response) => challenge(response));
    await expect(loggedOn(server)).rejects.toMatchObject({
      message: expect.stringContaining("does not say which authentication it wants"),
    });
  });

  it("lets 50 parallel requests of a user who is no longer admitted make one logon, and none after it", async () => {
    let isAdmitted = true;
    const server = await serve((request, response) =>
      isAdmitted ? admitBasic(request, response) : challenge(response, 'Basic realm="x"'),
    );
    const refused: unknown[] = [];
    let logons = 0;
    const authenticated = await loggedOn(
      server,
      {},
      {
        async passLogon(logon) {
          logons += 1;
          try {
            return await logon();
          } catch (error) {
            refused.push(error);
            throw error;
          }
        },
      },
    );
    isAdmitted = false;
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => send(authenticated)));
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(["rejected"]));
    expect([logons, refused.length]).toEqual([2, 1]);
    const sent = server.seen.length;
    // Those that were on their way over the eight sockets, and the one logon.
    expect(sent).toBeLessThanOrEqual(1 + 8 + 8 + 1);
    await expect(send(authenticated)).rejects.toBe(refused[0]);
    expect(server.seen).toHaveLength(sent);
  });

  it("tells a user who may not do one thing from one who is not admitted", async () => {
    const server = await serve((request, response) => {
      if (request.message.headers.cimmethod === "Forbidden") challenge(response, 'Basic realm="x"');
      else admitBasic(request, response);
    });
    const authenticated = await loggedOn(server);
    const forbidden = operation();
    await expect(
      authenticated.exchange({ ...forbidden, headers: { ...forbidden.headers, CIMMethod: "Forbidden" } }),
    ).rejects.toMatchObject({ code: "device_authorization" });
    expect(await send(authenticated)).toContain("<CIM");
  });

  it("does not log on while that is forbidden", async () => {
    const server = await serve(admitBasic);
    const rules = {
      passLogon: () => Promise.reject(new Error("paused")),
    };
    await expect(loggedOn(server, {}, rules)).rejects.toThrow("paused");
    expect(server.seen).toEqual([]);
  });
});

describe("looking without a user", () => {
  it.each([
    ["Basic and Digest", (response) => challenge(response, "Basic", 'Digest nonce="a"'), ["Basic", "Digest"]],
    ["nothing", (response) => sendCim(response), null],
    ["something it does not name", (response) => challenge(response), []],
  ] satisfies [string, (response: Parameters<Answer>[1]) => void, string[] | null][])(
    "shows that the server wants %s",
    async (_what, answer, offered) => {
      const server = await serve((_request, response) => answer(response));
      const reached = await reachWbem(targetOf(server));
      open.push({ close: () => reached.http.destroy() });
      expect(reached.offered).toEqual(offered);
      expect(sentHeaders(server)).toEqual([undefined]);
      expect(reached.http.certificatePem).toContain("BEGIN CERTIFICATE");
    },
  );
});
