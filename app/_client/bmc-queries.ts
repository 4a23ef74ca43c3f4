import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { EndpointAt } from "@/contracts/address";
import * as bmc from "@/contracts/addresses/bmc";
import { sendRawRequest } from "@/contracts/addresses/devices";
import type { QueryInputOf } from "@/contracts/endpoint";
import { callApi } from "./api";
import { keys } from "./keys";

/** What is asked of a log, apart from the place in it. */
export type LogFilter = Omit<NonNullable<QueryInputOf<EndpointAt<typeof bmc.listBmcLogEntries>>>, "cursor">;

const firstPage: string | undefined = undefined;

/** Queries of the BMC's screens, apart from those of the console so that other screens need not load them. */
export const bmcQueries = {
  all: () => queryOptions({ queryKey: keys.bmcs, queryFn: ({ signal }) => callApi(bmc.listBmcs, { signal }) }),
  overview: (profileId: string) =>
    queryOptions({
      queryKey: keys.bmcPart(profileId, "overview"),
      queryFn: ({ signal }) => callApi(bmc.getBmcOverview, { params: { profileId }, signal }),
    }),
  sensors: (profileId: string) =>
    queryOptions({
      queryKey: keys.bmcPart(profileId, "sensors"),
      queryFn: ({ signal }) => callApi(bmc.listBmcSensors, { params: { profileId }, signal }),
    }),
  parts: (profileId: string) =>
    queryOptions({
      queryKey: keys.bmcPart(profileId, "parts"),
      queryFn: ({ signal }) => callApi(bmc.listBmcParts, { params: { profileId }, signal }),
    }),
  firmware: (profileId: string) =>
    queryOptions({
      queryKey: keys.bmcPart(profileId, "firmware"),
      queryFn: ({ signal }) => callApi(bmc.listBmcFirmware, { params: { profileId }, signal }),
    }),
  tasks: (profileId: string) =>
    queryOptions({
      queryKey: keys.bmcPart(profileId, "tasks"),
      queryFn: ({ signal }) => callApi(bmc.listBmcTasks, { params: { profileId }, signal }),
    }),
  sessions: (profileId: string) =>
    queryOptions({
      queryKey: keys.bmcPart(profileId, "sessions"),
      queryFn: ({ signal }) => callApi(bmc.listBmcSessions, { params: { profileId }, signal }),
    }),
  logs: (profileId: string) =>
    queryOptions({
      queryKey: keys.bmcPart(profileId, "logs"),
      queryFn: ({ signal }) => callApi(bmc.listBmcLogs, { params: { profileId }, signal }),
    }),
  logEntries: (profileId: string, filter: LogFilter) =>
    infiniteQueryOptions({
      queryKey: keys.bmcLogEntries(profileId, filter),
      queryFn: ({ signal, pageParam }) =>
        callApi(bmc.listBmcLogEntries, { params: { profileId }, query: { ...filter, cursor: pageParam }, signal }),
      initialPageParam: firstPage,
      getNextPageParam: ({ nextCursor }: { nextCursor: string | null }) => nextCursor ?? undefined,
    }),
  certificates: (profileId: string) =>
    queryOptions({
      queryKey: keys.bmcPart(profileId, "certificates"),
      queryFn: ({ signal }) => callApi(bmc.listBmcCertificates, { params: { profileId }, signal }),
    }),
  network: (profileId: string) =>
    queryOptions({
      queryKey: keys.bmcPart(profileId, "network"),
      queryFn: ({ signal }) => callApi(bmc.getBmcNetwork, { params: { profileId }, signal }),
    }),
  /** Each reading stands in the history of raw requests, so it happens once and again only when asked for. */
  raw: (profileId: string, uri: string) =>
    queryOptions({
      queryKey: keys.bmcRaw(profileId, uri),
      queryFn: ({ signal }) => callApi(sendRawRequest, { params: { profileId }, body: { method: "GET", uri }, signal }),
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
    }),
} as const;
