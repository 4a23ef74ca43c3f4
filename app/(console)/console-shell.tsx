"use client";

import { useParams } from "next/navigation";
import { type ReactNode, useCallback, useEffect, useMemo, useState } from "react";
import { callApi } from "@/app/_client/api";
import { LiveProvider, useLiveEvents, useStreamState } from "@/app/_client/live";
import { paths } from "@/app/_client/paths";
import { problemOf } from "@/app/_client/problem";
import { queries } from "@/app/_client/queries";
import { QueryProvider } from "@/app/_client/query-provider";
import { useQuery, useQueryClient } from "@/app/_client/use-query";
import { ToastProvider, useToast } from "@/app/_components/feedback/toasts";
import { AppShell } from "@/app/_components/shell/app-shell";
import type { Theme } from "@/app/_components/shell/theme";
import { signOut, switchTeam } from "@/contracts/addresses/people";
import type { SignedIn } from "@/contracts/people";
import type { Profile } from "@/contracts/profile";
import { navigationFor } from "./navigation";

interface ConsoleShellProps {
  principal: Pick<SignedIn, "name" | "email" | "activeTeamId" | "memberships" | "isInstanceAdministrator">;
  theme: Theme;
  children: ReactNode;
}

const gapShownMs = 30_000;
const noProfiles: readonly Profile[] = [];

/** True for a while after something was missed, so that the indicator can say so. */
function useRecentGap(): boolean {
  const [gaps, setGaps] = useState(0);
  const [isShown, setShown] = useState(false);
  useLiveEvents((event) => {
    if (event.event === "reset" || (event.event === "notification" && event.data.type === "gap")) {
      setGaps((count) => count + 1);
      setShown(true);
    }
  });
  useEffect(() => {
    if (gaps === 0) {
      return;
    }
    const timer = setTimeout(() => setShown(false), gapShownMs);
    return () => clearTimeout(timer);
  }, [gaps]);
  return isShown;
}

function usePaletteSearch(profiles: readonly Profile[]) {
  const client = useQueryClient();
  return useCallback(
    async (query: string) => {
      const { findPaletteObjects } = await import("./palette-objects");
      return findPaletteObjects(client, profiles, query);
    },
    [client, profiles],
  );
}

function ShellFrame({ principal, theme, children }: ConsoleShellProps) {
  const { profileId } = useParams<{ profileId?: string }>();
  const toast = useToast();
  const streamState = useStreamState();
  const hasGap = useRecentGap();
  const { data } = useQuery(queries.profiles());
  const profiles = data?.items ?? noProfiles;
  const findObjects = usePaletteSearch(profiles);
  const navigation = useMemo(() => navigationFor(principal), [principal]);

  async function leaveFor(address: string, change: Promise<unknown>) {
    try {
      await change;
      // A full load drops everything in memory that belonged to the person or team left behind.
      window.location.assign(address);
    } catch (error) {
      const problem = problemOf(error instanceof Error ? error : new Error(String(error)));
      toast({ tone: "fail", title: problem.title, detail: problem.detail });
    }
  }

  return (
    <AppShell
      principal={principal}
      navigation={navigation}
      theme={theme}
      profiles={profiles.map((profile) => ({
        id: profile.id,
        name: profile.name,
        note: `${profile.kind.toUpperCase()} ${profile.host}`,
        href: paths.profile(profile.id),
      }))}
      currentProfileId={profileId}
      streamState={hasGap && streamState === "connected" ? "gap" : streamState}
      unverifiedProfiles={profiles.flatMap((profile) => {
        const { mode, insecureUntil } = profile.tls.trust;
        return mode === "insecure" && insecureUntil !== undefined
          ? [{ id: profile.id, name: profile.name, href: paths.profile(profile.id), expiresAt: insecureUntil }]
          : [];
      })}
      findObjects={findObjects}
      onSelectTeam={(teamId) => void leaveFor(paths.overview(), callApi(switchTeam, { body: { teamId } }))}
      onSignOut={() => void leaveFor(paths.signIn(), callApi(signOut, {}))}
    >
      {children}
    </AppShell>
  );
}

/** The shell with its data: the team's profiles, the live stream, and what the header's menus do. */
export function ConsoleShell(props: ConsoleShellProps) {
  return (
    <QueryProvider>
      <LiveProvider>
        <ToastProvider>
          <ShellFrame {...props} />
        </ToastProvider>
      </LiveProvider>
    </QueryProvider>
  );
}
