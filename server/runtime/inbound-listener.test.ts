import { request } from "node:https";
import { afterEach, expect, it } from "vitest";
import { createTestAuthority } from "@/server/pki/fake/test-authority";
import { InboundListener } from "./inbound-listener";

const authority = createTestAuthority();
const issued = authority.issueServerCertificate({ names: ["localhost"], ips: ["127.0.0.1"] });
let listener: InboundListener;

async function start(): Promise<void> {
  listener = new InboundListener({
    host: "127.0.0.1",
    port: 0,
    keyPem: issued.keyPem,
    certificatePem: issued.chainPem,
  });
  await listener.start();
}
afterEach(() => listener.stop());

function post(path: string, body: string | Buffer): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: "127.0.0.1", port: listener.port, path, method: "POST", ca: authority.rootPem, agent: false },
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
