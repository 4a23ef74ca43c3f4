import Link from "next/link";
import { paths } from "@/app/_client/paths";
import { Panel } from "@/app/_components/feedback/page-header";

type Uses = readonly { profileId: string; profileName: string }[];

/** The profiles a bundle or identity is used by, each a link. */
export function UsedBy({ uses }: { uses: Uses }) {
  return (
    <Panel title="Used by">
      {uses.length === 0 ? (
        <p className="sb-muted">No profile uses it.</p>
      ) : (
        <ul className="sb-links">
          {uses.map((use) => (
            <li key={use.profileId}>
              <Link className="sb-link" href={paths.profile(use.profileId)}>
                {use.profileName}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** Why the thing may not be deleted while profiles use it; null if none does. */
export function inUseReason(uses: Uses): string | null {
  if (uses.length === 0) return null;
  const names = uses.slice(0, 3).map((use) => use.profileName);
  const more = uses.length > names.length ? ` and ${uses.length - names.length} more` : "";
  return `Still used by ${names.join(", ")}${more}. Change those profiles first.`;
}
