/** Users, sessions and the shapes of login (BMC reference, section 7). */
import { randomInt } from "node:crypto";
import { readProperties } from "./body";
import { errorBody, message, refuse, refuseProperty } from "./messages";
import {
  type FakeBmcUser,
  FakeRefusal,
  type FakeReply,
  type FakeRequest,
  type JsonObject,
  type Privilege,
} from "./model";

export const SESSIONS_URI = "/redfish/v1/SessionService/Sessions";
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

const privileges: Readonly<Record<FakeBmcUser["role"], readonly Privilege[]>> = {
  Administrator: ["Login", "ConfigureManager", "ConfigureUsers", "ConfigureSelf", "ConfigureComponents"],
  OemIBMServiceAgent: ["Login", "ConfigureManager", "ConfigureUsers", "ConfigureSelf", "ConfigureComponents"],
  Operator: ["Login", "ConfigureSelf", "ConfigureComponents"],
  ReadOnly: ["Login", "ConfigureSelf"],
};

export interface FakeSession {
  id: string;
  token: string;
  user: FakeBmcUser;
  context: string | undefined;
  clientAddress: string;
  createdAt: Date;
  lastUsedMs: number;
  csrfToken: string;
  /** Made by Basic, one per user and address. */
  isHidden: boolean;
}

function randomText(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
}

export const mayDo = (session: FakeSession, ...wanted: Privilege[]) =>
  wanted.every((privilege) => privileges[session.user.role].includes(privilege));

const accountUri = (user: FakeBmcUser) => `/redfish/v1/AccountService/Accounts/${user.userName}`;

/** Everything that is known of who is logged on. */
export class SessionStore {
  readonly users = new Map<string, FakeBmcUser>();
  readonly #sessions = new Map<string, FakeSession>();
  readonly #now: () => number;
  /** Seconds of idleness after which a session is gone. */
  timeoutSeconds = 1_800;
  logons = 0;

  constructor(users: readonly FakeBmcUser[], now: () => number) {
    for (const user of users) this.users.set(user.userName, { ...user });
    this.#now = now;
  }

  live(): FakeSession[] {
    const oldest = this.#now() - this.timeoutSeconds * 1_000;
    for (const [id, session] of this.#sessions) if (session.lastUsedMs < oldest) this.#sessions.delete(id);
    return [...this.#sessions.values()];
  }

  /** Those of Basic are hidden. */
  listed(): FakeSession[] {
    return this.live().filter(({ isHidden }) => !isHidden);
  }

  /** All sessions made since the last save are lost when the web server dies (section 4.4). */
  loseAll(): void {
    this.#sessions.clear();
  }

  find(id: string): FakeSession | undefined {
    return this.live().find((session) => session.id === id);
  }

  end(id: string): void {
    this.#sessions.delete(id);
  }

  /** Ends the sessions of a user, as a change of the password does; one may stay. */
  endOf(userName: string, except?: string): void {
    for (const session of this.live()) {
      if (session.user.userName === userName && session.id !== except) this.end(session.id);
    }
  }

  /** The session of a request: token, cookie, `Token` or Basic; the first that works counts (section 7.2). */
  authenticate(request: FakeRequest): FakeSession | undefined {
    const { headers } = request;
    const authorization = headers.authorization ?? "";
    const cookie = /(?:^|;\s*)BMCWEB-SESSION=([^;]+)/.exec(headers.cookie ?? "")?.[1];
    const token = headers["x-auth-token"] ?? /^Token (.+)$/.exec(authorization)?.[1];
    const live = this.live();
    const byToken = live.find((session) => session.token === token);
    const byCookie = live.find((session) => session.token === cookie);
    const isSafe = request.method === "GET" || headers["x-xsrf-token"] === byCookie?.csrfToken;
    const session = byToken ?? (isSafe ? byCookie : undefined) ?? this.#basic(authorization, request);
    if (session !== undefined) session.lastUsedMs = this.#now();
    return session;
  }

  /** Login (section 7.1). */
  logon(request: FakeRequest): FakeReply {
    const body = readProperties(request, {
      required: { UserName: "string", Password: "string" },
      optional: { Context: "string", Token: "string" },
    });
    for (const name of ["UserName", "Password"]) {
      if (body[name] === "") throw refuseProperty(400, name, "PropertyMissing", name);
    }
    const user = this.users.get(String(body.UserName));
    const isRight = user !== undefined && user.password === body.Password;
    if (!isRight || (user.code !== undefined && user.code !== body.Token)) {
      throw refuse(401, "ResourceAtUriUnauthorized", request.path, "Invalid username or password");
    }
    this.logons += 1;
    const session = this.#open(user, request, typeof body.Context === "string" ? body.Context : undefined);
    const headers = { "X-Auth-Token": session.token, Location: `${SESSIONS_URI}/${session.id}` };
    if (user.needsSecretKey) {
      throw new FakeRefusal({ status: 403, headers, body: errorBody("GenerateSecretKeyRequired", accountUri(user)) });
    }
    const resource = this.describe(session);
    if (user.mustChangePassword) {
      resource["@Message.ExtendedInfo"] = [message("PasswordChangeRequired", accountUri(user))];
    }
    if (request.headers["x-requested-with"] === undefined) return { status: 201, headers, body: resource };
    const cookies = `BMCWEB-SESSION=${session.token}; Secure; HttpOnly, XSRF-TOKEN=${session.csrfToken}; Secure`;
    return { status: 201, headers: { Location: headers.Location, "Set-Cookie": cookies }, body: resource };
  }

  describe(session: FakeSession): JsonObject {
    return {
      "@odata.id": `${SESSIONS_URI}/${session.id}`,
      "@odata.type": "#Session.v1_7_0.Session",
      Id: session.id,
      Name: "User Session",
      Description: "Manager User Session",
      UserName: session.user.userName,
      Roles: [session.user.role],
      ClientOriginIPAddress: session.clientAddress,
      CreatedTime: session.createdAt.toISOString(),
      ...(session.context === undefined ? {} : { Context: session.context }),
    };
  }

  /** Logoff (section 7.2). */
  logoff(id: string, by: FakeSession): FakeReply {
    const session = this.find(id);
    if (session === undefined) throw refuse(404, "ResourceNotFound", "Session", id);
    if (session.user.userName !== by.user.userName && !mayDo(by, "ConfigureUsers")) {
      throw refuse(403, "InsufficientPrivilege");
    }
    this.end(id);
    return { status: 200, body: { "@Message.ExtendedInfo": [message("Success")] } };
  }

  /** Changes a password; the other sessions of the user end. */
  changePassword(userName: string, by: FakeSession, request: FakeRequest): FakeReply {
    const user = this.users.get(userName);
    if (user === undefined) throw refuse(404, "ResourceNotFound", "ManagerAccount", userName);
    const body = readProperties(request, { required: { Password: "string" } });
    const password = String(body.Password);
    if (password.length < 8 || password.length > 20 || password === user.password) {
      throw refuseProperty(400, "Password", "PropertyValueFormatError", "******", "Password");
    }
    user.password = password;
    user.mustChangePassword = false;
    this.endOf(userName, by.id);
    return { status: 200, body: { "@Message.ExtendedInfo": [message("Success")] } };
  }

  /** What a session may do while its password has expired: change it, and log off (section 7.1). */
  refuseWhileExpired(session: FakeSession, request: FakeRequest): void {
    if (!session.user.mustChangePassword) return;
    const own = accountUri(session.user);
    if (request.method === "PATCH" && request.path === own) return;
    if (request.method === "DELETE" && request.path === `${SESSIONS_URI}/${session.id}`) return;
    throw new FakeRefusal({
      status: 403,
      body: { "@Message.ExtendedInfo": [message("PasswordChangeRequired", own)] },
    });
  }

  /** A session that somebody else holds, from an address of theirs; returns its id. */
  open(userName: string, clientAddress: string, context?: string): string {
    const user = this.users.get(userName);
    if (user === undefined) throw new Error(`The simulated BMC has no user ${userName}.`);
    return this.#open(user, { remoteAddress: clientAddress }, context).id;
  }

  #open(
    user: FakeBmcUser,
    request: Pick<FakeRequest, "remoteAddress">,
    context: string | undefined,
    isHidden = false,
  ): FakeSession {
    const nowMs = this.#now();
    const session: FakeSession = {
      id: randomText(10),
      token: randomText(20),
      csrfToken: randomText(20),
      user,
      context,
      isHidden,
      clientAddress: request.remoteAddress,
      createdAt: new Date(nowMs),
      lastUsedMs: nowMs,
    };
    this.#sessions.set(session.id, session);
    return session;
  }

  #basic(authorization: string, request: FakeRequest): FakeSession | undefined {
    const [, encoded = ""] = /^Basic (.+)$/.exec(authorization) ?? [];
    const [name = "", ...rest] = Buffer.from(encoded, "base64").toString("utf8").split(":");
    const user = this.users.get(name);
    if (encoded === "" || user === undefined || user.password !== rest.join(":")) return undefined;
    return (
      this.live().find((session) => session.isHidden && session.user === user) ??
      this.#open(user, request, undefined, true)
    );
  }
}
