import "server-only";
import type { Executor } from "./client";

export interface ProbeResult {
  probedAt: Date;
  latencyMs: number | null;
  errorClass: string | null;
}

/** Stores a probe and keeps the newest `keep` of the profile. */
export async function recordProbe(db: Executor, profileId: string, probe: ProbeResult, keep: number): Promise<void> {
  await db.probe.create({ data: { profileId, ...probe } });
  const [boundary] = await db.probe.findMany({
    where: { profileId },
    orderBy: { id: "desc" },
    skip: keep,
    take: 1,
    select: { id: true },
  });
  if (boundary !== undefined) await db.probe.deleteMany({ where: { profileId, id: { lte: boundary.id } } });
}

/** The newest probes of a profile, oldest first. */
export async function listProbes(db: Executor, profileId: string, limit: number): Promise<ProbeResult[]> {
  const rows = await db.probe.findMany({
    where: { profileId },
    orderBy: { id: "desc" },
    take: limit,
    select: { probedAt: true, latencyMs: true, errorClass: true },
  });
  return rows.reverse();
}
