import { createProfile } from "@/contracts/endpoints/profiles";
import { createBundle } from "@/contracts/endpoints/trust";
import type { Profile } from "@/contracts/profile";
import { createTestAuthority } from "@/server/pki/fake/test-authority";
import { createFakeBmc, DEFAULT_USER, type FakeBmc } from "@/server/protocols/bmc/fake";
import type { ConsoleUnderTest } from "./console-under-test";

/** Simulated BMCs on loopback, with certificates of one authority of their own. */
export interface SimulatedBmcs {
  devices: readonly FakeBmc[];
  rootPem: string;
  /** Exactly the addresses these devices and their VMIs listen on. */
  allowedAddresses: string;
  close(): Promise<void>;
}

/** Starts so many BMCs whose hosts run and sign at once. */
export async function startSimulatedBmcs(count: number): Promise<SimulatedBmcs> {
  const authority = createTestAuthority({ name: "Simulated BMCs" });
  const { chainPem, keyPem } = authority.issueServerCertificate({ names: ["localhost"], ips: ["127.0.0.1"] });
  const devices: FakeBmc[] = [];
  for (let number = 0; number < count; number += 1) {
    devices.push(await createFakeBmc({ tls: { certPem: chainPem, keyPem }, serialNumber: `78${number}` }));
  }
  return {
    devices,
    rootPem: authority.rootPem,
    allowedAddresses: devices.flatMap(({ port, vmi }) => [`127.0.0.1:${port}`, `127.0.0.1:${vmi.port}`]).join(","),
    close: async () => void (await Promise.all(devices.map((device) => device.close()))),
  };
}

/** Makes profiles for the BMCs, in turn, through the console's API. */
export async function createBmcProfiles(
  { client }: ConsoleUnderTest,
  { devices, rootPem }: SimulatedBmcs,
  count: number,
): Promise<Profile[]> {
  const body = { name: "Simulated BMCs", description: "", source: { text: rootPem } };
  const bundle = await client.call(createBundle, { body });
  const profiles: Profile[] = [];
  for (let number = 0; number < count; number += 1) {
    const device = devices[number % devices.length];
    if (device === undefined) throw new RangeError("There is no simulated BMC.");
    const profile = await client.call(createProfile, {
      body: {
        kind: "bmc",
        name: `BMC ${String(number + 1).padStart(3, "0")}`,
        host: device.host,
        port: device.port,
        userName: DEFAULT_USER.userName,
        settings: { vmiPort: device.vmi.port },
        tls: { trust: { mode: "bundle", bundleIds: [bundle.id] } },
        secrets: { password: DEFAULT_USER.password },
      },
    });
    profiles.push(profile);
  }
  return profiles;
}
