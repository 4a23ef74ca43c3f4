import { createTestAuthority, issueServerCertificateFor, type TestAuthority } from "@/server/pki/fake/test-authority";
import {
  createFakeHmc,
  DEFAULT_USER,
  demoInventory,
  type FakeHmc,
  type FakeHmcOptions,
} from "@/server/protocols/hmc/fake";

/** A simulated HMC on loopback with what a profile for it must say. */
export interface SimulatedHmc {
  name: string;
  device: FakeHmc;
  userName: string;
  password: string;
}

export interface SimulatedSite {
  authority: TestAuthority;
  hmcs: SimulatedHmc[];
  /** Exactly the addresses these devices listen on, for `SIGNALBOX_ALLOWED_ADDRESSES`. */
  allowedAddresses: string;
  close(): Promise<void>;
}

/** Starts one simulated HMC per name, all with certificates of one two-tier authority of their own. */
export async function startSimulatedSite(
  names: readonly string[],
  options: Omit<FakeHmcOptions, "tls"> = {},
): Promise<SimulatedSite> {
  const authority = createTestAuthority({ name: "Simulated Site" });
  const hmcs: SimulatedHmc[] = [];
  for (const name of names) {
    const issued = issueServerCertificateFor(authority, ["127.0.0.1", "localhost"]);
    const device = await createFakeHmc({
      inventory: demoInventory({ hmcName: name }),
      ...options,
      level: { hmcName: name, ...options.level },
      tls: { certPem: issued.chainPem, keyPem: issued.keyPem },
    });
    hmcs.push({ name, device, userName: DEFAULT_USER.userid, password: DEFAULT_USER.password });
  }
  return {
    authority,
    hmcs,
    allowedAddresses: hmcs
      .flatMap(({ device }) => [`127.0.0.1:${device.httpsPort}`, `127.0.0.1:${device.stompPort}`])
      .join(","),
    close: async () => void (await Promise.all(hmcs.map(({ device }) => device.close()))),
  };
}
