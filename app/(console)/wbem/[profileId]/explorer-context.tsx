"use client";

import { useSearchParams } from "next/navigation";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { profileDenial } from "@/app/_client/permissions";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { rememberedNamespace, rememberedWalk, rememberNamespace, rememberWalk } from "@/app/_client/wbem-memory";
import { wbemQueries } from "@/app/_client/wbem-queries";
import type { Profile } from "@/contracts/profile";
import { parseWalk, type Walk } from "./_values/walk";

interface Explorer {
  profile: Profile;
  userId: string;
  /** From the address, else the one used last, else the server's own; null until one is known. */
  namespace: string | null;
  /** The way along associations; null until it is known whether one goes on after a reload. */
  walk: Walk | null;
  setWalk: (walk: Walk) => void;
  /** Why nothing can be changed on the server, or null. */
  operateDenial: string | null;
}

const ExplorerContext = createContext<Explorer | null>(null);

/** What all pages of one WBEM server share. */
export function useExplorer(): Explorer {
  const explorer = useContext(ExplorerContext);
  if (explorer === null) throw new Error("useExplorer needs the frame of a WBEM server above it");
  return explorer;
}

/** Keeps the namespace and the walk along associations while the reader goes from page to page. */
export function ExplorerProvider({ profile, children }: { profile: Profile; children: ReactNode }) {
  const given = useSearchParams().get("namespace");
  const [remembered, setRemembered] = useState<string | null>(null);
  const [walk, setWalk] = useState<Walk | null>(null);
  const session = useQuery(queries.session());
  const server = useQuery(wbemQueries.server(profile.id));
  const userId = session.data?.userId ?? null;
  useEffect(() => {
    if (userId === null) return;
    if (given === null) setRemembered(rememberedNamespace(userId, profile.id));
    else rememberNamespace(userId, profile.id, given);
  }, [given, profile.id, userId]);
  useEffect(() => {
    if (userId !== null) setWalk(parseWalk(rememberedWalk(userId, profile.id)));
  }, [profile.id, userId]);
  useEffect(() => {
    if (userId !== null && walk !== null && walk.steps.length > 0) rememberWalk(userId, profile.id, walk);
  }, [profile.id, userId, walk]);
  const known = server.data?.namespaces;
  // A namespace that has been deleted since is not gone back to.
  const usable = remembered !== null && known?.includes(remembered) !== false ? remembered : null;
  const namespace = given ?? usable ?? server.data?.defaultNamespace ?? null;
  const explorer = useMemo(
    () => ({
      profile,
      userId: userId ?? "",
      namespace,
      walk,
      setWalk,
      operateDenial: profileDenial(profile, "operate"),
    }),
    [profile, userId, namespace, walk],
  );
  return <ExplorerContext value={explorer}>{children}</ExplorerContext>;
}
