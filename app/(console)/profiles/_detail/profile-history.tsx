"use client";

import { RunList } from "@/app/(console)/runs/run-list";
import { useProfile } from "./profile-context";

/** Operations that were started on this profile's device. */
export function ProfileHistory() {
  return <RunList profileId={useProfile().id} />;
}
