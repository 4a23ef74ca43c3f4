/** Notifications over STOMP (HMC Web Services API, sections 3.5, 9.1 to 9.3 and 9.5). */
import { TransportError } from "@/server/transport/errors";
import {
  openStompConnection,
  type StompConnection,
  type StompMessage,
  type StompOptions,
} from "@/server/transport/stomp";
import { DeviceError, NotificationsUnavailable } from "../errors";
import type { ConnectionTarget, DeviceAddress, DeviceSubscription, SubscribeHandlers } from "../kind";
import type { HmcClient } from "./client";
import type { HmcSettings } from "./descriptor";
import { parseNotification, SequenceWatch } from "./notification";
import { type HmcSession, type NotificationTopic, parseNotificationTopics, requestNotificationTopics } from "./session";

export interface SubscribeContext {
  target: ConnectionTarget;
  client: HmcClient;
  address: DeviceAddress;
  settings: HmcSettings;
}

export type HmcSubscription = DeviceSubscription & { destroy(): void };

const HEARTBEAT = { outgoingMs: 5_000, incomingMs: 5_000 };
const LOG_TOPICS: ReadonlySet<string> = new Set(["audit-notification", "security-notification"]);
/** The port is closed, as where an administrator has disabled STOMP, or a firewall or proxy keeps it from us (section 1). */
const CLOSED_PORT: ReadonlySet<string> = new Set([
  "refused",
  "connect-timeout",
  "unreachable",
  "proxy-refused",
  "proxy-no-route",
  "proxy-timeout",
]);

/** Get Notification Topics (section 3.5): the only source of topic names. */
export async function readTopics(
  client: HmcClient,
  settings: HmcSettings,
  signal?: AbortSignal,
): Promise<NotificationTopic[]> {
  const topics = parseNotificationTopics(await client.send(requestNotificationTopics(), signal));
  return topics.filter((topic) => settings.logTopics || !LOG_TOPICS.has(topic.type));
}

async function stompLogin({ target, settings }: SubscribeContext, session: HmcSession) {
  if (settings.stompLogin === "session" && session.sessionCredential !== null) {
    return { login: session.sessionId, passcode: session.sessionCredential };
  }
  const passcode = await target.secret("password");
  if (passcode === undefined) {
    throw new DeviceError("secret_missing", "The profile has no password for the notification login.", {
      remedy: "Enter the password in the profile.",
    });
  }
  return { login: target.userName, passcode };
}

/** Connects to the broker of the HMC with the login of section 9.1. @throws TransportError, DeviceError `secret_missing` */
export async function connectBroker(
  context: SubscribeContext,
  session: HmcSession,
  handlers: Pick<StompOptions, "onMessage" | "onClose">,
  signal?: AbortSignal,
): Promise<StompConnection> {
  const { target, address, settings } = context;
  return openStompConnection({
    host: address.host,
    port: settings.stompPort,
    tls: target.tls,
    addressPolicy: target.addressPolicy,
    proxy: target.proxy,
    heartbeat: HEARTBEAT,
    signal,
    ...(await stompLogin(context, session)),
    ...handlers,
  });
}

const isClass = (error: unknown, errorClass: string): error is TransportError =>
  error instanceof TransportError && error.class === errorClass;

/** Opens the connection; a refused session login gets one new session, a refused user none (SEC-G5). */
async function connectWithRules(
  context: SubscribeContext,
  handlers: Pick<StompOptions, "onMessage" | "onClose">,
  signal?: AbortSignal,
): Promise<{ connection: StompConnection; topics: NotificationTopic[] }> {
  const { client, settings } = context;
  const attempt = async () => {
    const topics = await readTopics(client, settings, signal);
    return { topics, connection: await connectBroker(context, await client.session(), handlers, signal) };
  };
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof TransportError && CLOSED_PORT.has(error.class)) {
      throw new NotificationsUnavailable(
        `The HMC's notification port ${settings.stompPort} does not answer: ${error.message}`,
        {
          errorClass: error.class,
          remedy: "Enable STOMP on the HMC (Customize API Settings) and let firewall and proxy pass.",
          cause: error,
        },
      );
    }
    if (!isClass(error, "auth-failed")) throw error;
    const session = await client.session();
    const usedSession = settings.stompLogin === "session" && session.sessionCredential !== null;
    if (!usedSession) throw loginRefused(error);
    await client.renewAfter(session);
  }
  try {
    return await attempt();
  } catch (error) {
    throw isClass(error, "auth-failed") ? loginRefused(error) : error;
  }
}

function loginRefused(cause: TransportError): DeviceError {
  return new DeviceError("device_authentication", "The HMC's message broker refused the login.", {
    errorClass: cause.class,
    remedy: "Check the password, or choose the other notification login in the profile's settings.",
    cause,
  });
}

/**
 * Opens the notification stream of a session.
 * @throws NotificationsUnavailable where the port is closed; DeviceError `device_authentication` for a refused login;
 * TransportError for everything else on the way.
 */
export async function subscribeToHmc(
  context: SubscribeContext,
  handlers: SubscribeHandlers,
  signal?: AbortSignal,
): Promise<HmcSubscription> {
  const watch = new SequenceWatch();
  const onMessage = ({ headers, body }: StompMessage) => {
    const missing = watch.observe(headers);
    if (missing > 0) handlers.onLoss(`${missing} notifications of the device did not arrive.`);
    const notification = parseNotification({ headers, body });
    if (notification !== undefined) handlers.onNotification(notification);
  };
  let isSubscribed = false;
  const onClose = (reason: TransportError | null) => {
    // Before that, the failure of the subscription itself tells it.
    if (isSubscribed)
      handlers.onEnd({ reason: reason?.message ?? "The stream was closed.", sessionGone: false, error: reason });
  };
  const { connection, topics } = await connectWithRules(context, { onMessage, onClose }, signal);
  try {
    await Promise.all(topics.map((topic) => connection.subscribe(`/topic/${topic.name}`)));
    signal?.throwIfAborted();
  } catch (error) {
    connection.destroy();
    throw error;
  }
  isSubscribed = true;
  return { close: () => connection.disconnect(), destroy: () => connection.destroy() };
}
