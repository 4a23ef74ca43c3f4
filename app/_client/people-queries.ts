import { queryOptions } from "@tanstack/react-query";
import * as people from "@/contracts/addresses/people";
import { callApi } from "./api";
import { keys } from "./keys";

/** Queries of people and teams, apart from those of the console so that other screens need not load them. */
export const peopleQueries = {
  users: () => queryOptions({ queryKey: keys.users, queryFn: ({ signal }) => callApi(people.listUsers, { signal }) }),
  userSessions: (userId: string) =>
    queryOptions({
      queryKey: keys.userSessions(userId),
      queryFn: ({ signal }) => callApi(people.listUserSessions, { params: { userId }, signal }),
    }),
  teams: () => queryOptions({ queryKey: keys.teams, queryFn: ({ signal }) => callApi(people.listTeams, { signal }) }),
  members: (teamId: string) =>
    queryOptions({
      queryKey: keys.members(teamId),
      queryFn: ({ signal }) => callApi(people.listMembers, { params: { teamId }, signal }),
    }),
} as const;
