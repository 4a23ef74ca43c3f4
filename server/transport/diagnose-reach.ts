/** The steps of "Test connection" up to an open connection: to the device, or through the proxy to it. */
import type { DiagnosisEvidence, DiagnosisStep } from "@/contracts/diagnosis";
import { type DiagnosisTarget, runStep, type StepResult, skip, type TransportStepId } from "./diagnosis-steps";
import { connectFirstHop, connectRoute, type Route, requireAllowedFirstHop, resolveFirstHop } from "./dial";
import { TransportError } from "./errors";
import { type NormalizedHost, normalizeHost } from "./host";
import { showEndpoint, showProxy } from "./proxy";

interface Found {
  host: NormalizedHost;
  /** Of the device or, with a proxy, of the proxy. */
  addresses: string[];
}

/** Runs the steps. Returns the way that was found open, or the step at which it ends; later steps here are skipped. */
export async function* reachDevice(
  target: DiagnosisTarget,
): AsyncGenerator<DiagnosisStep, Route | { failed: TransportStepId }> {
  const found = yield* runStep("dns", () => resolveHost(target));
  if (found === undefined) return yield* endAt("dns", target);
  const addresses = yield* runStep("policy", () => checkPolicy(target, found));
  if (addresses === undefined) return yield* endAt("policy", target);
  const route = yield* runStep("tcp", () => connectAny(target, { ...found, addresses }));
  if (route === undefined) return yield* endAt("tcp", target);
  if (target.proxy === undefined) return route;
  const tunnel = yield* runStep("proxy", () => openOnce(target, route));
  return tunnel ?? { failed: "proxy" };
}

async function* endAt(
  failed: TransportStepId,
  { proxy }: DiagnosisTarget,
): AsyncGenerator<DiagnosisStep, { failed: TransportStepId }> {
  const steps = ["dns", "policy", "tcp", ...(proxy === undefined ? [] : ["proxy" as const])] as const;
  for (const id of steps.slice(steps.indexOf(failed as (typeof steps)[number]) + 1)) yield* skip(id, failed);
  return { failed };
}

async function resolveHost(target: DiagnosisTarget): Promise<StepResult<Found>> {
  const host = normalizeHost(target.host);
  const { proxy } = target;
  const addresses = await resolveFirstHop({ ...target, host, connectMs: target.tls.policy.timeouts.connectMs });
  const value = { host, addresses };
  if (proxy === undefined) return { status: "ok", finding: describeAddresses("host", host, addresses), value };
  const found = describeAddresses("proxy", proxy.host, addresses);
  const finding = host.isAddress ? found : `${found} The name of the device is resolved by the proxy.`;
  return { status: "ok", finding, value };
}

function describeAddresses(what: string, { isAddress, name }: NormalizedHost, addresses: string[]): string {
  return isAddress ? `The ${what} is the IP address ${name}.` : `${name} resolves to ${addresses.join(", ")}.`;
}

async function checkPolicy(target: DiagnosisTarget, { host, addresses }: Found): Promise<StepResult<string[]>> {
  const allowed = requireAllowedFirstHop(addresses, { ...target, host });
  const refused = addresses.filter((address) => !allowed.includes(address));
  const passed = target.proxy === undefined ? "The address may be dialled." : "The proxy may be dialled.";
  const finding = refused.length === 0 ? passed : `These addresses are left out: ${refused.join(", ")}.`;
  return { status: refused.length === 0 ? "ok" : "warn", finding, value: allowed };
}

async function connectAny(target: DiagnosisTarget, { host, addresses }: Found): Promise<StepResult<Route>> {
  const { port, proxy, signal } = target;
  const evidence: DiagnosisEvidence[] = [];
  let failure: TransportError | null = null;
  for (const address of addresses) {
    const route = { host, port, address, proxy };
    try {
      const timeoutMs = target.tls.policy.timeouts.connectMs / addresses.length;
      const socket = await connectFirstHop(route, timeoutMs, signal);
      socket.destroy();
      const place = proxy === undefined ? `${address} port ${port}` : `the proxy at ${address} port ${proxy.port}`;
      return {
        status: evidence.length === 0 ? "ok" : "warn",
        finding: `Connected to ${place}.`,
        evidence,
        value: route,
      };
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      failure = error;
      evidence.push({ label: address, value: error.message });
    }
  }
  throw failure ?? new TransportError("dns", "The name has no addresses.");
}

async function openOnce(target: DiagnosisTarget, route: Route): Promise<StepResult<Route>> {
  const socket = await connectRoute(route, target.tls.policy.timeouts.connectMs, target.signal);
  socket.destroy();
  const name = target.proxy === undefined ? "The proxy" : showProxy(target.proxy);
  return { status: "ok", finding: `${name} opened a tunnel to ${showEndpoint(route)}.`, value: route };
}
