import { afterEach, describe, expect, it } from "vitest";
import { wbemKind } from "@/server/protocols/wbem/connector";
import { targetOf } from "@/server/protocols/wbem/testing/scripted-server";
import { WbemBench } from "@/server/protocols/wbem/testing/test-wbem";
import type { LoopbackServer } from "../loopback";
import { ensureLighttpd, startDigestDoor } from "./lighttpd";

const unavailable = ensureLighttpd();
if (unavailable !== null) process.stderr.write(`The lighttpd tests are skipped. ${unavailable}\n`);

const user = { userName: "wbem admin", password: 'pass: "w\u00f6rd" \\ \u{1f511}' };
const bench = new WbemBench();
let door: LoopbackServer | undefined;
afterEach(async () => {
  await door?.stop();
  door = undefined;
  await bench.closeAll();
});

async function openDoor(algorithm: string) {
  const wbem = await bench.start({ authentication: "none" });
  door = await startDigestDoor({ algorithm, upstreamPort: wbem.httpPort, ...user });
  const target = (options: object) =>
    targetOf(
      { port: door?.port ?? 0, scheme: "http" },
      { settings: { authentication: "digest" }, ...user, ...options },
    );
  return { wbem, target };
}

describe.skipIf(unavailable !== null)("lighttpd", () => {
  it.each(["MD5", "SHA-256", "MD5|SHA-256"])(
    "admits our Digest with %s, request after request and side by side",
    async (algorithm) => {
      const { wbem, target } = await openDoor(algorithm);
      const connection = await wbemKind.signOn(target({}));
      const before = wbem.requests.length;
      for (let count = 0; count < 3; count += 1) await connection.operations.EnumerateClassNames();
      await Promise.all(Array.from({ length: 12 }, () => connection.operations.EnumerateClassNames()));
      expect(wbem.requests).toHaveLength(before + 15);
      await connection.signOff();
    },
  );

  it("refuses a wrong password", async () => {
    const { wbem, target } = await openDoor("SHA-256");
    await expect(wbemKind.signOn(target({ password: "another" }))).rejects.toMatchObject({
      code: "device_authentication",
      errorClass: "auth-failed",
    });
    expect(wbem.requests).toEqual([]);
  });

  it("is told from a server that offers Basic", async () => {
    const { target } = await openDoor("SHA-256");
    const settings = { authentication: "basic" };
    await expect(wbemKind.signOn(target({ settings }))).rejects.toMatchObject({
      errorClass: "auth-scheme-unsupported",
    });
  });
});
