import { queryOptions } from "@tanstack/react-query";
import * as wbem from "@/contracts/addresses/wbem";
import * as schema from "@/contracts/addresses/wbem-schema";
import type { WbemPath } from "@/contracts/wbem/values";
import { callApi } from "./api";
import { keys } from "./keys";

/** Declarations seldom change, and reading them costs the server much: they are read again when asked for. */
const untilAskedFor = {
  staleTime: Number.POSITIVE_INFINITY,
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
} as const;

/** What is decided on is read for the moment, and not under the reader's eyes again. */
const onlyOnce = { staleTime: 0, gcTime: 0, refetchOnWindowFocus: false, refetchOnReconnect: false } as const;

interface ClassDeletion {
  namespace: string;
  className: string;
  withInstances: boolean;
}

const RECORDING_LOOK_MS = 3_000;
const FIRST_LOOK_MS = 500;
const LONGEST_WAIT_MS = 10_000;

/** A recording is read again and again while it goes on, until the reading fails. */
const whileRecording = ({
  state: { data, status },
}: {
  state: { data: { isOn: boolean } | undefined; status: string };
}) => (status !== "error" && data?.isOn === true ? RECORDING_LOOK_MS : false);

/** Time until a job is looked at again: half a second at first, then half as long again each time, ten seconds at most. */
export function nextLookMs(looks: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_LOOK_MS * 1.5 ** looks);
}

/** A path as it stands in an address of the API. */
export const pathText = (path: WbemPath): string => JSON.stringify(path);

/** Queries of the WBEM explorer, apart from those of the console so that other screens need not load them. */
export const wbemQueries = {
  /** With `refresh` the server is asked even if the console has a copy. */
  server: (profileId: string, refresh?: "1") =>
    queryOptions({
      queryKey: keys.wbemPart(profileId, "server"),
      queryFn: ({ signal }) => callApi(wbem.getWbemServer, { params: { profileId }, query: { refresh }, signal }),
      ...untilAskedFor,
    }),
  /** With `refresh` the server is asked even if the console has a copy. */
  classes: (profileId: string, namespace: string, refresh?: "1") =>
    queryOptions({
      queryKey: keys.wbemRead(profileId, "classes", { namespace }),
      queryFn: ({ signal }) =>
        callApi(wbem.listWbemClasses, { params: { profileId }, query: { namespace, refresh }, signal }),
      ...untilAskedFor,
    }),
  qualifierTypes: (profileId: string, namespace: string) =>
    queryOptions({
      queryKey: keys.wbemRead(profileId, "qualifiers", { namespace }),
      queryFn: ({ signal }) =>
        callApi(wbem.listWbemQualifierTypes, { params: { profileId }, query: { namespace }, signal }),
      ...untilAskedFor,
    }),
  classSearch: (profileId: string, namespace: string, text: string) =>
    queryOptions({
      queryKey: keys.wbemRead(profileId, "class-search", { namespace, text }),
      queryFn: ({ signal }) =>
        callApi(wbem.searchWbemClasses, { params: { profileId }, query: { namespace, text }, signal }),
      ...untilAskedFor,
    }),
  /** What would go with a class; read anew each time it is looked at. */
  classDeletion: (profileId: string, { withInstances, ...named }: ClassDeletion) =>
    queryOptions({
      queryKey: keys.wbemRead(profileId, "class-deletion", { ...named, withInstances }),
      queryFn: ({ signal }) =>
        callApi(schema.planWbemClassDeletion, {
          params: { profileId },
          query: { ...named, instances: withInstances ? "1" : "0" },
          signal,
        }),
      ...onlyOnce,
    }),
  /** What would go with a namespace; read anew each time it is looked at. */
  namespaceDeletion: (profileId: string, namespace: string) =>
    queryOptions({
      queryKey: keys.wbemRead(profileId, "namespace-deletion", { namespace }),
      queryFn: ({ signal }) =>
        callApi(schema.planWbemNamespaceDeletion, { params: { profileId }, query: { namespace }, signal }),
      ...onlyOnce,
    }),
  class: (profileId: string, namespace: string, className: string) =>
    queryOptions({
      queryKey: keys.wbemRead(profileId, "class", { namespace, className }),
      queryFn: ({ signal }) =>
        callApi(wbem.getWbemClass, { params: { profileId }, query: { namespace, className }, signal }),
      ...untilAskedFor,
    }),
  classAssociations: (profileId: string, namespace: string, className: string) =>
    queryOptions({
      queryKey: keys.wbemRead(profileId, "class-associations", { namespace, className }),
      queryFn: ({ signal }) =>
        callApi(wbem.listWbemClassAssociations, { params: { profileId }, query: { namespace, className }, signal }),
      ...untilAskedFor,
    }),
  instance: (profileId: string, path: WbemPath) =>
    queryOptions({
      queryKey: keys.wbemRead(profileId, "instance", path),
      queryFn: ({ signal }) =>
        callApi(wbem.getWbemInstance, { params: { profileId }, query: { path: pathText(path) }, signal }),
    }),
  neighbours: (profileId: string, path: WbemPath) =>
    queryOptions({
      queryKey: keys.wbemRead(profileId, "neighbours", path),
      queryFn: ({ signal }) =>
        callApi(wbem.listWbemNeighbours, { params: { profileId }, query: { path: pathText(path) }, signal }),
      refetchOnWindowFocus: false,
    }),
  /** Read again and again with a growing delay while it is watched, until the job has ended or the reading fails. */
  job: (profileId: string, path: WbemPath, isWatched: boolean) =>
    queryOptions({
      queryKey: keys.wbemRead(profileId, "job", path),
      queryFn: ({ signal }) =>
        callApi(wbem.getWbemJob, { params: { profileId }, query: { path: pathText(path) }, signal }),
      enabled: isWatched,
      refetchOnWindowFocus: false,
      refetchInterval: ({ state: { data, dataUpdateCount, status } }) =>
        status === "error" || data?.hasEnded || data?.isGone ? false : nextLookMs(dataUpdateCount),
    }),
  registeredProfiles: (profileId: string) =>
    queryOptions({
      queryKey: keys.wbemPart(profileId, "registered-profiles"),
      queryFn: ({ signal }) => callApi(wbem.listWbemRegisteredProfiles, { params: { profileId }, signal }),
      ...untilAskedFor,
    }),
  centralInstances: (profileId: string, path: WbemPath) =>
    queryOptions({
      queryKey: keys.wbemRead(profileId, "central-instances", path),
      queryFn: ({ signal }) =>
        callApi(wbem.listWbemCentralInstances, { params: { profileId }, query: { path: pathText(path) }, signal }),
      ...untilAskedFor,
    }),
  uri: (profileId: string, uri: string, namespace: string | undefined) =>
    queryOptions({
      queryKey: keys.wbemRead(profileId, "uri", { uri, namespace }),
      queryFn: ({ signal }) => callApi(wbem.readWbemUri, { params: { profileId }, query: { uri, namespace }, signal }),
      ...untilAskedFor,
    }),
  subscriptions: (profileId: string) =>
    queryOptions({
      queryKey: keys.wbemPart(profileId, "subscriptions"),
      queryFn: ({ signal }) => callApi(wbem.listWbemSubscriptions, { params: { profileId }, signal }),
      refetchOnWindowFocus: false,
    }),
  recording: (profileId: string) =>
    queryOptions({
      queryKey: keys.wbemPart(profileId, "recording"),
      queryFn: ({ signal }) => callApi(wbem.getWbemRecording, { params: { profileId }, signal }),
      refetchInterval: whileRecording,
    }),
  /** Whether a recording goes on, for every page of the server; its key lies below that of the recording. */
  recordingState: (profileId: string) =>
    queryOptions({
      queryKey: keys.wbemRead(profileId, "recording", { part: "state" }),
      queryFn: ({ signal }) => callApi(wbem.getWbemRecordingState, { params: { profileId }, signal }),
      refetchInterval: whileRecording,
    }),
  /** Looking costs the server nothing: it is done each time the page is come back to. */
  statistics: (profileId: string) =>
    queryOptions({
      queryKey: keys.wbemPart(profileId, "statistics"),
      queryFn: ({ signal }) => callApi(wbem.getWbemStatistics, { params: { profileId }, signal }),
      staleTime: 0,
    }),
  served: (profileId: string) =>
    queryOptions({
      queryKey: keys.wbemPart(profileId, "served"),
      queryFn: ({ signal }) => callApi(wbem.getWbemServed, { params: { profileId }, signal }),
      refetchOnWindowFocus: false,
    }),
  /** `number` counts from the begin of the recording and `index` from the oldest request that is still kept. */
  recordedExchange: (profileId: string, { number, index }: { number: number; index: number }) =>
    queryOptions({
      queryKey: keys.wbemRead(profileId, "exchange", { number }),
      queryFn: ({ signal }) =>
        callApi(wbem.getWbemRecordedExchange, { params: { profileId }, query: { index }, signal }),
      ...untilAskedFor,
      gcTime: 0,
    }),
} as const;
