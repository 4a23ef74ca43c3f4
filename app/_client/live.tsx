"use client";
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { HmcInventory } from "@/contracts/hmc";
import type { Notification, StreamEvent } from "@/contracts/notification";
import type { Profile } from "@/contracts/profile";
import { markBmcStale, patchBmcRow } from "./bmc-live";
import { EventStream, type StreamState } from "./event-stream";
import { keys } from "./keys";

type ProfileList = { items: Profile[] };

function patchProfile(client: QueryClient, profileId: string, change: Partial<Profile>): void {
  client.setQueryData<Profile>(keys.profile(profileId), (profile) => profile && { ...profile, ...change });
  client.setQueryData<ProfileList>(
    keys.profiles,
    (list) =>
      list && { items: list.items.map((profile) => (profile.id === profileId ? { ...profile, ...change } : profile)) },
  );
}

function patchInventory(client: QueryClient, notification: Notification): void {
  const { profileId, objectUri, changes } = notification;
  if (notification.type === "inventory-change") {
    void client.invalidateQueries({ queryKey: keys.hmcInventory(profileId) });
    return;
  }
  const value = (name: string) => changes.find((change) => change.property === name)?.newValue;
  const status = value("status");
  const name = value("name");
  const unacceptable = value("has-unacceptable-status");
  if (status === undefined && name === undefined && unacceptable === undefined) return;
  const patch = <T extends { uri: string; name: string; status: string; hasUnacceptableStatus: boolean | null }>(
    row: T,
  ): T =>
    row.uri !== objectUri
      ? row
      : {
          ...row,
          status: typeof status === "string" ? status : row.status,
          name: typeof name === "string" ? name : row.name,
          hasUnacceptableStatus: typeof unacceptable === "boolean" ? unacceptable : row.hasUnacceptableStatus,
        };
  client.setQueryData<HmcInventory>(
    keys.hmcInventory(profileId),
    (inventory) =>
      inventory && {
        ...inventory,
        cpcs: inventory.cpcs.map(patch),
        partitions: inventory.partitions.map(patch),
      },
  );
}

function applyNotification(client: QueryClient, notification: Notification): void {
  markBmcStale(client, notification);
  if (notification.type === "gap") {
    void client.invalidateQueries({ queryKey: ["hmc", notification.profileId] });
    return;
  }
  patchInventory(client, notification);
  if (notification.objectUri !== null) {
    void client.invalidateQueries({ queryKey: keys.hmcObject(notification.profileId, notification.objectUri) });
  }
}

/** Brings an event of the stream into the query cache, so that tables and detail pages change in place. */
export function applyStreamEvent(client: QueryClient, event: StreamEvent): void {
  switch (event.event) {
    case "notification":
      applyNotification(client, event.data);
      break;
    case "listener":
      patchProfile(client, event.data.profileId, { listener: event.data.listener });
      patchBmcRow(client, event.data.profileId, { listener: event.data.listener });
      break;
    case "reachability":
      patchProfile(client, event.data.profileId, { reachability: event.data.reachability });
      patchBmcRow(client, event.data.profileId, { reachability: event.data.reachability });
      break;
    case "operation":
      client.setQueryData(keys.run(event.data.id), event.data);
      void client.invalidateQueries({ queryKey: ["runs", "list"] });
      void client.invalidateQueries({ queryKey: keys.bmcPart(event.data.profileId, "overview") });
      break;
    case "stale":
      void client.invalidateQueries({ queryKey: ["hmc", event.data.profileId] });
      void client.invalidateQueries({ queryKey: keys.bmc(event.data.profileId) });
      break;
    case "reset":
      void client.invalidateQueries();
      break;
    case "end":
      if (event.data.reason === "signed_out") window.location.assign("/sign-in");
      break;
  }
}

const StreamContext = createContext<EventStream | null>(null);

/** Keeps the tab's live stream open and the query cache up to date with it. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [stream] = useState(() => new EventStream());
  useEffect(() => {
    const forget = stream.listen((event) => applyStreamEvent(client, event));
    const stop = stream.start();
    return () => {
      forget();
      stop();
    };
  }, [client, stream]);
  return <StreamContext value={stream}>{children}</StreamContext>;
}

/** Calls `listener` for each live event while the component is shown. */
export function useLiveEvents(listener: (event: StreamEvent) => void): void {
  const stream = useContext(StreamContext);
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => stream?.listen((event) => latest.current(event)), [stream]);
}

const noSubscription = () => () => undefined;

/** State of the live stream, for the shell's indicator. */
export function useStreamState(): StreamState {
  const stream = useContext(StreamContext);
  return useSyncExternalStore(
    stream?.onStateChange ?? noSubscription,
    () => stream?.state ?? "connecting",
    () => "connecting",
  );
}
