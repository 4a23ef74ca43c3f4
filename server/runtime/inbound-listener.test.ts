import { request } from "node:https";
import { networkInterfaces } from "node:os";
import { afterEach, expect, it } from "vitest";
import { createTestAuthority } from "@/server/pki/fake/test-authority";
import { InboundListener } from "./inbound-listener";

const authority = createTestAuthority();
const issued = authority.issueServerCertificate({ names: ["localhost"], ips: ["127.0.0.1", "::1"] });
const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === "::1"),
);
let listener: InboundListener;

async function start(host = "127.0.0.1"): Promise<void> {
  listener = new InboundListener({
    host,
    port: 0,
    keyPem: issued.keyPem,
    certificatePem: issued.chainPem,
  });
  await listener.start();
}
afterEach(() => listener.stop());

function post(
  path: string,
  body: string | Buffer,
  host = "127.0.0.1",
): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host, port: listener.port, path, method: "POST", ca: authority.rootPem, agent: false },
      (response) => {
        let text = "";
        response.on("data", (chunk) => {
          text += String(chunk);
        });
        response.on("end", () => resolve({ status: response.statusCode, text }));
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

it("hands what arrives at a known path to who listens there", async () => {
  await start();
  const opened = listener.open("secret", ({ method, headers, body }) => ({
    status: 200,
    body: `${method} ${headers.host} ${Buffer.from(body).toString()}`,
  }));
  expect(await post(listener.pathOf("secret"), "hello")).toEqual({
    status: 200,
    text: `POST 127.0.0.1:${listener.port} hello`,
  });
  opened.close();
  expect((await post(listener.pathOf("secret"), "hello")).status).toBe(404);
});

it.runIf(hasIpv6)("listens over IPv6", async () => {
  await start("::1");
  listener.open("secret", ({ headers }) => ({ status: 200, body: headers.host ?? "" }));
  expect(await post(listener.pathOf("secret"), "hello", "::1")).toEqual({
    status: 200,
    text: `[::1]:${listener.port}`,
  });
});

it("says nothing of paths that nobody listens at", async () => {
  await start();
  listener.open("secret", () => ({ status: 200 }));
  expect(await post("/inbound/guess", "x")).toEqual({ status: 404, text: "" });
  expect(await post("/", "x")).toEqual({ status: 404, text: "" });
});

it("does not read bodies without end", async () => {
  await start();
  listener.open("secret", () => ({ status: 200 }));
  const answer = await post(listener.pathOf("secret"), Buffer.alloc(6 * 1024 * 1024)).catch(() => ({ status: 413 }));
  expect(answer.status).toBe(413);
});
