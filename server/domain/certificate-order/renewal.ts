/** When to renew a certificate (section 13.3 of the exchange's reference). */
import type { Renewal } from "@/contracts/certificate-order";

const dayMs = 86_400_000;
const reminderDays = [30, 14, 7, 1];

/** Moments to remind at, first to last: 30, 14, 7 and 1 days before the end, and when a third of the lifetime is left. */
export function listReminders({ notBefore, notAfter }: { notBefore: Date; notAfter: Date }): Date[] {
  const end = notAfter.getTime();
  const thirdMs = Math.max(0, end - notBefore.getTime()) / 3;
  const distances = [thirdMs, ...reminderDays.map((days) => days * dayMs)];
  // A certificate for a week has no reminder two weeks before its end.
  const moments = distances.map((distance) => end - distance).filter((moment) => moment > notBefore.getTime());
  return [...new Set(moments)].toSorted((one, other) => one - other).map((moment) => new Date(moment));
}

/** How urgent a renewal is at a moment, and when to speak of it next. */
export function findRenewal(validity: { notBefore: Date; notAfter: Date }, now: Date): Renewal {
  const reminders = listReminders(validity);
  const leftMs = validity.notAfter.getTime() - now.getTime();
  const [first] = reminders;
  const isDue = first !== undefined && first <= now;
  return {
    urgency: leftMs < 0 ? "expired" : findUrgency(isDue, leftMs),
    dueSince: isDue ? first.toISOString() : null,
    nextReminderAt: reminders.find((moment) => moment > now)?.toISOString() ?? null,
    daysLeft: Math.floor(leftMs / dayMs),
  };
}

function findUrgency(isDue: boolean, leftMs: number): Renewal["urgency"] {
  if (!isDue) return "none";
  if (leftMs <= dayMs) return "last_day";
  return leftMs <= 7 * dayMs ? "urgent" : "due";
}
