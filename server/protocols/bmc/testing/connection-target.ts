import { tlsPolicySchema } from "@/contracts/tls";
import { createTestAuthority, issueServerCertificateFor } from "@/server/pki/fake/test-authority";
import { createAddressPolicy } from "@/server/transport/address-policy";
import type { ConnectionTarget } from "../../kind";
import { parseBmcSettings } from "../descriptor";
import { createFakeBmc, DEFAULT_USER, type FakeBmc, type FakeBmcOptions } from "../fake";

export const testAuthority = createTestAuthority();
const server = issueServerCertificateFor(testAuthority, ["localhost", "127.0.0.1"]);

/** A simulator with a certificate of the test authority and times that do not keep a test waiting. */
export function startTestBmc(options: Partial<FakeBmcOptions> = {}): Promise<FakeBmc> {
  const tls = { certPem: server.chainPem, keyPem: server.keyPem };
  return createFakeBmc({ tls, hostWaitMs: 20, bootMs: 40, restartMs: 20, ...options });
}

export interface TestTargetOptions {
  userName?: string;
  password?: string;
  settings?: Record<string, unknown>;
  secrets?: Record<string, string>;
  /** Other simulators, in the order they are tried. */
  alternates?: readonly FakeBmc[];
}

/** The target of a profile for a simulated BMC, with exactly its port exempt from the block of loopback. */
export function targetOf(bmc: FakeBmc, options: TestTargetOptions = {}): ConnectionTarget {
  const all = [bmc, ...(options.alternates ?? [])];
  const secrets: Record<string, string> = { password: options.password ?? DEFAULT_USER.password, ...options.secrets };
  return {
    addresses: all.map(({ host, port }) => ({ host, port })),
    userName: options.userName ?? DEFAULT_USER.userName,
    settings: { ...parseBmcSettings(options.settings) },
    tls: {
      policy: tlsPolicySchema.parse({ trust: { mode: "bundle", bundleIds: ["test"] } }),
      anchors: [testAuthority.rootPem],
      clientIdentity: null,
    },
    addressPolicy: createAddressPolicy({ exceptions: all.map(({ port }) => ({ address: "127.0.0.1", port })) }),
    secret: async (slot) => secrets[slot],
  };
}

/** Simulators of one test file, closed after each test. */
export class TestBench {
  readonly #open: FakeBmc[] = [];

  async start(options: Partial<FakeBmcOptions> = {}): Promise<FakeBmc> {
    const bmc = await startTestBmc(options);
    this.#open.push(bmc);
    return bmc;
  }

  async closeAll(): Promise<void> {
    await Promise.all(this.#open.splice(0).map((one) => one.close()));
  }
}
