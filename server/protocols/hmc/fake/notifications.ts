/** What is published on the topics of the sessions (hmc-web-services-api.md, sections 9.3 and 9.4). */
import type { Timers } from "./clock";
import type { InventoryChange } from "./inventory";
import { type FakeObject, type JsonValue, type Properties, text } from "./model";
import type { HmcSettings } from "./options";
import { canSee, type FakeSession, type SessionStore, sessionTopics, type TopicType } from "./sessions";

/** A notification before it is addressed to sessions. */
export interface FakeNotification {
  topicType: TopicType;
  /** Value of the `notification-type` header. */
  type: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** The object whose visibility decides who receives it; everybody where absent. */
  object?: FakeObject;
  /** Only sessions of this user. */
  userid?: string;
  /** Headers left out although the book has them. */
  withoutHeaders?: readonly string[];
}

/** A message on one topic. */
export interface TopicMessage {
  readonly topic: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface OsMessage {
  text: string;
  isPriority?: boolean;
  isHeld?: boolean;
  promptText?: string;
  osName?: string;
}

const OS_MESSAGE_BACKLOG = 50;
const LOG_LIMIT = 1_000;

/** The headers that name an object. */
export function objectHeaders(object: FakeObject): Record<string, string> {
  return {
    class: object.class,
    name: text(object.properties, "name"),
    "object-uri": object.uri,
    "object-id": text(object.properties, "object-id"),
  };
}

/** Addresses notifications to the topics of live sessions and numbers them. */
export class NotificationPublisher {
  readonly #settings: HmcSettings;
  readonly #sessions: SessionStore;
  readonly #timers: Timers;
  readonly #osMessages = new Map<string, Properties[]>();
  readonly #logs: Record<"audit" | "security", Properties[]> = { audit: [], security: [] };
  #sink: (message: TopicMessage) => void = () => undefined;
  #globalSequence = 6399;

  constructor(settings: HmcSettings, sessions: SessionStore, timers: Timers) {
    this.#settings = settings;
    this.#sessions = sessions;
    this.#timers = timers;
  }

  /** Names the receiver of addressed messages: the broker. */
  deliverTo(sink: (message: TopicMessage) => void): void {
    this.#sink = sink;
  }

  /** Publishes to every session that may receive it; returns how many messages that made. */
  publish(notification: FakeNotification): number {
    let messages = 0;
    for (const session of this.#sessions.live()) {
      if (notification.object !== undefined && !canSee(session.user, notification.object)) continue;
      if (notification.userid !== undefined && !isUser(session, notification.userid)) continue;
      for (const topic of topicsFor(session, notification)) {
        this.#sink({ topic, headers: this.#headers(session, topic, notification), body: notification.body ?? "" });
        messages += 1;
      }
    }
    return messages;
  }

  /** Publishes what a change of the inventory gives rise to. */
  publishChange(change: InventoryChange): void {
    const headers = objectHeaders(change.object);
    const common = { topicType: "object-notification", object: change.object } as const;
    if (change.kind === "added" || change.kind === "removed") {
      const action = change.kind === "added" ? "add" : "remove";
      this.publish({ ...common, type: "inventory-change", headers: { ...headers, action } });
      return;
    }
    const reports: Properties[] =
      change.kind === "status"
        ? [
            {
              "old-status": change.oldStatus,
              "new-status": change.newStatus,
              "has-unacceptable-status": change.object.properties["has-unacceptable-status"] ?? false,
            },
          ]
        : change.reports.map((report) => ({
            "property-name": report.name,
            "old-value": report.oldValue,
            "new-value": report.newValue,
          }));
    const type = change.kind === "status" ? "status-change" : "property-change";
    this.publish({ ...common, type, headers, body: JSON.stringify({ "change-reports": reports }) });
  }

  /** Announces the end of a job to the sessions of its user. */
  publishJobCompletion(jobUri: string, userid: string): void {
    this.publish({ topicType: "job-notification", type: "job-completion", headers: { "job-uri": jobUri }, userid });
  }

  /** Writes an entry to the audit or security log and announces it (section 7.8). */
  publishLogEntry(
    log: "audit" | "security",
    eventId: string,
    eventName: string,
    message: string,
    userid: string,
  ): void {
    const entry: Properties = {
      "event-id": eventId,
      "event-name": eventName,
      "event-message": message,
      "event-time": this.#timers.now(),
      userid,
      "user-uri": null,
      "event-data-items": [{ "data-item-number": 0, "data-item-type": "string", "data-item-value": userid }],
      "event-details": null,
    };
    this.#logs[log] = [...this.#logs[log], entry].slice(-LOG_LIMIT);
    this.publish({
      topicType: `${log}-notification`,
      type: "log-entry",
      body: JSON.stringify({ "log-entries": [entry] }),
    });
  }

  /** The entries of a log so far. */
  logEntries(log: "audit" | "security"): readonly Properties[] {
    return this.#logs[log];
  }

  /** Publishes a message of the operating system of a partition or LPAR (section 7.6). */
  publishOsMessage(object: FakeObject, message: OsMessage): void {
    const backlog = this.#osMessages.get(object.uri) ?? [];
    const previous = backlog.at(-1)?.["sequence-number"];
    const item: Properties = {
      "sequence-number": typeof previous === "number" ? previous + 1 : 0,
      "message-text": message.text,
      "message-id": "",
      timestamp: this.#timers.now(),
      "sound-alarm": false,
      "is-priority": message.isPriority ?? false,
      "is-held": message.isHeld ?? false,
      "is-refresh": false,
      "prompt-text": message.promptText ?? "",
      "os-name": message.osName ?? text(object.properties, "os-name"),
    };
    backlog.push(item);
    this.#osMessages.set(object.uri, backlog.slice(-OS_MESSAGE_BACKLOG));
    this.publish({
      topicType: "os-message-notification",
      type: "os-message",
      headers: objectHeaders(object),
      object,
      body: JSON.stringify({ "os-messages": [item] }),
    });
  }

  /** The retained messages of an operating system, oldest first. */
  osMessages(objectUri: string): readonly Properties[] {
    return this.#osMessages.get(objectUri) ?? [];
  }

  /** The backlog as one refresh message on a topic that a subscriber has just connected to. */
  refreshMessage(session: FakeSession, topic: string, object: FakeObject): TopicMessage | undefined {
    const items = this.osMessages(object.uri);
    if (items.length === 0) return undefined;
    const body: JsonValue = { "os-messages": items.map((item) => ({ ...item, "is-refresh": true })) };
    const notification = {
      topicType: "os-message-notification",
      type: "os-message",
      headers: objectHeaders(object),
    } as const;
    return { topic, headers: this.#headers(session, topic, notification), body: JSON.stringify(body) };
  }

  #headers(session: FakeSession, topic: string, notification: FakeNotification): Record<string, string> {
    const scope = this.#settings.sequenceScope === "topic" ? topic : "";
    const sessionSequence = session.sequenceNumbers.get(scope) ?? 0;
    session.sequenceNumbers.set(scope, sessionSequence + 1);
    this.#globalSequence += 1;
    const headers: Record<string, string> = {
      "notification-type": notification.type,
      "session-sequence-nr": String(sessionSequence),
      "global-sequence-nr": String(this.#globalSequence),
      timestamp: String(this.#timers.now()),
      ...notification.headers,
    };
    for (const name of notification.withoutHeaders ?? []) delete headers[name];
    return headers;
  }
}

function isUser(session: FakeSession, userid: string): boolean {
  return session.user.userid.toLowerCase() === userid.toLowerCase();
}

function topicsFor(session: FakeSession, notification: FakeNotification): string[] {
  if (notification.topicType === "os-message-notification") {
    const topic = session.osMessageTopics.get(notification.object?.uri ?? "");
    return topic === undefined ? [] : [topic.name];
  }
  return sessionTopics(session)
    .filter((topic) => topic.type === notification.topicType)
    .map((topic) => topic.name);
}
