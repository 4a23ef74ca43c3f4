import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import { EditIcon, LaptopIcon, LockedIcon } from "@/app/_components/icons";
import type { DataTableColumn } from "@/app/_components/table/column";
import type { User } from "@/contracts/people";

export type UserAction = "edit" | "password" | "sessions";

const actions = [
  { action: "edit", label: "Edit", icon: EditIcon },
  { action: "password", label: "Set a new password for", icon: LockedIcon },
  { action: "sessions", label: "Sign-ins of", icon: LaptopIcon },
] as const;

function teamsOf(user: User): string {
  return user.memberships.map((membership) => `${membership.teamName} (${membership.role})`).join(", ");
}

/** Columns of the table of people. Keep the result: the table wants it stable. */
export function userColumns(onAction: (action: UserAction, user: User) => void): DataTableColumn<User>[] {
  return [
    { id: "name", header: "Name", value: (row) => row.name, width: 150 },
    {
      id: "actions",
      header: "Actions",
      isSortable: false,
      value: () => null,
      cell: (row) => (
        <span>
          {actions.map(({ action, label, icon: Icon }) => (
            <button
              key={action}
              type="button"
              className="sb-icon-button"
              aria-label={`${label} ${row.name}`}
              title={`${label} ${row.name}`}
              onClick={() => onAction(action, row)}
            >
              <Icon />
            </button>
          ))}
        </span>
      ),
      filter: "none",
      width: 136,
    },
    { id: "email", header: "E-mail", value: (row) => row.email, width: 190 },
    {
      id: "state",
      header: "State",
      value: (row) => (row.isDisabled ? "disabled" : "active"),
      cell: (row) => <StatusTag status={row.isDisabled ? "disabled" : "active"} />,
      filter: "choice",
      width: 105,
    },
    {
      id: "installation",
      header: "Installation",
      value: (row) => (row.isInstanceAdministrator ? "administrator" : ""),
      filter: "choice",
      width: 130,
    },
    { id: "teams", header: "Teams", value: teamsOf, width: 160 },
    {
      id: "factor",
      header: "Second factor",
      value: (row) => row.hasSecondFactor,
      cell: (row) =>
        row.hasSecondFactor ? <StatusTag status="On" tone="ok" /> : <StatusTag status="Off" tone="idle" />,
      filter: "choice",
      width: 140,
    },
    {
      id: "seen",
      header: "Last sign-in",
      value: (row) => row.lastSignInAt,
      cell: (row) => (row.lastSignInAt === null ? "never" : <RelativeTime at={row.lastSignInAt} />),
      filter: "none",
      isHiddenAtFirst: true,
      width: 150,
    },
    {
      id: "created",
      header: "Created",
      value: (row) => row.createdAt,
      cell: (row) => <RelativeTime at={row.createdAt} />,
      filter: "none",
      isHiddenAtFirst: true,
      width: 150,
    },
  ];
}
