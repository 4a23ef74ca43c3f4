"use client";

import Link from "next/link";
import { LogoutIcon, SettingsIcon, UserAvatarIcon } from "../icons";
import { Disclosure } from "./disclosure";
import { type ShellPrincipal, TeamList } from "./team-switcher";

interface AccountMenuProps {
  principal: ShellPrincipal;
  onSelectTeam: (teamId: string) => void;
  onSignOut: () => void;
}

/** Who is signed in, the way to the own account, and sign-out. On narrow screens it also holds the teams. */
export function AccountMenu({ principal, onSelectTeam, onSignOut }: AccountMenuProps) {
  return (
    <Disclosure label={`Account: ${principal.name}`} button={<UserAvatarIcon size={20} />}>
      {(close) => (
        <>
          <div className="sb-account">
            <strong>{principal.name}</strong>
            <div className="sb-muted">{principal.email}</div>
          </div>
          <div className="sb-account__teams">
            <div className="sb-menu__heading">Team</div>
            <TeamList
              principal={principal}
              onSelectTeam={(teamId) => {
                close();
                onSelectTeam(teamId);
              }}
            />
          </div>
          <ul className="sb-menu">
            <li>
              <Link className="sb-menu__item" href="/account" onClick={close}>
                <SettingsIcon />
                Password, second factor, sessions
              </Link>
            </li>
            <li>
              <button type="button" className="sb-menu__item" onClick={onSignOut}>
                <LogoutIcon />
                Sign out
              </button>
            </li>
          </ul>
        </>
      )}
    </Disclosure>
  );
}
