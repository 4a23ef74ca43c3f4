/** Delivery of indications to those who have subscribed (DSP0200, section 5.4; DSP1054; reference, section 13.2). */
import { randomUUID } from "node:crypto";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { findByName } from "../model/names";
import type { CimInstance, CimProperty, CimValue } from "../model/objects";
import { type InstanceValues, makeEmbedded } from "./instance-builder";
import { INTEROP } from "./namespace-instances";
import { attribute, writeInstance } from "./object-writer";
import { parseQuery } from "./query";
import type { WbemState } from "./state";
import type { InstanceChange, StoredInstance } from "./stored-instance";
import { followReference } from "./subscriptions";
import { isList } from "./values";

const ANSWER_TIMEOUT_MS = 5_000;
const DISABLED = 4;
const changeClasses = {
  created: "CIM_InstCreation",
  modified: "CIM_InstModification",
  deleted: "CIM_InstDeletion",
} as const;
/** Changes of these would tell subscribers about subscribing and counting. */
const SILENT_CLASSES = ["CIM_CIMOMStatisticalData", "CIM_IndicationSubscription"];

/** One try to deliver. */
export interface Delivery {
  url: string;
  className: string;
  sequenceNumber: number;
  /** HTTP status; null without an answer. */
  status: number | null;
  isAccepted: boolean;
}

interface Destination {
  url: string;
  sequenceContext: string;
  nextNumber: number;
  /** Ends when all that is queued is delivered or given up. */
  queue: Promise<void>;
}

const valueOfProperty = (instance: CimInstance, name: string): CimValue =>
  findByName(instance.properties, name)?.value ?? null;
const textOf = (instance: CimInstance, name: string): string => String(valueOfProperty(instance, name) ?? "");

export class IndicationSender {
  readonly deliveries: Delivery[] = [];
  /** Each indication goes out twice under one number, as after a lost answer. */
  sendsTwice = false;
  /** So many of the next indications get a number and are not sent. */
  losesNext = 0;
  readonly #state: WbemState;
  readonly #onChange: () => void;
  readonly #destinations = new Map<string, Destination>();
  readonly #abort = new AbortController();

  constructor(state: WbemState, onChange: () => void) {
    this.#state = state;
    this.#onChange = onChange;
    state.repository.onChange((change) => this.#publishChange(change));
  }

  /** Sends an indication of the class to whoever has subscribed in the namespace. */
  emit(className: string, values: InstanceValues, namespace: string): void {
    const home = this.#state.repository.getNamespace(namespace);
    const now = this.#state.now();
    const indication = makeEmbedded(home, className, {
      IndicationIdentifier: `SBX:${randomUUID()}`,
      IndicationTime: now,
      ...values,
    });
    for (const [filter, destination] of this.#subscriptions()) {
      if (this.#isWanted(filter, indication, namespace)) this.#enqueue(filter, destination, indication, namespace);
    }
  }

  /** Sends an alert about an instance. */
  alert(about: StoredInstance, message: string, severity = 2): void {
    const values = {
      AlertType: 5,
      PerceivedSeverity: severity,
      ProbableCause: 1,
      Description: message,
      Message: message,
      MessageID: "SBX0100",
      OwningEntity: "SBX",
      EventID: "SBX0100",
      EventTime: this.#state.now(),
      AlertingManagedElement: textPath(about),
      AlertingElementFormat: 2,
      SystemName: this.#state.settings.serverName,
      SystemCreationClassName: "CIM_ComputerSystem",
      ProviderName: "SBX",
    };
    this.emit("CIM_AlertIndication", values, about.path.namespace ?? INTEROP);
  }

  /** Stops sending; deliveries under way are given up. */
  stop(): void {
    this.#abort.abort();
  }

  #publishChange({ kind, namespace, instance, previous }: InstanceChange): void {
    const home = this.#state.repository.getNamespace(namespace);
    // Nobody can have subscribed to a class that the namespace does not have.
    if (home.findClass(changeClasses[kind]) === undefined) return;
    if (SILENT_CLASSES.some((name) => home.isA(instance.className, name))) return;
    const source = { ...instance, path: null };
    this.emit(
      changeClasses[kind],
      {
        SourceInstance: source,
        SourceInstanceModelPath: textPath(instance),
        SourceInstanceHost: this.#state.settings.serverName,
        ...(previous === undefined ? {} : { PreviousInstance: { ...previous, path: null } }),
      },
      namespace,
    );
  }

  #subscriptions(): [CimInstance, CimInstance][] {
    const { repository } = this.#state;
    const interop = repository.findNamespace(INTEROP);
    if (interop?.findClass("CIM_IndicationSubscription") === undefined) return [];
    return [...repository.instancesOf(interop, "CIM_IndicationSubscription")].flatMap((one) => {
      if (valueOfProperty(one, "SubscriptionState") === DISABLED) return [];
      const filter = followReference(this.#state, interop, one, "Filter");
      const destination = followReference(this.#state, interop, one, "Handler");
      return filter === undefined || destination === undefined ? [] : [[filter, destination]];
    });
  }

  #isWanted(filter: CimInstance, indication: CimInstance, namespace: string): boolean {
    const several = valueOfProperty(filter, "SourceNamespaces");
    const one = valueOfProperty(filter, "SourceNamespace");
    const sources = isList(several) && several.length > 0 ? several : [one ?? INTEROP];
    if (!sources.some((name) => String(name).toLowerCase() === namespace.toLowerCase())) return false;
    const home = this.#state.repository.getNamespace(namespace);
    const isA = (name: string, ancestor: string) => home.isA(name, ancestor);
    const query = parseQuery(textOf(filter, "QueryLanguage"), textOf(filter, "Query"));
    return isA(indication.className, query.className) && query.condition(indication, isA);
  }

  #enqueue(filter: CimInstance, handler: CimInstance, indication: CimInstance, namespace: string): void {
    const url = textOf(handler, "Destination");
    const destination = this.#destinations.get(url) ?? {
      url,
      sequenceContext: randomUUID(),
      nextNumber: 0,
      queue: Promise.resolve(),
    };
    this.#destinations.set(url, destination);
    const sequenceNumber = destination.nextNumber;
    destination.nextNumber += 1;
    if (this.losesNext > 0) {
      this.losesNext -= 1;
      return;
    }
    const added = makeEmbedded(this.#state.repository.getNamespace(namespace), indication.className, {
      SequenceContext: destination.sequenceContext,
      SequenceNumber: sequenceNumber,
      IndicationFilterName: textOf(filter, "Name"),
    });
    const properties: CimProperty[] = [...indication.properties, ...added.properties];
    const body = this.#write({ ...indication, properties });
    const isTwice = this.sendsTwice;
    destination.queue = destination.queue.then(async () => {
      await this.#deliver(url, indication.className, sequenceNumber, body);
      if (isTwice) await this.#deliver(url, indication.className, sequenceNumber, body);
    });
  }

  #write(indication: CimInstance): string {
    const plain = { ...this.#state.writer, quirks: { ...this.#state.quirks, hasUnknownElements: false } };
    const properties = indication.properties.map((one) => ({ ...one, classOrigin: null, isPropagated: null }));
    const instance = writeInstance({ ...indication, properties }, plain);
    return (
      '<?xml version="1.0" encoding="utf-8" ?>\n<CIM CIMVERSION="2.0" DTDVERSION="2.0">' +
      `<MESSAGE${attribute("ID", randomUUID())} PROTOCOLVERSION="1.0"><SIMPLEEXPREQ>` +
      `<EXPMETHODCALL NAME="ExportIndication"><EXPPARAMVALUE NAME="NewIndication">${instance}</EXPPARAMVALUE>` +
      "</EXPMETHODCALL></SIMPLEEXPREQ></MESSAGE></CIM>"
    );
  }

  async #deliver(url: string, className: string, sequenceNumber: number, body: string): Promise<void> {
    const { deliveryAttempts, deliveryRetryMs } = this.#state.settings;
    for (let attempt = 1; attempt <= deliveryAttempts && !this.#abort.signal.aborted; attempt += 1) {
      const answer = await this.#post(url, body).catch(() => null);
      const isAccepted = answer?.status === 200 && !/<ERROR\b/.test(answer.text);
      this.deliveries.push({ url, className, sequenceNumber, status: answer?.status ?? null, isAccepted });
      this.#onChange();
      if (isAccepted || attempt === deliveryAttempts) return;
      await new Promise<void>((resolve) => {
        const { signal } = this.#abort;
        const goOn = () => {
          signal.removeEventListener("abort", goOn);
          resolve();
        };
        this.#state.timers.after(deliveryRetryMs, goOn);
        signal.addEventListener("abort", goOn, { once: true });
      });
    }
  }

  #post(url: string, body: string): Promise<{ status: number; text: string }> {
    const authority = this.#state.settings.listenerAuthorityPem;
    const isSecure = url.startsWith("https:");
    // Devices seldom check the listener's certificate; this one does where it has been given an authority.
    const tls = { ca: authority, rejectUnauthorized: authority !== undefined };
    const options = {
      method: "POST",
      agent: false,
      timeout: ANSWER_TIMEOUT_MS,
      signal: this.#abort.signal,
      headers: {
        "Content-Type": 'application/xml; charset="utf-8"',
        "Content-Length": Buffer.byteLength(body),
        CIMExport: "MethodRequest",
        CIMExportMethod: "ExportIndication",
      },
    };
    return new Promise((resolve, reject) => {
      const request = isSecure ? httpsRequest(url, { ...options, ...tls }) : httpRequest(url, options);
      request.on("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") }),
        );
      });
      request.on("timeout", () => request.destroy(new Error("The listener does not answer.")));
      request.on("error", reject);
      request.end(body);
    });
  }
}

/** Path of an instance as text (DSP0207), for properties that hold one. */
function textPath({ path }: StoredInstance): string {
  const quote = (text: string) => `"${text.replace(/["\\]/g, "\\$&")}"`;
  const keys = path.keyBindings.map(({ name, value }) => {
    if (typeof value === "string") return `${name}=${quote(value)}`;
    if (typeof value !== "object") return `${name}=${String(value).toUpperCase()}`;
    if ("text" in value) return `${name}=${quote(value.text)}`;
    const inner =
      value.kind === "instance-name"
        ? textPath({ ...emptyInstance, className: value.className, path: value })
        : value.className;
    return `${name}=${quote(inner)}`;
  });
  return `/${path.namespace ?? ""}:${path.className}.${keys.join(",")}`;
}

const emptyInstance = { kind: "instance", properties: [], qualifiers: [] } as const;
