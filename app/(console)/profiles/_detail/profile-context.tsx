"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { Profile } from "@/contracts/profile";

const ProfileContext = createContext<Profile | null>(null);

/** Gives the pages of one profile the profile itself, kept up to date. */
export function ProfileProvider({ profile, children }: { profile: Profile; children: ReactNode }) {
  return <ProfileContext value={profile}>{children}</ProfileContext>;
}

/** The profile whose page this is. @throws Error outside of its pages. */
export function useProfile(): Profile {
  const profile = useContext(ProfileContext);
  if (profile === null) throw new Error("useProfile needs a ProfileProvider above it");
  return profile;
}
