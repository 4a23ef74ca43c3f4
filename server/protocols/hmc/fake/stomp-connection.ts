/** One client connection of the notification broker (hmc-web-services-api.md, section 9). */
import type { TLSSocket } from "node:tls";
import type { Timers } from "./clock";
import type { TopicMessage } from "./notifications";
import { type StompFrame, StompFrameParser, StompSyntaxError, type StompVersion, serializeFrame } from "./stomp-frames";

/** What a connection asks of the broker. */
export interface BrokerRules {
  readonly heartBeat: { sendMs: number; receiveMs: number };
  readonly areHeartBeatsSilenced: () => boolean;
  readonly acceptsLogin: (login: string, passcode: string) => boolean;
  readonly topicExists: (topic: string) => boolean;
  readonly nextMessageId: () => string;
  /** Called after a subscription was made. */
  readonly subscribed: (connection: StompConnection, topic: string) => void;
  /** Called after every frame and at the end of the connection. */
  readonly changed: () => void;
}

const VERSIONS: readonly StompVersion[] = ["1.2", "1.1", "1.0"];
const TOPIC_PREFIX = "/topic/";
const HEART_BEAT_GRACE = 2;

/** A STOMP client as the broker sees it. */
export class StompConnection {
  readonly #socket: TLSSocket;
  readonly #rules: BrokerRules;
  readonly #timers: Timers;
  readonly #parser: StompFrameParser;
  readonly #subscriptions = new Map<string, string>();
  #version: StompVersion = "1.0";
  #login: string | undefined;
  #cancelBeat: () => void = () => undefined;
  #cancelWatch: () => void = () => undefined;
  #receiveEveryMs = 0;

  constructor(socket: TLSSocket, rules: BrokerRules, timers: Timers) {
    this.#socket = socket;
    this.#rules = rules;
    this.#timers = timers;
    this.#parser = new StompFrameParser(() => this.#version);
    socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    // A peer that resets is an ordinary end of a connection; "close" follows.
    socket.on("error", () => undefined);
    socket.on("close", () => this.#ended());
  }

  /** The login of CONNECT, once accepted. */
  get login(): string | undefined {
    return this.#login;
  }

  get version(): StompVersion {
    return this.#version;
  }

  /** The subscribed topics, without the prefix of destinations. */
  get topics(): readonly string[] {
    return [...this.#subscriptions.values()];
  }

  /** Sends a message to each subscription of its topic. */
  deliver(message: TopicMessage): void {
    for (const [id, topic] of this.#subscriptions) {
      if (topic === message.topic) this.#write(this.#messageFrame(id, message));
    }
  }

  /** Sends the first bytes of a message and ends the connection in the middle of the frame. */
  deliverTruncated(message: TopicMessage): void {
    const [id = "1"] = this.#subscriptions.keys();
    const bytes = Buffer.from(serializeFrame(this.#messageFrame(id, message), this.#version));
    this.#socket.end(bytes.subarray(0, Math.floor(bytes.length / 2)));
  }

  /** Sends bytes as they are. */
  writeRaw(bytes: string | Buffer): void {
    if (this.#socket.writable) this.#socket.write(bytes);
  }

  /** Ends the connection without a word. */
  destroy(): void {
    this.#socket.destroy();
  }

  #messageFrame(subscription: string, message: TopicMessage): StompFrame {
    const headers = {
      expires: "0",
      destination: `${TOPIC_PREFIX}${message.topic}`,
      subscription,
      priority: "4",
      "message-id": this.#rules.nextMessageId(),
      ...message.headers,
    };
    return { command: "MESSAGE", headers, body: message.body };
  }

  #receive(chunk: Buffer): void {
    this.#watchClient();
    try {
      for (const frame of this.#parser.push(chunk)) this.#handle(frame);
    } catch (error) {
      if (!(error instanceof StompSyntaxError)) throw error;
      this.#fail(`Invalid frame: ${error.message}`);
    }
    this.#rules.changed();
  }

  #handle(frame: StompFrame): void {
    if (this.#login === undefined) {
      if (frame.command === "CONNECT" || frame.command === "STOMP") this.#connect(frame);
      else this.#fail("Not connected.", frame);
      return;
    }
    switch (frame.command) {
      case "SUBSCRIBE":
        this.#subscribe(frame);
        break;
      case "UNSUBSCRIBE":
        this.#subscriptions.delete(frame.headers.id ?? frame.headers.destination ?? "");
        break;
      case "DISCONNECT":
        this.#receipt(frame);
        this.#socket.end();
        return;
      case "ACK":
      case "NACK":
        break;
      case "SEND":
        this.#fail(`User ${this.#login} is not authorized to write to: ${frame.headers.destination ?? ""}`, frame);
        return;
      default:
        this.#fail(`Unknown STOMP action: ${frame.command}`, frame);
        return;
    }
    this.#receipt(frame);
  }

  #connect(frame: StompFrame): void {
    const offered = (frame.headers["accept-version"] ?? "1.0").split(",").map((version) => version.trim());
    const version = VERSIONS.find((candidate) => offered.includes(candidate));
    if (version === undefined) {
      this.#fail("Invalid Protocol version, supported versions are: 1.2,1.1,1.0", frame);
      return;
    }
    this.#version = version;
    const { login = "", passcode = "" } = frame.headers;
    if (!this.#rules.acceptsLogin(login, passcode)) {
      this.#fail(`User name [${login}] or password is invalid.`, frame);
      return;
    }
    this.#login = login;
    this.#startHeartBeats(frame.headers["heart-beat"] ?? "0,0");
    const { sendMs, receiveMs } = this.#rules.heartBeat;
    const headers: Record<string, string> = {
      server: "ActiveMQ/5.16.6",
      "heart-beat": version === "1.0" ? "0,0" : `${sendMs},${receiveMs}`,
      session: this.#rules.nextMessageId(),
      version,
    };
    this.#write({ command: "CONNECTED", headers, body: "" });
  }

  #subscribe(frame: StompFrame): void {
    const destination = frame.headers.destination ?? "";
    const topic = destination.startsWith(TOPIC_PREFIX) ? destination.slice(TOPIC_PREFIX.length) : "";
    const id = frame.headers.id ?? (this.#version === "1.0" ? destination : undefined);
    if (id === undefined) {
      this.#fail("SUBSCRIBE received without a subscription id!", frame);
      return;
    }
    if (!this.#rules.topicExists(topic)) {
      this.#fail(`User ${this.#login} is not authorized to read from: topic://${topic}`, frame);
      return;
    }
    this.#subscriptions.set(id, topic);
    this.#rules.subscribed(this, topic);
  }

  #receipt(frame: StompFrame): void {
    const receipt = frame.headers.receipt;
    if (receipt !== undefined) this.#write({ command: "RECEIPT", headers: { "receipt-id": receipt }, body: "" });
  }

  #fail(message: string, frame?: StompFrame): void {
    const headers: Record<string, string> = { "content-type": "text/plain", message };
    const receipt = frame?.headers.receipt;
    if (receipt !== undefined) headers["receipt-id"] = receipt;
    const body = `java.lang.SecurityException: ${message}\n\tat org.apache.activemq.transport.stomp.ProtocolConverter`;
    this.#socket.end(serializeFrame({ command: "ERROR", headers, body }, this.#version));
  }

  #write(frame: StompFrame): void {
    this.writeRaw(serializeFrame(frame, this.#version));
  }

  /** The agreed interval is the larger of what one side can and the other wants; 0 disables (section 9.1). */
  #startHeartBeats(clientHeader: string): void {
    const [clientSendsMs = 0, clientWantsMs = 0] = clientHeader.split(",").map(Number);
    const { sendMs, receiveMs } = this.#rules.heartBeat;
    const sendEveryMs = sendMs === 0 || clientWantsMs === 0 ? 0 : Math.max(sendMs, clientWantsMs);
    this.#receiveEveryMs = receiveMs === 0 || clientSendsMs === 0 ? 0 : Math.max(receiveMs, clientSendsMs);
    if (sendEveryMs > 0) this.#beat(sendEveryMs);
    this.#watchClient();
  }

  #beat(everyMs: number): void {
    this.#cancelBeat = this.#timers.after(everyMs, () => {
      if (!this.#rules.areHeartBeatsSilenced()) this.writeRaw("\n");
      this.#beat(everyMs);
    });
  }

  #watchClient(): void {
    if (this.#receiveEveryMs === 0) return;
    this.#cancelWatch();
    this.#cancelWatch = this.#timers.after(this.#receiveEveryMs * HEART_BEAT_GRACE, () => this.#socket.destroy());
  }

  #ended(): void {
    this.#cancelBeat();
    this.#cancelWatch();
    this.#subscriptions.clear();
    this.#rules.changed();
  }
}
