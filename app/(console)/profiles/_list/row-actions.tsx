import Link from "next/link";
import { paths } from "@/app/_client/paths";
import { profileDenial } from "@/app/_client/permissions";
import { ConnectionSignalIcon, CopyIcon, EditIcon, TrashCanIcon } from "@/app/_components/icons";
import type { Profile } from "@/contracts/profile";

export type ProfileAction = "duplicate" | "delete";

interface ActionButtonProps {
  label: string;
  icon: typeof CopyIcon;
  disabledReason: string | null;
  onClick: () => void;
}

function ActionButton({ label, icon: Icon, disabledReason, onClick }: ActionButtonProps) {
  const explained = disabledReason === null ? label : `${label}: ${disabledReason}`;
  return (
    <button
      type="button"
      className="sb-icon-button"
      aria-label={explained}
      title={explained}
      aria-disabled={disabledReason !== null}
      onClick={disabledReason === null ? onClick : undefined}
    >
      <Icon />
    </button>
  );
}

/** What can be done with one row; what may not be done says why. */
export function RowActions({
  profile,
  onAction,
}: {
  profile: Profile;
  onAction: (action: ProfileAction, profile: Profile) => void;
}) {
  const denied = profileDenial(profile, "manage");
  const links = [
    { label: `Test ${profile.name}`, href: paths.profileTest(profile.id, { run: "1" }), icon: ConnectionSignalIcon },
    { label: `Edit ${profile.name}`, href: paths.profileConnection(profile.id), icon: EditIcon },
  ];
  return (
    <span className="sb-row-actions">
      {links.map(({ label, href, icon: Icon }) => (
        <Link key={href} className="sb-icon-button" href={href} aria-label={label} title={label} prefetch={false}>
          <Icon />
        </Link>
      ))}
      <ActionButton
        label={`Duplicate ${profile.name}`}
        icon={CopyIcon}
        disabledReason={denied}
        onClick={() => onAction("duplicate", profile)}
      />
      <ActionButton
        label={`Delete ${profile.name}`}
        icon={TrashCanIcon}
        disabledReason={denied}
        onClick={() => onAction("delete", profile)}
      />
    </span>
  );
}
