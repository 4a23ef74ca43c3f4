/** The WBEM server's own steps of "Test connection" (reference, sections 8, 12 and 14). */
import { countOf } from "@/contracts/count";
import type { DiagnosisStep } from "@/contracts/diagnosis";
import type { TransportErrorClass } from "@/contracts/tls";
import { skippedStep } from "@/server/transport/diagnosis-remedies";
import { describeFailure } from "../diagnosis-failure";
import { DeviceError } from "../errors";
import type { ConnectionTarget, LogonRules } from "../kind";
import type { AuthenticatedHttp } from "./authenticated-http";
import { parseWbemSettings, type WbemSettings } from "./descriptor";
import { findInteropNamespace, identifyServer, listNamespaces } from "./discovery";
import { CimStatusError, isCimStatus } from "./errors";
import { isSameName } from "./model/names";
import { ProfileOperations } from "./profile-operations";
import { logOn, type ReachedWbem, reachWbem } from "./reach";
import { CIM_ERR_FAILED, CIM_ERR_INVALID_NAMESPACE, CIM_ERR_NOT_SUPPORTED } from "./status-codes";

const titles = {
  http: "WBEM server answers",
  logon: "Authentication",
  "wbem-interop": "Interop namespace",
  "wbem-server": "Object manager",
  "wbem-pull": "Pull operations",
  "wbem-classes": "Class operations",
} as const;
type StepId = keyof typeof titles;
const stepIds = Object.keys(titles) as StepId[];

/** The steps in their order. */
export const wbemDiagnosisSteps = stepIds.map((id) => ({ id, title: titles[id] }));

const remedies: Partial<Record<TransportErrorClass, string>> = {
  redirect: "Something else than a WBEM server answers at this address. Check host and port.",
  "http-protocol": "Check the port: 5989 is the usual one for HTTPS, 5988 for HTTP.",
  "tls-required": "The port speaks TLS: choose HTTPS as transport in the profile, or the port for HTTP.",
  "headers-timeout": "The server is very slow, or something else listens there. The time allowed is in the profile.",
};

const modeLabels: Record<WbemSettings["authentication"], string> = {
  basic: "Basic",
  digest: "Digest",
  certificate: "client certificate",
  none: "none",
};

type Finding = Pick<DiagnosisStep, "status" | "finding"> & Partial<DiagnosisStep>;

/** Runs one step; its value is undefined where it failed. */
async function* runStep<T>(
  id: StepId,
  work: () => Promise<Finding & { value: T }>,
): AsyncGenerator<DiagnosisStep, T | undefined> {
  const title = titles[id];
  yield { id, title, status: "running", durationMs: 0, finding: "", evidence: [] };
  const startedAt = performance.now();
  const duration = () => ({ durationMs: performance.now() - startedAt });
  try {
    const { value, ...facts } = await work();
    yield { id, title, evidence: [], ...duration(), ...facts };
    return value;
  } catch (error) {
    yield { id, title, status: "fail", evidence: [], ...duration(), ...describeFailure(error, remedies) };
    return undefined;
  }
}

const skippedAfter = (failed: StepId) =>
  wbemDiagnosisSteps.slice(stepIds.indexOf(failed) + 1).map((later) => skippedStep(later, titles[failed]));

/** Looks without a user, authenticates, and asks what the server is and can. Nothing is changed. */
export async function* diagnoseWbem(
  target: ConnectionTarget,
  signal: AbortSignal,
  rules: LogonRules = {},
): AsyncGenerator<DiagnosisStep> {
  const settings = parseWbemSettings(target.settings);
  const reached = yield* runStep("http", () => look(target, settings, signal));
  if (reached === undefined) {
    yield* skippedAfter("http");
    return;
  }
  reached.http.destroy();
  const authenticated = yield* runStep("logon", () => authenticate(target, settings, { ...rules, signal }));
  if (authenticated === undefined) {
    yield* skippedAfter("logon");
    return;
  }
  try {
    yield* diagnoseModel(authenticated, settings, signal);
  } finally {
    authenticated.http.destroy();
  }
}

async function look(
  target: ConnectionTarget,
  { scheme, authentication }: WbemSettings,
  signal: AbortSignal,
): Promise<Finding & { value: ReachedWbem }> {
  const reached = await reachWbem(target, signal);
  const { http, offered, latencyMs } = reached;
  const evidence = [
    { label: "Address", value: `${http.address.host}:${http.address.port}` },
    { label: "Answered within", value: `${Math.round(latencyMs)} ms` },
    { label: "Authentication offered", value: describeOffer(offered) },
  ];
  if (scheme === "http") {
    return {
      status: "warn",
      finding: "A WBEM server answers, over a connection that is not encrypted.",
      evidence,
      remedy: {
        text: "Choose HTTPS where the server offers it.",
        action: { type: "edit-field", field: "settings.scheme" },
      },
      value: reached,
    };
  }
  const isOpen = offered === null && authentication !== "none" && target.tls.clientIdentity === null;
  return {
    status: isOpen ? "warn" : "ok",
    finding: isOpen ? "A WBEM server answers, and asks nobody who they are." : "A WBEM server answers.",
    evidence,
    remedy: isOpen ? { text: "Switch authentication on at the server." } : undefined,
    value: reached,
  };
}

function describeOffer(offered: string[] | null): string {
  if (offered === null) return "none needed";
  return offered.length === 0 ? "demanded, without saying which" : offered.join(", ");
}

async function authenticate(
  target: ConnectionTarget,
  { authentication }: WbemSettings,
  options: LogonRules & { signal: AbortSignal },
): Promise<Finding & { value: AuthenticatedHttp }> {
  const value = await logOn(target, options);
  const hasCertificate = target.tls.clientIdentity !== null;
  return {
    status: "ok",
    finding: authentication === "none" ? "The server lets everybody in." : "The server admits the user.",
    evidence: [
      { label: "Authentication", value: modeLabels[authentication] },
      { label: "Client certificate", value: hasCertificate ? "presented where the server asks" : "none" },
    ],
    value,
  };
}

async function* diagnoseModel(
  authenticated: AuthenticatedHttp,
  settings: WbemSettings,
  signal: AbortSignal,
): AsyncGenerator<DiagnosisStep> {
  const { exchange, http } = authenticated;
  const operations = new ProfileOperations({ exchange, address: http.address, settings });
  const interop = yield* runStep("wbem-interop", () => findNamespaces(operations, settings, signal));
  if (typeof interop === "string") {
    yield* runStep("wbem-server", () => identify(operations, interop, signal));
  } else {
    yield skippedStep({ id: "wbem-server", title: titles["wbem-server"] }, titles["wbem-interop"]);
  }
  yield* runStep("wbem-pull", () => tryPull(operations, interop ?? settings.defaultNamespace, settings, signal));
  yield* runStep("wbem-classes", () => tryClasses(operations, settings, signal));
}

async function findNamespaces(
  operations: ProfileOperations,
  { defaultNamespace }: WbemSettings,
  signal: AbortSignal,
): Promise<Finding & { value: string | null }> {
  const interop = await findInteropNamespace(operations, { signal });
  if (interop === null) {
    return {
      status: "warn",
      finding: "The server has no Interop namespace: its other namespaces, profiles and subscriptions are not found.",
      remedy: { text: "Check that the user may read the namespace interop, root/interop or root/PG_InterOp." },
      value: null,
    };
  }
  const { namespaces } = await listNamespaces(operations, interop, { signal });
  const names = namespaces.map(({ name }) => name);
  const evidence = [{ label: "Namespaces", value: names.join(", ") }];
  if (names.some((name) => isSameName(name, defaultNamespace))) {
    const finding = `${interop} lists ${countOf(names.length, "namespace")}.`;
    return { status: "ok", finding, evidence, value: interop };
  }
  const suggestion = names.find((name) => !isSameName(name, interop));
  return {
    status: "warn",
    finding: `The default namespace ${defaultNamespace} is not among the namespaces of the server.`,
    evidence,
    remedy: {
      text: "Choose a namespace that the server has.",
      action: { type: "edit-field", field: "settings.defaultNamespace", suggestion },
    },
    value: interop,
  };
}

async function identify(
  operations: ProfileOperations,
  interop: string,
  signal: AbortSignal,
): Promise<Finding & { value: true }> {
  const identity = await identifyServer(operations, interop, { signal });
  if (identity === null) {
    const finding = "The server says neither its brand nor its version; nothing depends on it.";
    return { status: "ok", finding, value: true };
  }
  const { brand, version, instance } = identity;
  return {
    status: "ok",
    finding: version === null ? `${brand}.` : `${brand}, version ${version}.`,
    evidence: [{ label: "Told by", value: instance.className }],
    value: true,
  };
}

async function tryPull(
  operations: ProfileOperations,
  namespace: string,
  { pullMode }: WbemSettings,
  signal: AbortSignal,
): Promise<Finding & { value: true }> {
  try {
    const { context } = await operations.OpenEnumerateInstancePaths("CIM_Namespace", {
      namespace,
      MaxObjectCount: 1,
      signal,
    });
    if (context !== null) await operations.CloseEnumeration(context, { signal });
  } catch (error) {
    const isUnable = isCimStatus(error, CIM_ERR_NOT_SUPPORTED, CIM_ERR_FAILED);
    // Any other status comes from a server that knows the operation and has no such class or namespace.
    if (!isUnable && !(error instanceof CimStatusError)) throw error;
    if (isUnable) return describeUnable(pullMode);
  }
  return { status: "ok", finding: "The server hands out lists in portions.", value: true };
}

function describeUnable(pullMode: WbemSettings["pullMode"]): Finding & { value: true } {
  const finding = "The server cannot hand out lists in portions; they are read the traditional way.";
  if (pullMode !== "pull") return { status: "ok", finding, value: true };
  return {
    status: "fail",
    finding: "The server cannot hand out lists in portions, and the profile wants nothing else.",
    remedy: {
      text: "Let the console read lists the traditional way where the server cannot.",
      action: { type: "edit-field", field: "settings.pullMode" },
    },
    value: true,
  };
}

async function tryClasses(
  operations: ProfileOperations,
  { defaultNamespace }: WbemSettings,
  signal: AbortSignal,
): Promise<Finding & { value: true }> {
  try {
    const names = await operations.EnumerateClassNames({ signal });
    const finding = `${defaultNamespace} has ${countOf(names.length, "class", "classes")} at the top.`;
    return { status: "ok", finding, value: true };
  } catch (error) {
    if (isCimStatus(error, CIM_ERR_INVALID_NAMESPACE)) {
      const field = "settings.defaultNamespace";
      const remedy = {
        text: "Choose a namespace that the server has.",
        action: { type: "edit-field" as const, field },
      };
      return { status: "fail", finding: `The server has no namespace ${defaultNamespace}.`, remedy, value: true };
    }
    if (!(error instanceof DeviceError) || !(error instanceof CimStatusError)) throw error;
    return {
      status: "warn",
      finding:
        "The server gives no classes; instances are shown without the descriptions and value texts of their classes.",
      evidence: [{ label: "Answer", value: error.cimStatusName }],
      value: true,
    };
  }
}
