import type { DiagnosisStep } from "@/contracts/diagnosis";
import type { KindDescription } from "@/contracts/kind";
import type { RawMethod } from "@/contracts/operation";
import type { Profile } from "@/contracts/profile";
import type { AddressPolicy } from "@/server/transport/address-policy";
import type { ProxyAddress } from "@/server/transport/proxy";
import type { ResolvedTlsPolicy } from "@/server/transport/tls";

/** One address of a device; a profile may have several, tried in order. */
export interface DeviceAddress {
  host: string;
  port: number;
}

/** What a device has sent to the console by itself. */
export interface InboundRequest {
  method: string;
  /** By lower-case name; repeated ones are joined by a comma. */
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

export interface InboundResponse {
  status: number;
  headers?: Readonly<Record<string, string>>;
  body?: string;
}

/** The place at which the console takes what one profile's device sends by itself. */
export interface InboundDoor {
  /** Address for the device; long and secret, since such senders do not authenticate. */
  readonly url: string;
  /** Hands requests to `answer` until it is closed; a later one takes the place of an earlier one. */
  open(answer: (request: InboundRequest) => InboundResponse): { close(): void };
}

/**
 * All a connector gets to know of a profile. Secrets are functions, called at the moment a secret is needed, so that the
 * plaintext lives no longer than the exchange that uses it.
 */
export interface ConnectionTarget {
  addresses: readonly DeviceAddress[];
  userName: string;
  /** Settings, already judged by the kind's schema. */
  settings: Readonly<Record<string, string | number | boolean | string[]>>;
  tls: ResolvedTlsPolicy;
  addressPolicy: AddressPolicy;
  /** Everything that goes to the device goes through its tunnels. */
  proxy?: ProxyAddress;
  /** Names who asks at the moment of a request, so that the sockets are shared fairly (SEC-G9). */
  requester?: () => string;
  /** Absent where the console does not listen for devices. */
  inbound?: InboundDoor;
  /** Opens the secret of a slot; undefined where none is set. */
  secret(slot: string): Promise<string | undefined>;
}

/** A device's answer to an operation that goes on by itself. */
export interface StartedJob {
  jobUri: string;
}

/** What a job looks like now. */
export interface JobState {
  status: "running" | "cancel-pending" | "canceled" | "complete";
  /** HTTP status the operation would have had; set at the end. */
  statusCode: number | null;
  reasonCode: number | null;
  message: string | null;
}

/** What `invoke` returns: done at once, or a job to follow. */
export type InvokeResult = { kind: "done"; result: unknown } | { kind: "job"; job: StartedJob };

export interface InvokeRequest {
  operation: string;
  target: string;
  input: Readonly<Record<string, unknown>>;
}

/** A notification as the kind's protocol delivers it, before it is stored. */
export interface DeviceNotification {
  type: string;
  summary: string;
  objectUri: string | null;
  objectClass: string | null;
  objectName: string | null;
  elementUri: string | null;
  action: string | null;
  jobUri: string | null;
  changes: { property: string; oldValue: unknown; newValue: unknown }[];
  details: { label: string; value: string }[];
  occurredAt: Date | null;
}

/** Why a stream ended; `sessionGone` asks for a new logon before the next try. */
export interface StreamEnd {
  reason: string;
  sessionGone: boolean;
  error?: unknown;
}

export interface SubscribeHandlers {
  onNotification(notification: DeviceNotification): void;
  /** A loss seen in the stream itself, e.g. by a jump in sequence numbers. */
  onLoss(description: string): void;
  onEnd(end: StreamEnd): void;
}

export interface DeviceSubscription {
  close(): Promise<void>;
}

/** What is needed to end a device session later, even from another process; sealed before it is stored. */
export interface SessionHandle {
  address: DeviceAddress;
  sessionId: string;
}

/** A raw exchange within the kind's allowed paths. */
export interface RawRequest {
  method: RawMethod;
  uri: string;
  body?: string;
  /** Tag the resource must still have. */
  ifMatch?: string;
}
export interface RawAnswer {
  status: number;
  reason: number | null;
  headers: { name: string; value: string }[];
  contentType: string | null;
  body: string;
  isTruncated: boolean;
  sizeBytes: number;
  address: DeviceAddress;
}

/** An object of the device as confirmations, status polling and run histories need it. */
export interface DeviceObject {
  uri: string;
  class: string;
  name: string;
  status: string | null;
}

/**
 * A device the console is logged on to. Every method re-establishes an expired session by the device's rules, once, and
 * throws `DeviceError` or an error of the transport. Nothing but that one re-logon is ever repeated here.
 */
export interface DeviceConnection {
  readonly address: DeviceAddress;
  /** Present handle; changes after a re-logon (see `onSessionChange`). */
  readonly handle: SessionHandle;
  /** Name, class and status of an object. */
  describe(uri: string, signal?: AbortSignal): Promise<DeviceObject>;
  /** Every object whose status matters, for polling where there are no notifications. */
  listObjects(signal?: AbortSignal): Promise<DeviceObject[]>;
  /** Statuses one of which the object shows when the operation has taken effect; empty where nothing is to be seen. */
  expectedStatuses(request: InvokeRequest, signal?: AbortSignal): Promise<readonly string[]>;
  invoke(request: InvokeRequest, signal?: AbortSignal): Promise<InvokeResult>;
  getJob(jobUri: string, signal?: AbortSignal): Promise<JobState>;
  cancelJob(jobUri: string, signal?: AbortSignal): Promise<void>;
  /** Lets the device forget an ended job. */
  deleteJob(jobUri: string, signal?: AbortSignal): Promise<void>;
  /** Status of an object, to see whether an operation has taken effect. */
  getStatus(uri: string, signal?: AbortSignal): Promise<string | null>;
  raw(request: RawRequest, signal?: AbortSignal): Promise<RawAnswer>;
  /** Opens the device's notification stream; throws a `NotificationsUnavailable` error where the device has it switched off. */
  subscribe(handlers: SubscribeHandlers, signal?: AbortSignal): Promise<DeviceSubscription>;
  /** Ends the device session and closes every socket. Never throws. */
  signOff(): Promise<void>;
  /** Closes every socket at once, leaving the session; for changed trust. */
  destroy(): void;
}

/** What the holder of a profile's sessions wants to decide and know about logons. */
export interface LogonRules {
  /**
   * Makes each logon, the first and every later one, by calling `logon` when it is its turn; throws instead to forbid it
   * (SEC-G5). A connection whose logon was refused is of no use from then on.
   */
  passLogon?<T>(logon: () => Promise<T>): Promise<T>;
  /** Called with each new session before it is used, and with undefined once it is gone. */
  onSessionChange?(handle: SessionHandle | undefined): Promise<void> | void;
}

export interface SignOnOptions extends LogonRules {
  signal?: AbortSignal;
}

/** What anybody on the network path can read of a profile's exchanges. */
export type Exposure = Profile["exposure"];

/** One device family. */
export interface DeviceKind<Connection extends DeviceConnection = DeviceConnection> {
  readonly description: KindDescription;
  /** Judges and completes settings; throws `InvalidSettings` naming the field. */
  parseSettings(settings: unknown): Record<string, string | number | boolean | string[]>;
  /** Whether settings that `parseSettings` has completed leave exchanges, or even credentials, unencrypted. */
  exposure(settings: ConnectionTarget["settings"]): Exposure;
  /** Reachability without logon: which address answered, in how many milliseconds, and what it presented. */
  probe(
    target: ConnectionTarget,
    signal?: AbortSignal,
  ): Promise<{
    address: DeviceAddress;
    latencyMs: number;
    facts: Record<string, string>;
    certificatePem: string | null;
  }>;
  signOn(target: ConnectionTarget, options?: SignOnOptions): Promise<Connection>;
  /** Ends a session left behind by a process that died. Never throws. */
  signOffLeftBehind(target: ConnectionTarget, handle: SessionHandle): Promise<boolean>;
  /** Those steps of `diagnose` in their order, for showing what was not reached. */
  readonly diagnosisSteps: readonly Pick<DiagnosisStep, "id" | "title">[];
  /** The steps of "Test connection" after those of the transport: protocol hello, logon, notifications. */
  diagnose(target: ConnectionTarget, signal: AbortSignal, rules?: LogonRules): AsyncGenerator<DiagnosisStep>;
  /** Judges an operation before anything is sent; throws DeviceError `invalid_request`. */
  judgeOperation(request: InvokeRequest): void;
  /** True if a raw request may go to this path (SEC-D5). */
  allowsPath(method: RawRequest["method"], uri: string): boolean;
  /** What keeps a raw request's body from being sent, in a sentence; null for one that can be. */
  findBodyFault(body: string): string | null;
  /** A request or answer body without what is secret by its name and without the given values. */
  redactBody(body: string, secrets: readonly string[]): string;
  /** A text, such as a path, without the given values in any of their spellings. */
  redactText(text: string, secrets: readonly string[]): string;
}
