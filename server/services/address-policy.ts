import "server-only";
import { BlockList, isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";
import { getEnv } from "@/server/env";
import { obtain } from "@/server/runtime/registry";
import { type AddressPolicy, createAddressPolicy } from "@/server/transport/address-policy";

declare module "@/server/runtime/registry" {
  interface RuntimeServices {
    addressPolicy: AddressPolicy;
  }
}

interface Exemptions {
  networks: BlockList;
  endpoints: { address: string; port: number }[];
}

const family = (address: string) => (isIPv6(address) ? "ipv6" : "ipv4");

/** Splits `10.0.0.0/8`, `127.0.0.1`, `127.0.0.1:6794` and `[::1]:6794`. Throws a plain error at start for anything else. */
export function parseExemptions(entries: readonly string[]): Exemptions {
  const networks = new BlockList();
  const endpoints: Exemptions["endpoints"] = [];
  for (const entry of entries) {
    const withPort = /^(?:\[([^\]]+)\]|([0-9.]+)):(\d{1,5})$/.exec(entry);
    const [, bracketed, dotted, port] = withPort ?? [];
    const [address = "", bits] = entry.replace(/^\[(.*)\]$/, "$1").split("/");
    try {
      if (port !== undefined) endpoints.push({ address: bracketed ?? dotted ?? "", port: Number(port) });
      else if (bits !== undefined) networks.addSubnet(address, Number(bits), family(address));
      else networks.addAddress(address, family(address));
    } catch (error) {
      throw new Error(
        `SIGNALBOX_ALLOWED_ADDRESSES: “${entry}” is neither an address, a network nor an address with port.`,
        {
          cause: error,
        },
      );
    }
  }
  return { networks, endpoints };
}

/** Where this console itself listens, so that no profile can make it talk to itself. */
function ownEndpoints({ host, port }: { host: string; port: number }): { address: string; port: number }[] {
  if (port === 0) return [];
  const isAny = host === "0.0.0.0" || host === "::";
  const own = Object.values(networkInterfaces()).flatMap((entries) => entries?.map((entry) => entry.address) ?? []);
  const addresses = isAny ? own : [host === "localhost" ? "127.0.0.1" : host];
  return addresses.map((address) => ({ address: address.split("%")[0] ?? address, port }));
}

/** Makes the policy for a console that listens at `listen` and exempts `entries` from the block list (SEC-D2). */
export function makeAddressPolicy(entries: readonly string[], listen: { host: string; port: number }): AddressPolicy {
  const { networks, endpoints } = parseExemptions(entries);
  const policy = createAddressPolicy({ exceptions: endpoints, ownEndpoints: ownEndpoints(listen) });
  return {
    judge(target) {
      const address = target.address.split("%")[0] ?? "";
      const isExempt = networks.check(address, family(address));
      const isOwn = ownEndpoints(listen).some((own) => own.address === address && own.port === target.port);
      return isExempt && !isOwn ? { allowed: true } : policy.judge(target);
    },
  };
}

/** The one policy of this console. */
export function getAddressPolicy(): AddressPolicy {
  return obtain("addressPolicy", () => {
    const { allowedAddresses, listen } = getEnv();
    return makeAddressPolicy(allowedAddresses, listen);
  });
}
