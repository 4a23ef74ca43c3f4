import Link from "next/link";
import { RelativeTime } from "../feedback/relative-time";
import { WarningAltFilledIcon } from "../icons";

export interface UnverifiedProfile {
  id: string;
  name: string;
  href: string;
  /** ISO time at which verification is switched on again. */
  expiresAt: string;
}

/** Stays on every page while a profile's server certificate is not verified (SEC-C9). It cannot be dismissed. */
export function UnverifiedBanner({ profiles }: { profiles: readonly UnverifiedProfile[] }) {
  if (profiles.length === 0) {
    return null;
  }
  return (
    <section className="sb-banner" aria-label="Connections that are not verified">
      <WarningAltFilledIcon />
      <strong>Not verified:</strong>
      {profiles.map((profile) => (
        <span key={profile.id}>
          <Link href={profile.href}>{profile.name}</Link> (ends <RelativeTime at={profile.expiresAt} />)
        </span>
      ))}
      <span>Anyone on the network path can read and change what is sent there, credentials included.</span>
    </section>
  );
}
