/** Simulated WBEM servers of a test file, with a certificate of the test authority, and targets of profiles for them. */
import { issueServerCertificateFor } from "@/server/pki/fake/test-authority";
import type { ConnectionTarget } from "../../kind";
import { createFakeWbem, DEFAULT_WBEM_USER, type FakeWbem, type FakeWbemOptions } from "../fake";
import { type ScriptedTargetOptions, targetOf, testAuthority } from "./scripted-server";

const server = issueServerCertificateFor(testAuthority, ["localhost", "127.0.0.1"]);

/** A simulator with HTTP and HTTPS, few generated instances, and times that do not keep a test waiting. */
export function startTestWbem(options: Partial<FakeWbemOptions> = {}): Promise<FakeWbem> {
  const tls = { certPem: server.chainPem, keyPem: server.keyPem };
  return createFakeWbem({ tls, generatedInstances: 100, jobMs: 40, deliveryRetryMs: 20, ...options });
}

/** The target of a profile for a simulated WBEM server, over HTTPS unless told otherwise. */
export function targetOfWbem(
  wbem: FakeWbem,
  { scheme = "https", ...options }: ScriptedTargetOptions & { scheme?: "http" | "https" } = {},
): ConnectionTarget {
  const port = scheme === "https" ? wbem.httpsPort : wbem.httpPort;
  return targetOf({ port, scheme }, { ...DEFAULT_WBEM_USER, ...options });
}

/** Simulators of one test file, closed after each test. */
export class WbemBench {
  readonly #open: FakeWbem[] = [];

  async start(options: Partial<FakeWbemOptions> = {}): Promise<FakeWbem> {
    const wbem = await startTestWbem(options);
    this.#open.push(wbem);
    return wbem;
  }

  async closeAll(): Promise<void> {
    await Promise.all(this.#open.splice(0).map((one) => one.close()));
  }
}
