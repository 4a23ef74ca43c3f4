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

/** A way to a device that has been found open, for going it again. */
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
 * The addresses of a device or, with a proxy, of the proxy, once everything that can be judged here has been allowed. A
 * name that only the proxy resolves cannot be. Throws {@link TransportError} `dns`, `address-blocked`,
 * `address-not-allowed` or `proxy-unreachable`.
 */
export async function findAllowedAddresses(options: Omit<DialOptions, "signal">): Promise<string[]> {
  const { host, proxy } = options;
  if (proxy === undefined) return requireAllowedAddresses(await resolveAddresses(host, options), options);
  requireAllowedBehindProxy(options);
  const place = { ...options, ...proxy };
  try {
    return requireAllowedAddresses(await resolveAddresses(proxy.host, place), place);
  } catch (error) {
    throw asProxyFailure(error, { ...options, proxy });
  }
}

/** Judges a device that is not resolved here. Throws {@link TransportError} `address-blocked` or `address-not-allowed`. */
export function requireAllowedBehindProxy(options: Pick<DialOptions, "host" | "port" | "addressPolicy">): void {
  if (options.host.isAddress) requireAllowedAddresses([options.host.dial], options);
  else if (isLoopbackName(options.host)) requireAllowedAddresses(["127.0.0.1"], options);
}

/**
 * Connects to the first address that answers, and through the proxy where there is one. Throws {@link TransportError}
 * `dns`, `address-blocked`, `address-not-allowed`, `refused`, `unreachable`, `connect-timeout`, `proxy-*` or `aborted`.
 */
export async function dial(options: DialOptions): Promise<Dialled> {
  const { host, port, proxy, connectMs, signal } = options;
  const addresses = await findAllowedAddresses(options);
  const deadline = performance.now() + connectMs;
  let failure: unknown = null;
  for (const [index, address] of addresses.entries()) {
    const left = deadline - performance.now();
    if (left <= 0) break;
    const route = { host, port, address, proxy };
    try {
      const socket = await connectFirstHop(route, left / (addresses.length - index), signal);
      if (proxy !== undefined) await openTunnel(socket, { host, port, proxy, signal }, connectMs);
      return { socket, address: proxy === undefined ? address : host.name, route };
    } catch (error) {
      failure = error;
      if (!(error instanceof TransportError) || !isHopAway(error)) break;
    }
  }
  throw failure ?? transportError("connect-timeout", { phase: "connect", host: host.name, port });
}

/** Whether another address of the same name may do better. */
function isHopAway({ class: errorClass }: TransportError): boolean {
  return errorClass !== "aborted" && (errorClass === "proxy-unreachable" || !errorClass.startsWith("proxy-"));
}

/** Goes a way again that was found before. Throws like {@link dial}. */
export async function connectRoute(route: Route, connectMs: number, signal?: AbortSignal): Promise<net.Socket> {
  const { host, port, proxy } = route;
  const socket = await connectFirstHop(route, connectMs, signal);
  if (proxy !== undefined) await openTunnel(socket, { host, port, proxy, signal }, connectMs);
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
