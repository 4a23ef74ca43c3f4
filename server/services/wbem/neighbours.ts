import "server-only";
import type { z } from "zod";
import type * as instances from "@/contracts/wbem/instances";
import type * as values from "@/contracts/wbem/values";
import type { Principal } from "@/server/domain/principal";
import { withoutHost } from "@/server/protocols/wbem/model/builders";
import { keyOfPath } from "@/server/protocols/wbem/model/equality";
import type { CimInstance, CimInstanceName } from "@/server/protocols/wbem/model/objects";
import { asInstanceName } from "@/server/protocols/wbem/model/readings";
import type { ToleratedDeviation } from "@/server/protocols/wbem/operations";
import { readWbem } from "./connection";
import { mergeNotes } from "./declarations";
import { pathToWire, requirePath, shownPath } from "./wire";

/** Neighbours of one instance that are listed. */
const LIMIT = 2_000;

interface End {
  role: string;
  path: CimInstanceName;
}

function endsOf(association: CimInstance, namespace: string): End[] {
  return association.properties.flatMap(({ name, value }) => {
    const path = asInstanceName(value);
    return path === null
      ? []
      : [{ role: name, path: { ...withoutHost(path), namespace: path.namespace ?? namespace } }];
  });
}

function neighboursIn(association: CimInstance, self: CimInstanceName, namespace: string): instances.WbemNeighbour[] {
  const ends = endsOf(association, namespace);
  const selfKey = keyOfPath(self);
  // Servers spell keys in ways of their own; the first end then counts as the instance itself.
  const own = ends.find(({ path }) => keyOfPath(path) === selfKey) ?? ends[0];
  return ends
    .filter((end) => end !== own)
    .map(({ role, path }) => ({
      associationClass: association.className,
      associationPath: association.path && pathToWire(association.path),
      role: own?.role ?? "",
      resultRole: role,
      neighbour: shownPath(path),
    }));
}

/** What an instance is associated with. @throws AppError `not_found`, `forbidden`, the device's codes */
export async function listNeighbours(
  principal: Principal,
  profileId: string,
  path: values.WbemPath,
  signal?: AbortSignal,
): Promise<z.output<typeof instances.wbemNeighboursSchema>> {
  const self = requirePath(path);
  return readWbem(principal, profileId, async ({ operations }) => {
    const notes: ToleratedDeviation[] = [];
    const items: instances.WbemNeighbour[] = [];
    const references = operations.IterReferenceInstances(self, {
      signal,
      onTolerated: (note) => void notes.push(note),
    });
    for await (const associations of references) {
      items.push(...associations.flatMap((association) => neighboursIn(association, self, self.namespace)));
      if (items.length > LIMIT) break;
    }
    return { items: items.slice(0, LIMIT), isTruncated: items.length > LIMIT, notes: mergeNotes(notes) };
  });
}
