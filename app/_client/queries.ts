import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { EndpointAt } from "@/contracts/address";
import { getOverview, listAuditEvents } from "@/contracts/addresses/console";
import * as devices from "@/contracts/addresses/devices";
import * as people from "@/contracts/addresses/people";
import * as profiles from "@/contracts/addresses/profiles";
import * as trust from "@/contracts/addresses/trust";
import type { QueryInputOf } from "@/contracts/endpoint";
import { callApi } from "./api";
import { keys } from "./keys";

type Filter<A> = Omit<Partial<NonNullable<QueryInputOf<EndpointAt<A>>>>, "cursor">;

const firstPage: string | undefined = undefined;
const nextCursor = (page: { nextCursor: string | null }) => page.nextCursor ?? undefined;

/** One function per query of the console; screens pass the result to `useQuery`. */
export const queries = {
  session: () =>
    queryOptions({ queryKey: keys.session, queryFn: ({ signal }) => callApi(people.getSignedIn, { signal }) }),
  sessions: () =>
    queryOptions({ queryKey: keys.sessions, queryFn: ({ signal }) => callApi(people.listSessions, { signal }) }),
  kinds: () =>
    queryOptions({
      queryKey: keys.kinds,
      queryFn: ({ signal }) => callApi(profiles.listKinds, { signal }),
      staleTime: Number.POSITIVE_INFINITY,
    }),
  profiles: () =>
    queryOptions({ queryKey: keys.profiles, queryFn: ({ signal }) => callApi(profiles.listProfiles, { signal }) }),
  profile: (profileId: string) =>
    queryOptions({
      queryKey: keys.profile(profileId),
      queryFn: ({ signal }) => callApi(profiles.getProfile, { params: { profileId }, signal }),
    }),
  grants: (profileId: string) =>
    queryOptions({
      queryKey: keys.grants(profileId),
      queryFn: ({ signal }) => callApi(profiles.listProfileGrants, { params: { profileId }, signal }),
    }),
  diagnosis: (profileId: string) =>
    queryOptions({
      queryKey: keys.diagnosis(profileId),
      queryFn: ({ signal }) => callApi(profiles.getDiagnosis, { params: { profileId }, signal }),
    }),
  bundles: () =>
    queryOptions({ queryKey: keys.bundles, queryFn: ({ signal }) => callApi(trust.listBundles, { signal }) }),
  bundle: (bundleId: string) =>
    queryOptions({
      queryKey: keys.bundle(bundleId),
      queryFn: ({ signal }) => callApi(trust.getBundle, { params: { bundleId }, signal }),
    }),
  identities: () =>
    queryOptions({ queryKey: keys.identities, queryFn: ({ signal }) => callApi(trust.listIdentities, { signal }) }),
  identity: (identityId: string) =>
    queryOptions({
      queryKey: keys.identity(identityId),
      queryFn: ({ signal }) => callApi(trust.getIdentity, { params: { identityId }, signal }),
    }),
  hmcInventory: (profileId: string) =>
    queryOptions({
      queryKey: keys.hmcInventory(profileId),
      queryFn: ({ signal }) => callApi(devices.getHmcInventory, { params: { profileId }, signal }),
    }),
  hmcObject: (profileId: string, uri: string) =>
    queryOptions({
      queryKey: keys.hmcObject(profileId, uri),
      queryFn: ({ signal }) => callApi(devices.getHmcObject, { params: { profileId }, query: { uri }, signal }),
    }),
  runs: (filter: Filter<typeof devices.listRuns>) =>
    infiniteQueryOptions({
      queryKey: keys.runList(filter),
      queryFn: ({ signal, pageParam }) =>
        callApi(devices.listRuns, { query: { ...filter, cursor: pageParam }, signal }),
      initialPageParam: firstPage,
      getNextPageParam: nextCursor,
    }),
  run: (runId: string) =>
    queryOptions({
      queryKey: keys.run(runId),
      queryFn: ({ signal }) => callApi(devices.getRun, { params: { runId }, signal }),
    }),
  rawRequests: (profileId: string) =>
    infiniteQueryOptions({
      queryKey: keys.rawRequests(profileId),
      queryFn: ({ signal, pageParam }) =>
        callApi(devices.listRawRequests, { params: { profileId }, query: { cursor: pageParam }, signal }),
      initialPageParam: firstPage,
      getNextPageParam: nextCursor,
    }),
  notifications: (filter: Filter<typeof devices.listNotifications>) =>
    infiniteQueryOptions({
      queryKey: keys.notificationList(filter),
      queryFn: ({ signal, pageParam }) =>
        callApi(devices.listNotifications, { query: { ...filter, cursor: pageParam }, signal }),
      initialPageParam: firstPage,
      getNextPageParam: nextCursor,
    }),
  overview: () => queryOptions({ queryKey: keys.overview, queryFn: ({ signal }) => callApi(getOverview, { signal }) }),
  audit: (filter: Filter<typeof listAuditEvents>) =>
    infiniteQueryOptions({
      queryKey: keys.auditList(filter),
      queryFn: ({ signal, pageParam }) => callApi(listAuditEvents, { query: { ...filter, cursor: pageParam }, signal }),
      initialPageParam: firstPage,
      getNextPageParam: nextCursor,
    }),
} as const;
