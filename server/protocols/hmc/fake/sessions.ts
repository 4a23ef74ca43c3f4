/** Sessions, logon and notification topics (hmc-web-services-api.md, section 3). */
import { randomBytes, randomInt } from "node:crypto";
import type { Timers } from "./clock";
import { HmcApiError } from "./errors";
import { type FakeObject, isProperties, type JsonValue, type Properties, type TaskName, text } from "./model";
import type { FakeHmcUser, HmcSettings } from "./options";

export type TopicType =
  | "object-notification"
  | "job-notification"
  | "audit-notification"
  | "security-notification"
  | "os-message-notification";

interface OsMessageTopic {
  readonly name: string;
  readonly objectUri: string;
  readonly includeRefreshMessages: boolean;
}

/** A session of one user, with its topics and message counters. */
export interface FakeSession {
  readonly id: string;
  readonly credential: string;
  readonly user: FakeHmcUser;
  readonly expiresAtMs: number;
  readonly topicBase: string;
  readonly osMessageTopics: Map<string, OsMessageTopic>;
  /** Next `session-sequence-nr` by topic name, or by the empty string for the whole session. */
  readonly sequenceNumbers: Map<string, number>;
}

const SESSION_ID_LENGTH = 50;
const FIRST_TOPIC_NUMBER = 145;

function randomToken(length: number): string {
  let token = "";
  while (token.length < length) token += randomInt(36).toString(36);
  return token;
}

/** True if the user's roles permit the task. */
export function hasTask(user: FakeHmcUser, task: TaskName): boolean {
  return user.tasks === undefined || user.tasks.includes(task);
}

/** True if the user has object access (section 3.2). */
export function canSee(user: FakeHmcUser, object: FakeObject): boolean {
  return object.class === "console" || user.canSee === undefined || user.canSee(object);
}

/** The fixed topics of a session that its user is permitted to, with their names. */
export function sessionTopics(session: FakeSession): { type: TopicType; name: string }[] {
  const topics: { type: TopicType; name: string }[] = [
    { type: "object-notification", name: session.topicBase },
    { type: "job-notification", name: `${session.topicBase}job` },
  ];
  if (hasTask(session.user, "Audit and Log Management")) {
    topics.push({ type: "audit-notification", name: `${session.topicBase}aud` });
  }
  if (hasTask(session.user, "View Security Logs")) {
    topics.push({ type: "security-notification", name: `${session.topicBase}sec` });
  }
  return topics;
}

/** The users and sessions of one simulated HMC. */
export class SessionStore {
  readonly #settings: HmcSettings;
  readonly #timers: Timers;
  readonly #users = new Map<string, FakeHmcUser>();
  readonly #failures = new Map<string, number>();
  readonly #sessions = new Map<string, FakeSession>();
  readonly #idsBeforeRestart = new Set<string>();
  #nextTopicNumber = FIRST_TOPIC_NUMBER;

  constructor(settings: HmcSettings, timers: Timers, users: readonly FakeHmcUser[]) {
    this.#settings = settings;
    this.#timers = timers;
    for (const user of users) this.defineUser(user);
  }

  /** Adds a user or replaces the one of that name; user names are case-insensitive. */
  defineUser(user: FakeHmcUser): void {
    this.#users.set(user.userid.toLowerCase(), { ...user });
    this.#failures.delete(user.userid.toLowerCase());
  }

  /**
   * Carries out a logon (section 3.1) and returns the body of its answer.
   * Throws HmcApiError 400.3, 400.5, 400.6, 400.7, 400.13, 400.45 and 403.0.
   */
  logon(body: JsonValue | undefined): Properties {
    const fields = this.#logonFields(body);
    const userid = text(fields, "userid");
    const user = this.#authenticate(userid, fields);
    if (user.isPasswordExpired === true) {
      if (fields["new-password"] === undefined) throw new HmcApiError(400, 45, "The password of the user has expired.");
      this.defineUser({ ...user, password: text(fields, "new-password"), isPasswordExpired: false });
    }
    if (this.countOf(user.userid) >= this.#settings.sessionLimitPerUser) {
      throw new HmcApiError(400, 13, "The maximum number of sessions for this user ID has been reached.");
    }
    return this.#logonAnswer(this.#open(this.#users.get(userid.toLowerCase()) ?? user));
  }

  /** The session of this id; throws HmcApiError 403.4 (none given) and 403.5 (not valid), section 3.3. */
  authenticate(id: string | undefined): FakeSession {
    if (id === undefined || id === "") {
      throw new HmcApiError(403, 4, "No session ID was provided in the X-API-Session header.");
    }
    const session = this.#find(id);
    if (session !== undefined) return session;
    if (this.#settings.staleSessionReason === 4 && this.#idsBeforeRestart.has(id)) {
      throw new HmcApiError(403, 4, "No session ID was provided in the X-API-Session header.");
    }
    throw new HmcApiError(403, 5, "The session ID is not valid.");
  }

  /** Ends one session and its topics. */
  end(id: string): void {
    this.#sessions.delete(id);
  }

  /** Ends all sessions, as their expiry or an administrator does. */
  endAll(): void {
    this.#sessions.clear();
  }

  /** Ends all sessions, as a restart of the HMC does. */
  forgetForRestart(): void {
    for (const id of this.#sessions.keys()) this.#idsBeforeRestart.add(id);
    this.#sessions.clear();
  }

  /** The sessions that have not expired. */
  live(): FakeSession[] {
    for (const session of this.#sessions.values()) this.#find(session.id);
    return [...this.#sessions.values()];
  }

  /** How many live sessions the user has. */
  countOf(userid: string): number {
    return this.live().filter((session) => session.user.userid.toLowerCase() === userid.toLowerCase()).length;
  }

  /** The live session and kind behind a topic name. */
  findTopic(name: string): { session: FakeSession; type: TopicType; osMessages?: OsMessageTopic } | undefined {
    for (const session of this.live()) {
      const topic = sessionTopics(session).find((candidate) => candidate.name === name);
      if (topic !== undefined) return { session, type: topic.type };
      for (const osMessages of session.osMessageTopics.values()) {
        if (osMessages.name === name) return { session, type: "os-message-notification", osMessages };
      }
    }
    return undefined;
  }

  /** Whether a STOMP login is good: session id and credential, or user id and password; no password with MFA (9.1). */
  acceptsStompLogin(login: string, passcode: string): boolean {
    const session = this.#find(login);
    if (session !== undefined) return this.#settings.level.hasSessionCredential && session.credential === passcode;
    const user = this.#users.get(login.toLowerCase());
    if (user === undefined || user.isDisabled === true || user.isPasswordExpired === true) return false;
    return user.mfaCode === undefined && user.password === passcode;
  }

  #find(id: string): FakeSession | undefined {
    const session = this.#sessions.get(id);
    if (session !== undefined && session.expiresAtMs <= this.#timers.now()) {
      this.#sessions.delete(id);
      return undefined;
    }
    return session;
  }

  #logonFields(body: JsonValue | undefined): Properties {
    if (body === undefined) throw new HmcApiError(400, 3, "The request requires a body.");
    if (!isProperties(body)) throw new HmcApiError(400, 7, "The request body must be a JSON object.");
    for (const name of ["userid", "password"]) {
      if (body[name] === undefined) throw new HmcApiError(400, 5, `The required field '${name}' is missing.`);
    }
    const known = new Set(["userid", "password", "new-password", this.#settings.mfaFieldName]);
    for (const [name, value] of Object.entries(body)) {
      if (!known.has(name)) throw new HmcApiError(400, 6, `The field '${name}' is not recognized.`);
      if (typeof value !== "string") throw new HmcApiError(400, 7, `The field '${name}' must be a string.`);
    }
    return body;
  }

  #authenticate(userid: string, fields: Properties): FakeHmcUser {
    const key = userid.toLowerCase();
    const user = this.#users.get(key);
    const isRight =
      user !== undefined &&
      user.isDisabled !== true &&
      user.password === fields.password &&
      (user.mfaCode === undefined || user.mfaCode === fields[this.#settings.mfaFieldName]);
    if (isRight) {
      this.#failures.delete(key);
      return user;
    }
    if (user !== undefined && this.#settings.failuresBeforeDisabling > 0) {
      const failures = (this.#failures.get(key) ?? 0) + 1;
      this.#failures.set(key, failures);
      if (failures >= this.#settings.failuresBeforeDisabling) user.isDisabled = true;
    }
    throw new HmcApiError(403, 0, "The logon failed: the user ID or the password is not valid.");
  }

  #open(user: FakeHmcUser): FakeSession {
    const session: FakeSession = {
      id: randomToken(SESSION_ID_LENGTH),
      credential: randomBytes(24).toString("hex"),
      user,
      expiresAtMs: this.#timers.now() + this.#settings.sessionLifetimeMs,
      topicBase: `${user.userid}.${this.#nextTopicNumber}`,
      osMessageTopics: new Map(),
      sequenceNumbers: new Map(),
    };
    this.#nextTopicNumber += 1;
    this.#sessions.set(session.id, session);
    return session;
  }

  #logonAnswer(session: FakeSession): Properties {
    const { level } = this.#settings;
    const answer: Properties = {
      "api-session": session.id,
      "notification-topic": session.topicBase,
      "job-notification-topic": `${session.topicBase}job`,
      "api-major-version": level.apiMajorVersion,
      "api-minor-version": level.apiMinorVersion,
    };
    if (level.hasPasswordExpires) answer["password-expires"] = session.user.passwordExpiresInDays ?? -1;
    if (level.hasSessionCredential) answer["session-credential"] = session.credential;
    if (session.user.sharedSecretKey !== undefined) answer["shared-secret-key"] = session.user.sharedSecretKey;
    return answer;
  }
}
