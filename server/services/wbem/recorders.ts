import "server-only";
import type { WbemServer } from "@/contracts/wbem/server";
import type { WbemConnection } from "@/server/protocols/wbem/connection";
import type { WbemExchange } from "@/server/protocols/wbem/exchange";
import type { ProfileOperations } from "@/server/protocols/wbem/profile-operations";
import { OperationRecorder } from "@/server/protocols/wbem/recording/recorder";
import { OperationStatistics } from "@/server/protocols/wbem/recording/statistics";
import { obtain } from "@/server/runtime/registry";
import { currentRequester } from "@/server/runtime/requester";

/** What is kept of one profile's requests while the process runs. */
interface ProfileRecords {
  statistics: OperationStatistics;
  /** By sign-in: each person records what they do themselves. */
  recorders: Map<string, OperationRecorder>;
  /** By sign-in, so that each recording has what its own person was shown. */
  descriptions: Map<string, KeptDescription>;
}

interface KeptDescription {
  readAtMs: number;
  server: WbemServer;
}

declare module "@/server/runtime/registry" {
  interface RuntimeServices {
    wbemRecords: Map<string, ProfileRecords>;
  }
}

/** Recordings that are kept of one profile; the oldest go first. */
const MOST_RECORDERS = 50;
const MOST_DESCRIPTIONS = 50;
/** Pages ask for it each time that they are loaded, without anybody wanting to know it anew. */
const DESCRIPTION_AGE_MS = 60_000;

function recordsOf(profileId: string): ProfileRecords {
  const all = obtain("wbemRecords", () => new Map());
  const known = all.get(profileId);
  if (known !== undefined) return known;
  const records: ProfileRecords = {
    statistics: new OperationStatistics(),
    recorders: new Map(),
    descriptions: new Map(),
  };
  all.set(profileId, records);
  return records;
}

/** Figures of all requests to the profile's server. */
export function statisticsOf(profileId: string): OperationStatistics {
  return recordsOf(profileId).statistics;
}

/** The recorder of one sign-in; undefined where none was ever switched on. */
export function findRecorder(profileId: string, sessionId: string): OperationRecorder | undefined {
  return recordsOf(profileId).recorders.get(sessionId);
}

/** The recorder of one sign-in, made where there is none; `secrets` are masked wherever they stand. */
export function obtainRecorder(profileId: string, sessionId: string, secrets: readonly string[]): OperationRecorder {
  const { recorders } = recordsOf(profileId);
  const known = recorders.get(sessionId);
  if (known !== undefined) return known;
  const recorder = new OperationRecorder({ secrets });
  recorders.set(sessionId, recorder);
  for (const oldest of recorders.keys()) {
    if (recorders.size <= MOST_RECORDERS) break;
    recorders.delete(oldest);
  }
  return recorder;
}

/** Forgets the recorder of one sign-in. */
export function forgetRecorder(profileId: string, sessionId: string): void {
  recordsOf(profileId).recorders.delete(sessionId);
}

/**
 * What a server has said of itself lately, for one sign-in. `keep` drops what was read before something was changed.
 */
export function descriptionFor(profileId: string, sessionId: string) {
  const { descriptions } = recordsOf(profileId);
  const known = descriptions.get(sessionId);
  return {
    known: known !== undefined && Date.now() - known.readAtMs < DESCRIPTION_AGE_MS ? known.server : null,
    keep(server: WbemServer): void {
      descriptions.delete(sessionId);
      descriptions.set(sessionId, { readAtMs: Date.now(), server });
      for (const oldest of descriptions.keys()) {
        if (descriptions.size <= MOST_DESCRIPTIONS) break;
        descriptions.delete(oldest);
      }
    },
  };
}

/** Forgets what the server has said of itself, because something was changed; readings under way are not kept either. */
export function forgetDescriptions(profileId: string): void {
  recordsOf(profileId).descriptions = new Map();
}

/** Forgets everything of a profile whose server may be another one now, or that is gone. */
export function forgetWbemRecords(profileId: string): void {
  obtain("wbemRecords", () => new Map()).delete(profileId);
}

/** A connection as services see it: what it is asked is counted, and recorded where its person wants that. */
export interface WatchedConnection
  extends Pick<WbemConnection, "classes" | "address" | "defaultNamespace" | "pullUse" | "openSecrets"> {
  operations: ProfileOperations;
  /** The same operations, with a further look at what passes. */
  operationsOver(wrap: (exchange: WbemExchange) => WbemExchange): ProfileOperations;
}

/** Watches what is asked of a connection. */
export function watched(connection: WbemConnection, profileId: string): WatchedConnection {
  const { statistics } = recordsOf(profileId);
  const counting = new OperationRecorder({ onFinished: (sample) => statistics.add(sample) });
  const recorder = findRecorder(profileId, currentRequester());
  const counted = counting.wrap(connection.exchange);
  const exchange = recorder === undefined ? counted : recorder.wrap(counted);
  const { address, defaultNamespace } = connection;
  const operations = connection.operationsOver(exchange);
  return {
    classes: connection.classes.over(operations),
    address,
    defaultNamespace,
    get pullUse() {
      return connection.pullUse;
    },
    openSecrets: () => connection.openSecrets(),
    operations,
    operationsOver: (wrap) => connection.operationsOver(wrap(exchange)),
  };
}
