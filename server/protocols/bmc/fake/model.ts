/** What the parts of the simulator say to each other. */

export type JsonValue = string | number | boolean | null | JsonValue[] | { [name: string]: JsonValue | undefined };
export type JsonObject = { [name: string]: JsonValue | undefined };

export type Privilege = "Login" | "ConfigureManager" | "ConfigureUsers" | "ConfigureSelf" | "ConfigureComponents";

export interface FakeBmcUser {
  userName: string;
  password: string;
  role: "Administrator" | "Operator" | "ReadOnly" | "OemIBMServiceAgent";
  /** Login succeeds, and everything but a change of the password is refused. */
  mustChangePassword?: boolean;
  /** Multi-factor authentication is on and the user has no secret: 403 with a session. */
  needsSecretKey?: boolean;
  /** One-time code that the login must carry. */
  code?: string;
}

export interface FakeRequest {
  method: string;
  /** Path and query as sent. */
  uri: string;
  path: string;
  query: URLSearchParams;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
  remoteAddress: string;
}

export interface FakeReply {
  status: number;
  headers?: Record<string, string>;
  /** An object is written as the BMC writes JSON; a text as it is. */
  body?: JsonObject | string;
  contentType?: string;
}

/** A refusal, thrown by whatever answers a request. */
export class FakeRefusal extends Error {
  constructor(readonly reply: FakeReply) {
    super(`The simulator refuses with ${reply.status}.`);
  }
}

export const link = (uri: string): JsonObject => ({ "@odata.id": uri });
export const links = (uris: readonly string[]): JsonObject[] => uris.map(link);
export const collection = (uri: string, type: string, name: string, members: readonly string[]): JsonObject => ({
  "@odata.id": uri,
  "@odata.type": `#${type}.${type}`,
  Name: name,
  Members: links(members),
  "Members@odata.count": members.length,
});

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
