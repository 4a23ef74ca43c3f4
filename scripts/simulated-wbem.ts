import type { TestAuthority } from "@/server/pki/fake/test-authority";
import {
  createFakeWbem,
  DEFAULT_WBEM_USER,
  type FakeWbem,
  type FakeWbemOptions,
  type Quirks,
} from "@/server/protocols/wbem/fake";

/** A simulated WBEM server on loopback with what a profile for it must say. */
export interface SimulatedWbem {
  name: string;
  device: FakeWbem;
  userName: string;
  password: string;
  authentication: "basic" | "digest" | "none";
}

/** What is particular about one simulated WBEM server. */
export interface SimulatedWbemRequest extends Omit<FakeWbemOptions, "tls" | "authentication"> {
  name: string;
  authentication?: SimulatedWbem["authentication"];
  /** How it differs from the specification. */
  quirks?: Partial<Quirks>;
}

/** Starts a simulated WBEM server that listens over HTTPS only. */
export async function startSimulatedWbem(
  authority: TestAuthority,
  request: SimulatedWbemRequest,
): Promise<SimulatedWbem> {
  const { name, quirks, authentication = "basic", ...options } = request;
  const issued = authority.issueServerCertificate({ names: ["localhost"], ips: ["127.0.0.1"] });
  const device = await createFakeWbem({
    hasHttp: false,
    serverName: name.toLowerCase(),
    ...options,
    authentication,
    tls: { certPem: issued.chainPem, keyPem: issued.keyPem },
  });
  Object.assign(device.quirks, quirks);
  return { name, device, ...DEFAULT_WBEM_USER, authentication };
}
