/** Resolves a host, applies the address policy to what it resolves to, and connects to exactly that (SEC-D2, SEC-D3). */
import { lookup as systemLookup } from "node:dns/promises";
import net from "node:net";
import type { AddressPolicy } from "./address-policy";
import { errorCode, TransportError, toTransportError, transportError } from "./errors";
import type { NormalizedHost } from "./host";

/** Finds all addresses of a name. Replaceable, so that tests can answer as a hostile name server would. */
export type ResolveAddresses = (host: string) => Promise<string[]>;

export interface DialOptions {
  host: NormalizedHost;
  port: number;
  addressPolicy: AddressPolicy;
  connectMs: number;
  resolve?: ResolveAddresses;
  signal?: AbortSignal;
}

/** The addresses of a host in the resolver's order. Throws {@link TransportError} `dns`. */
export async function resolveAddresses(host: NormalizedHost, options: Pick<DialOptions, "resolve" | "connectMs">) {
  if (host.isAddress) return [host.dial];
  const facts = { phase: "dns", host: host.name } as const;
  const timeout = rejectAfter(options.connectMs, () =>
    transportError("dns", { ...facts, timeoutMs: options.connectMs }),
  );
  try {
    const addresses = await Promise.race([(options.resolve ?? resolveBySystem)(host.dial), timeout.promise]);
    if (addresses.length === 0) throw transportError("dns", facts);
    return addresses;
  } catch (error) {
    if (error instanceof TransportError) throw error;
    throw transportError("dns", { ...facts, code: errorCode(error) }, error);
  } finally {
    timeout.cancel();
  }
}

/** Those addresses that may be dialled. Throws {@link TransportError} `address-blocked` or `address-not-allowed`. */
export function requireAllowedAddresses(
  addresses: string[],
  { host, port, addressPolicy }: Pick<DialOptions, "host" | "port" | "addressPolicy">,
): string[] {
  const refusals: TransportError[] = [];
  const allowed = addresses.filter((address) => {
    const verdict = addressPolicy.judge({ host: host.name, address, port });
    if (verdict.allowed) return true;
    const facts = { phase: "policy", host: host.name, address, port } as const;
    refusals.push(new TransportError(verdict.errorClass, verdict.reason, facts));
    return false;
  });
  const [refusal] = refusals;
  if (allowed.length === 0 && refusal !== undefined) throw refusal;
  return allowed;
}

/**
 * Connects to the first address that answers. Throws {@link TransportError} `dns`, `address-blocked`,
 * `address-not-allowed`, `refused`, `unreachable`, `connect-timeout` or `aborted`.
 */
export async function dial(options: DialOptions): Promise<{ socket: net.Socket; address: string }> {
  const addresses = requireAllowedAddresses(await resolveAddresses(options.host, options), options);
  const deadline = performance.now() + options.connectMs;
  let failure: TransportError | null = null;
  for (const [index, address] of addresses.entries()) {
    const left = deadline - performance.now();
    if (left <= 0) break;
    try {
      return { socket: await connectTcp(address, options, left / (addresses.length - index)), address };
    } catch (error) {
      failure = toTransportError(error, { phase: "connect" });
      if (failure.class === "aborted") break;
    }
  }
  throw failure ?? transportError("connect-timeout", { phase: "connect", host: options.host.name, port: options.port });
}

/** Connects to one address. Throws like {@link dial}. */
export function connectTcp(
  address: string,
  { host, port, signal }: Pick<DialOptions, "host" | "port" | "signal">,
  timeoutMs: number,
): Promise<net.Socket> {
  const facts = { phase: "connect", host: host.name, address, port } as const;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(abortError(facts));
      return;
    }
    const socket = net.connect({ host: address, port, autoSelectFamily: false, noDelay: true });
    socket.setKeepAlive(true, 30_000);
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      socket.removeAllListeners("connect").removeAllListeners("error");
      finish();
    };
    const fail = (error: TransportError) =>
      settle(() => {
        socket.on("error", () => undefined).destroy();
        reject(error);
      });
    const onAbort = () => fail(abortError(facts));
    const timer = setTimeout(
      () => fail(transportError("connect-timeout", { ...facts, timeoutMs: Math.round(timeoutMs) })),
      timeoutMs,
    );
    signal?.addEventListener("abort", onAbort, { once: true });
    socket.once("connect", () => settle(() => resolve(socket)));
    socket.once("error", (error) => fail(toTransportError(error, facts)));
  });
}

/** The error of a caller who left. */
export function abortError(facts: TransportError["facts"]): TransportError {
  return new TransportError("aborted", "The request was cancelled.", facts);
}

async function resolveBySystem(host: string): Promise<string[]> {
  const found = await systemLookup(host, { all: true, verbatim: true });
  return found.map((entry) => entry.address);
}

function rejectAfter(timeoutMs: number, makeError: () => Error): { promise: Promise<never>; cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(makeError()), timeoutMs);
  });
  return { promise, cancel: () => clearTimeout(timer) };
}
