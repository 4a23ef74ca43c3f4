import { tlsPolicySchema } from "@/contracts/tls";
import { createAddressPolicy } from "@/server/transport/address-policy";
import { parseProxyAddress } from "@/server/transport/proxy";
import type { ConnectionTarget } from "../../kind";
import { parseHmcSettings } from "../descriptor";
import type { FakeHmc } from "../fake";
import { DEFAULT_USER } from "../fake";

export interface TestTargetOptions {
  rootPem: string;
  userName?: string;
  password?: string;
  /** Other simulators, in the order they are tried. */
  alternates?: readonly FakeHmc[];
  settings?: Record<string, unknown>;
  secrets?: Record<string, string>;
  stompPort?: number;
  /** Port of a proxy on this machine. */
  proxyPort?: number;
}

/** The target of a profile for a simulated HMC, with exactly its ports exempt from the block of loopback. */
export function targetOf(hmc: FakeHmc, options: TestTargetOptions): ConnectionTarget {
  const all = [hmc, ...(options.alternates ?? [])];
  const stompPort = options.stompPort ?? hmc.stompPort;
  const { proxyPort = 0 } = options;
  const ports = [...all.flatMap((one) => [one.httpsPort, one.stompPort]), stompPort, proxyPort].filter(
    (port) => port > 0,
  );
  const secrets: Record<string, string> = { password: options.password ?? DEFAULT_USER.password, ...options.secrets };
  return {
    addresses: all.map((one) => ({ host: one.host, port: one.httpsPort })),
    userName: options.userName ?? DEFAULT_USER.userid,
    settings: { ...parseHmcSettings({ stompPort: stompPort > 0 ? stompPort : 1, ...options.settings }) },
    tls: {
      policy: tlsPolicySchema.parse({ trust: { mode: "bundle", bundleIds: ["test"] } }),
      anchors: [options.rootPem],
      clientIdentity: null,
    },
    addressPolicy: createAddressPolicy({ exceptions: ports.map((port) => ({ address: "127.0.0.1", port })) }),
    proxy: proxyPort > 0 ? parseProxyAddress(`127.0.0.1:${proxyPort}`) : undefined,
    secret: async (slot) => secrets[slot],
  };
}
