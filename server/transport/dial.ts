/**
 * Resolves a host, applies the address policy to what it resolves to, and connects to exactly that (SEC-D2, SEC-D3);
 * through a proxy the same is done with the proxy, and with the device as far as its address is known here.
 */
import { lookup as systemLookup } from "node:dns/promises";
import net from "node:net";
import type { AddressPolicy } from "./address-policy";
import { errorCode, TransportError, toTransportError, transportError } from "./errors";
import { isLoopbackName, type NormalizedHost } from "./host";
import { asProxyFailure, openTunnel, type ProxyAddress } from "./proxy";

/** Finds all addresses of a name. Replaceable, so that tests can answer as a hostile name server would. */
export type ResolveAddresses = (host: string) => Promise<string[]>;

export interface DialOptions {
  host: NormalizedHost;
  port: number;
  addressPolicy: AddressPolicy;
  connectMs: number;
  /** Asked for a tunnel to the host, whose name it resolves itself. */
  proxy?: ProxyAddress;
  resolve?: ResolveAddresses;
  signal?: AbortSignal;
}

/** A way to a device whose addresses have been allowed. */
export interface Route {
  host: NormalizedHost;
  port: number;
  /** The address that answered: the device's, or the proxy's where there is one. */
  address: string;
  proxy?: ProxyAddress;
}

export interface Dialled {
  socket: net.Socket;
  /** The device's address as far as it is known here: through a proxy, its name. */
  address: string;
  route: Route;
}

/** The addresses of a host in the resolver's order. Throws {@link TransportError} `dns`. */
async function resolveAddresses(host: NormalizedHost, options: Pick<DialOptions, "resolve" | "connectMs">) {
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
function requireAllowedAddresses(
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
 * All addresses of the first hop: of the proxy where there is one, which resolves the device's name itself, else of the
 * device. Throws {@link TransportError} `dns` or `proxy-unreachable`.
 */
export async function resolveFirstHop(options: Pick<DialOptions, "host" | "port" | "proxy" | "resolve" | "connectMs">) {
  const { host, port, proxy } = options;
  if (proxy === undefined) return resolveAddresses(host, options);
  return resolveAddresses(proxy.host, options).catch((error: unknown) => {
    throw asProxyFailure(error, { host, port, proxy });
  });
}

/**
 * Those addresses of the first hop that may be dialled. A device behind a proxy is judged as far as its address is known
 * here. Throws {@link TransportError} `address-blocked` or `address-not-allowed`.
 */
export function requireAllowedFirstHop(
  addresses: string[],
  options: Pick<DialOptions, "host" | "port" | "proxy" | "addressPolicy">,
): string[] {
  const { host, port, proxy, addressPolicy } = options;
  if (proxy === undefined) return requireAllowedAddresses(addresses, options);
  if (host.isAddress) requireAllowedAddresses([host.dial], options);
  else if (isLoopbackName(host)) requireAllowedAddresses(["127.0.0.1"], options);
  try {
    return requireAllowedAddresses(addresses, { ...proxy, addressPolicy });
  } catch (error) {
    throw asProxyFailure(error, { host, port, proxy });
  }
}

/**
 * Connects to the first address that answers, and through the proxy where there is one. Throws {@link TransportError}
 * `dns`, `address-blocked`, `address-not-allowed`, `refused`, `unreachable`, `connect-timeout`, `proxy-*` or `aborted`.
 */
export async function dial(options: DialOptions): Promise<Dialled> {
  const { host, port, proxy, connectMs, signal } = options;
  const addresses = requireAllowedFirstHop(await resolveFirstHop(options), options);
  const deadline = performance.now() + connectMs;
  let failure: TransportError | null = null;
  for (const [index, address] of addresses.entries()) {
    const left = deadline - performance.now();
    if (left <= 0) break;
    const route = { host, port, address, proxy };
    try {
      const socket = await connectRoute(route, left / (addresses.length - index), signal, connectMs);
      return { socket, address: proxy === undefined ? address : host.name, route };
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      failure = error;
      if (!isHopAway(error)) break;
    }
  }
  throw failure ?? transportError("connect-timeout", { phase: "connect", host: host.name, port });
}

/** Whether another address of the same name may do better. */
function isHopAway({ class: errorClass }: TransportError): boolean {
  return errorClass !== "aborted" && (errorClass === "proxy-unreachable" || !errorClass.startsWith("proxy-"));
}

/** Goes a way to its end; the proxy has `tunnelMs` of its own to answer. Throws like {@link dial}. */
export async function connectRoute(
  route: Route,
  connectMs: number,
  signal?: AbortSignal,
  tunnelMs = connectMs,
): Promise<net.Socket> {
  const { host, port, proxy } = route;
  const socket = await connectFirstHop(route, connectMs, signal);
  if (proxy !== undefined) await openTunnel(socket, { host, port, proxy, signal }, tunnelMs);
  return socket;
}

/** Connects to the device, or to the proxy without asking it for anything. Throws like {@link dial}. */
export async function connectFirstHop(
  { host, port, address, proxy }: Route,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<net.Socket> {
  if (proxy === undefined) return connectTcp(address, { host, port, signal }, timeoutMs);
  try {
    return await connectTcp(address, { ...proxy, signal }, timeoutMs);
  } catch (error) {
    throw asProxyFailure(error, { host, port, proxy });
  }
}

/** Connects to one address. */
function connectTcp(
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
