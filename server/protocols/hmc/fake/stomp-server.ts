/** The notification broker: STOMP over TLS (hmc-web-services-api.md, section 9). */
import { createServer, type Server, type TLSSocket, type TlsOptions } from "node:tls";
import { Listener } from "./listener";
import type { TopicMessage } from "./notifications";
import type { HmcState } from "./state";
import { type BrokerRules, StompConnection } from "./stomp-connection";

/** Ways the broker misbehaves on demand. */
interface BrokerConduct {
  areHeartBeatsSilenced: boolean;
  refusesConnections: boolean;
}

/** A small broker that knows exactly the topics of the live sessions. */
export class StompServer {
  readonly listener: Listener<Server>;
  readonly conduct: BrokerConduct = { areHeartBeatsSilenced: false, refusesConnections: false };
  readonly #hmc: HmcState;
  readonly #connections = new Set<StompConnection>();
  readonly #rules: BrokerRules;
  #messageNumber = 0;

  constructor(hmc: HmcState, tls: TlsOptions, onChange: () => void) {
    this.#hmc = hmc;
    this.listener = new Listener(createServer(tls), onChange);
    this.listener.server.on("secureConnection", (socket) => this.#accept(socket, onChange));
    this.#rules = {
      heartBeat: hmc.settings.heartBeat,
      areHeartBeatsSilenced: () => this.conduct.areHeartBeatsSilenced,
      acceptsLogin: (login, passcode) => hmc.sessions.acceptsStompLogin(login, passcode),
      topicExists: (topic) => hmc.sessions.findTopic(topic) !== undefined,
      nextMessageId: () => this.#nextMessageId(),
      subscribed: (connection, topic) => this.#sendRefresh(connection, topic),
      changed: onChange,
    };
  }

  /** The open connections that have logged in. */
  get connections(): readonly StompConnection[] {
    return [...this.#connections].filter((connection) => connection.login !== undefined);
  }

  /** The topics subscribed to, over all connections. */
  get subscribedTopics(): readonly string[] {
    return this.connections.flatMap((connection) => connection.topics);
  }

  /** Sends a message to every connection subscribed to its topic. */
  deliver(message: TopicMessage): void {
    for (const connection of this.#connections) connection.deliver(message);
  }

  /** Ends every connection without a word. */
  dropConnections(): void {
    for (const connection of this.#connections) connection.destroy();
  }

  #accept(socket: TLSSocket, onChange: () => void): void {
    if (this.conduct.refusesConnections) {
      socket.on("error", () => undefined);
      socket.destroy();
      return;
    }
    const connection = new StompConnection(socket, this.#rules, this.#hmc.timers);
    this.#connections.add(connection);
    socket.on("close", () => {
      this.#connections.delete(connection);
      onChange();
    });
  }

  #sendRefresh(connection: StompConnection, topic: string): void {
    const found = this.#hmc.sessions.findTopic(topic);
    if (found?.osMessages?.includeRefreshMessages !== true) return;
    const object = this.#hmc.inventory.find(found.osMessages.objectUri);
    const refresh = object && this.#hmc.notifications.refreshMessage(found.session, topic, object);
    if (refresh !== undefined) connection.deliver(refresh);
  }

  #nextMessageId(): string {
    this.#messageNumber += 1;
    const { hmcName } = this.#hmc.settings.level;
    return `ID:${hmcName.toLowerCase()}-46845-1557755398299-3:1:1:1:${this.#messageNumber}`;
  }
}
