import { createTestAuthority, type IssuedCertificate, type TestAuthority } from "@/server/pki/fake/test-authority";
import {
  createFakeHmc,
  DEFAULT_USER,
  demoInventory,
  type FakeHmc,
  type FakeHmcOptions,
} from "@/server/protocols/hmc/fake";
import { type SimulatedBmc, type SimulatedBmcRequest, startSimulatedBmc } from "./simulated-bmcs";
import { type SimulatedWbem, type SimulatedWbemRequest, startSimulatedWbem } from "./simulated-wbem";

/** A simulated HMC on loopback with what a profile for it must say. */
export interface SimulatedHmc {
  name: string;
  device: FakeHmc;
  userName: string;
  password: string;
}

/** What is particular about one simulated HMC. */
export interface SimulatedHmcRequest {
  name: string;
  inventory?: FakeHmcOptions["inventory"];
  /** End of its certificate's validity. */
  notAfter?: Date;
  /** Its certificate comes from an authority that is not the site's; it sends that one's root along. */
  isForeign?: boolean;
}

export interface SimulatedSite {
  authority: TestAuthority;
  hmcs: SimulatedHmc[];
  bmcs: SimulatedBmc[];
  wbemServers: SimulatedWbem[];
  /** Exactly the addresses these devices listen on, for `SIGNALBOX_ALLOWED_ADDRESSES`. */
  allowedAddresses: string;
  close(): Promise<void>;
}

function issueFor(authority: TestAuthority, request: SimulatedHmcRequest): IssuedCertificate {
  const wanted = { names: ["localhost"], ips: ["127.0.0.1"], notAfter: request.notAfter };
  if (!request.isForeign) return authority.issueServerCertificate(wanted);
  const issued = authority.issueFromOtherRoot(wanted);
  return { ...issued, chainPem: issued.chainPem + authority.otherRootPem };
}

/**
 * Starts the simulated HMCs, BMCs and WBEM servers, with certificates of one two-tier authority of their own unless they are foreign or
 * from the factory. The options are for all HMCs.
 */
export async function startSimulatedSite(
  wanted: readonly (string | SimulatedHmcRequest)[],
  options: Omit<FakeHmcOptions, "tls"> = {},
  wantedBmcs: readonly SimulatedBmcRequest[] = [],
  wantedWbemServers: readonly SimulatedWbemRequest[] = [],
): Promise<SimulatedSite> {
  const authority = createTestAuthority({ name: "Simulated Site" });
  const hmcs: SimulatedHmc[] = [];
  for (const entry of wanted) {
    const request = typeof entry === "string" ? { name: entry } : entry;
    const { name } = request;
    const issued = issueFor(authority, request);
    const device = await createFakeHmc({
      inventory: request.inventory ?? demoInventory({ hmcName: name }),
      ...options,
      level: { hmcName: name, ...options.level },
      tls: { certPem: issued.chainPem, keyPem: issued.keyPem },
    });
    hmcs.push({ name, device, userName: DEFAULT_USER.userid, password: DEFAULT_USER.password });
  }
  const bmcs: SimulatedBmc[] = [];
  for (const request of wantedBmcs) bmcs.push(await startSimulatedBmc(authority, request));
  const wbemServers: SimulatedWbem[] = [];
  for (const request of wantedWbemServers) wbemServers.push(await startSimulatedWbem(authority, request));
  const ports = [
    ...hmcs.flatMap(({ device }) => [device.httpsPort, device.stompPort]),
    ...bmcs.flatMap(({ device }) => [device.port, device.vmi.port]),
    ...wbemServers.map(({ device }) => device.httpsPort),
  ];
  return {
    authority,
    hmcs,
    bmcs,
    wbemServers,
    allowedAddresses: ports.map((port) => `127.0.0.1:${port}`).join(","),
    close: async () => void (await Promise.all([...hmcs, ...bmcs, ...wbemServers].map(({ device }) => device.close()))),
  };
}
