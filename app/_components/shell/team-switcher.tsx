"use client";

import type { SignedIn } from "@/contracts/people";
import { CheckmarkIcon, ChevronDownIcon } from "../icons";
import { Disclosure } from "./disclosure";

/** What the shell shows of the person signed in. */
export type ShellPrincipal = Pick<SignedIn, "name" | "email" | "activeTeamId" | "memberships">;

interface TeamSwitcherProps {
  principal: ShellPrincipal;
  onSelectTeam: (teamId: string) => void;
}

/** The teams of the person as a list; the active one is marked by a tick. */
export function TeamList({ principal, onSelectTeam }: TeamSwitcherProps) {
  return (
    <ul className="sb-menu" aria-label="Teams">
      {principal.memberships.map((membership) => {
        const isActive = membership.teamId === principal.activeTeamId;
        return (
          <li key={membership.teamId}>
            <button
              type="button"
              className="sb-menu__item"
              aria-pressed={isActive}
              onClick={() => onSelectTeam(membership.teamId)}
            >
              <span>{membership.teamName}</span>
              <span className="sb-menu__note">{membership.role}</span>
              {isActive ? <CheckmarkIcon /> : null}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** Names the team whose profiles are shown, and changes it. */
export function TeamSwitcher({ principal, onSelectTeam }: TeamSwitcherProps) {
  const active = principal.memberships.find((membership) => membership.teamId === principal.activeTeamId);
  const name = active?.teamName ?? "No team";
  return (
    <div className="sb-team-switcher">
      <Disclosure
        label={`Team: ${name}`}
        align="start"
        button={
          <>
            <span className="sb-disclosure__value">{name}</span>
            <ChevronDownIcon />
          </>
        }
      >
        {(close) => (
          <TeamList
            principal={principal}
            onSelectTeam={(teamId) => {
              close();
              onSelectTeam(teamId);
            }}
          />
        )}
      </Disclosure>
    </div>
  );
}
