/** The HMC's own steps of "Test connection" (HMC Web Services API, sections 2, 3 and 9). */
import { countOf } from "@/contracts/count";
import type { DiagnosisEvidence, DiagnosisStep } from "@/contracts/diagnosis";
import type { TransportErrorClass } from "@/contracts/tls";
import { skippedStep } from "@/server/transport/diagnosis-remedies";
import { TransportError } from "@/server/transport/errors";
import type { StompConnection } from "@/server/transport/stomp";
import { describeFailure } from "../diagnosis-failure";
import type { ConnectionTarget, LogonRules } from "../kind";
import { HmcClient } from "./client";
import { type HmcSettings, parseHmcSettings } from "./descriptor";
import { queryVersion, reachHmc } from "./reach";
import { readCredentials } from "./sign-on";
import { connectBroker, readTopics, type SubscribeContext } from "./subscribe";

const titles = {
  http: "HMC answers the version query",
  logon: "Log on to the HMC",
  "stomp-tls": "TLS on the notification port",
  "stomp-connect": "Log in to the notification broker",
  "stomp-subscribe": "Subscribe to the notifications",
} as const;
type StepId = keyof typeof titles;
const stepIds = Object.keys(titles) as StepId[];

/** The steps in their order. */
export const hmcDiagnosisSteps = stepIds.map((id) => ({ id, title: titles[id] }));

/** A password that ends sooner is worth a warning. */
const EXPIRY_WARNING_DAYS = 14;

type Step = Pick<DiagnosisStep, "status" | "finding"> & Partial<DiagnosisStep>;

function step(id: StepId, startedAt: number | undefined, facts: Step): DiagnosisStep {
  const durationMs = startedAt === undefined ? 0 : performance.now() - startedAt;
  return { id, title: titles[id], durationMs, evidence: [], ...facts };
}
const running = (id: StepId) => step(id, undefined, { status: "running", finding: "" });
/** All steps after the one that failed. */
const skippedAfter = (failed: StepId) =>
  hmcDiagnosisSteps.slice(stepIds.indexOf(failed) + 1).map((later) => skippedStep(later, titles[failed]));

const remedies: Partial<Record<TransportErrorClass, string>> = {
  refused:
    "Enable STOMP on the HMC (Customize API Settings), or correct the notification port. Without it the console polls.",
  "connect-timeout": "A firewall may keep the console from the notification port. Without it the console polls.",
  "proxy-refused": "Allow CONNECT to the notification port on the proxy. Without it the console polls.",
  "auth-failed": "Choose the other notification login in the profile's settings, and check the password.",
  redirect: "Something else than an HMC answers at this address. Check host and port.",
};

const failure = (id: StepId, startedAt: number, error: unknown, status: "fail" | "warn" = "fail") =>
  step(id, startedAt, { status, ...describeFailure(error, remedies) });

interface Notifier extends SubscribeContext {
  signal: AbortSignal;
}

async function* diagnoseNotifications(context: Notifier): AsyncGenerator<DiagnosisStep> {
  const { client, settings, signal } = context;
  const startedAt = performance.now();
  yield running("stomp-tls");
  let connection: StompConnection;
  try {
    connection = await connectBroker(
      context,
      await client.session(),
      { onMessage: () => undefined, onClose: () => undefined },
      signal,
    );
  } catch (error) {
    const isBeforeFrames = error instanceof TransportError && error.facts.phase !== "exchange";
    const isConfiguration = error instanceof TransportError && error.facts.phase === "configuration";
    if (isBeforeFrames && !isConfiguration) {
      yield failure("stomp-tls", startedAt, error, "warn");
      yield* skippedAfter("stomp-tls");
    } else {
      yield step("stomp-tls", startedAt, { status: "ok", finding: `Port ${settings.stompPort} speaks TLS.` });
      yield failure("stomp-connect", startedAt, error, "warn");
      yield* skippedAfter("stomp-connect");
    }
    return;
  }
  const { protocol, cipher } = connection.tls;
  yield step("stomp-tls", startedAt, {
    status: "ok",
    finding: `Port ${settings.stompPort} speaks ${protocol}.`,
    evidence: [{ label: "Cipher", value: cipher }],
  });
  const heartBeat = connection.heartbeat;
  yield step("stomp-connect", startedAt, {
    status: "ok",
    finding: `Logged in by ${settings.stompLogin === "session" ? "session" : "user"}, STOMP ${connection.version}.`,
    evidence: [
      ...(connection.server === null ? [] : [{ label: "Broker", value: connection.server }]),
      { label: "Heart-beats", value: heartBeat.incomingMs === 0 ? "none" : `every ${heartBeat.incomingMs} ms` },
    ],
  });
  try {
    yield* diagnoseSubscription(context, connection);
  } finally {
    await connection.disconnect();
  }
}

async function* diagnoseSubscription(context: Notifier, connection: StompConnection): AsyncGenerator<DiagnosisStep> {
  const startedAt = performance.now();
  yield running("stomp-subscribe");
  try {
    const topics = await readTopics(context.client, context.settings, context.signal);
    for (const topic of topics) await connection.subscribe(`/topic/${topic.name}`);
    const types = topics.map((topic) => topic.type).join(", ");
    yield step("stomp-subscribe", startedAt, {
      status: topics.length === 0 ? "warn" : "ok",
      finding:
        topics.length === 0
          ? "The HMC offers no topics to this user."
          : `Subscribed to ${countOf(topics.length, "topic")}.`,
      // Topic names are as good as a password; their types are not.
      evidence: topics.length === 0 ? [] : [{ label: "Topics", value: types }],
    });
  } catch (error) {
    yield failure("stomp-subscribe", startedAt, error, "warn");
  }
}

async function* diagnoseLogon(client: HmcClient): AsyncGenerator<DiagnosisStep, boolean> {
  const startedAt = performance.now();
  yield running("logon");
  try {
    const session = await client.session();
    const days = session.passwordExpiresInDays;
    const isEnding = days !== null && days <= EXPIRY_WARNING_DAYS;
    const evidence: DiagnosisEvidence[] =
      days === null || isEnding ? [] : [{ label: "Password expires in", value: countOf(days, "day") }];
    yield step("logon", startedAt, {
      status: isEnding ? "warn" : "ok",
      finding: isEnding ? `Logged on; the password expires in ${countOf(days, "day")}.` : "Logged on.",
      evidence,
      remedy: isEnding ? { text: "Change the password on the HMC and enter the new one in the profile." } : undefined,
    });
    return true;
  } catch (error) {
    yield failure("logon", startedAt, error);
    return false;
  }
}

/** Version query, logon, and the notification stream, with a session of its own that is logged off at the end. */
export async function* diagnoseHmc(
  target: ConnectionTarget,
  signal: AbortSignal,
  rules: LogonRules = {},
): AsyncGenerator<DiagnosisStep> {
  const startedAt = performance.now();
  const settings: HmcSettings = parseHmcSettings(target.settings);
  yield running("http");
  let reached: Awaited<ReturnType<typeof reachHmc>>;
  try {
    reached = await reachHmc(target, signal);
  } catch (error) {
    yield failure("http", startedAt, error);
    yield* skippedAfter("http");
    return;
  }
  const { http, version } = reached;
  const client = new HmcClient({ ...rules, http, settings, credentials: () => readCredentials(target) });
  try {
    await queryVersion(http, signal);
    yield step("http", startedAt, {
      status: "ok",
      finding: `HMC ${version.hmcName ?? "without a name"}, version ${version.hmcVersion ?? "unknown"}.`,
      evidence: [
        { label: "Address", value: `${http.address.host}:${http.address.port}` },
        { label: "API version", value: `${version.apiMajor}.${version.apiMinor}` },
      ],
    });
    if (yield* diagnoseLogon(client)) {
      yield* diagnoseNotifications({ target, client, address: http.address, settings, signal });
    } else {
      yield* skippedAfter("logon");
    }
  } finally {
    await client.logoff();
    http.destroy();
  }
}
