"use client";

import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { peopleQueries } from "@/app/_client/people-queries";
import { profileDenial } from "@/app/_client/permissions";
import { problemOf } from "@/app/_client/problem";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { Facts } from "@/app/_components/feedback/facts";
import { Notice } from "@/app/_components/feedback/notice";
import { Panel } from "@/app/_components/feedback/page-header";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { PlainTable } from "@/app/_components/table/plain-table";
import { replaceProfileGrant } from "@/contracts/addresses/profiles";
import { permissionDescriptions, profilePermissions } from "@/contracts/permissions";
import type { Profile } from "@/contracts/profile";
import styles from "./access.module.scss";
import { type AccessRow, accessRows, withPermission } from "./access-rows";
import { useProfile } from "./profile-context";

function AccessTable({ profile, rows }: { profile: Profile; rows: readonly AccessRow[] }) {
  const change = useApiMutation(replaceProfileGrant, { invalidates: [keys.grants(profile.id)] });
  const changing = change.isPending ? change.variables : null;
  return (
    <>
      {change.error === null ? null : <ProblemNotice problem={problemOf(change.error)} />}
      <PlainTable label="Permissions">
        <thead>
          <tr>
            <th scope="col">Member</th>
            {profilePermissions.map((permission) => (
              <th key={permission} scope="col" title={permissionDescriptions[permission]}>
                {permission}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.userId}>
              <th scope="row">
                {row.name}
                <span className="sb-muted"> {row.role ?? "not a member"}</span>
              </th>
              {row.cells.map(({ permission, from }) => {
                const pending = changing?.params.userId === row.userId;
                const isChecked = pending
                  ? from === "role" || changing.body.permissions.includes(permission)
                  : from !== null;
                return (
                  <td key={permission}>
                    <label className={styles.cell}>
                      <input
                        type="checkbox"
                        aria-label={`${row.name}: ${permission}`}
                        checked={isChecked}
                        disabled={from === "role" || change.isPending}
                        onChange={(event) =>
                          change.mutate({
                            params: { profileId: profile.id, userId: row.userId },
                            body: { permissions: withPermission(row.granted, permission, event.target.checked) },
                          })
                        }
                      />
                      {from === "role" ? <span className="sb-muted">role</span> : null}
                      {from === "grant" ? <span>grant</span> : null}
                    </label>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </PlainTable>
      <Facts
        facts={profilePermissions.map((permission) => [permission, permissionDescriptions[permission]] as const)}
      />
    </>
  );
}

function AccessPanel({ profile }: { profile: Profile }) {
  const grants = useQuery(queries.grants(profile.id));
  const members = useQuery(peopleQueries.members(profile.teamId));
  const failure = grants.error ?? members.error;
  const rows = grants.data && members.data ? accessRows(members.data.items, grants.data.items) : null;
  return (
    <Panel title="Who may do what">
      <div className="sb-stack">
        <p>
          A member's role in the team gives the permissions marked “role”. Others can be granted here for this profile
          alone; they take effect at once and are written to the audit log.
        </p>
        {failure ? <ProblemNotice problem={problemOf(failure)} /> : null}
        {rows === null && failure === null ? <LinesSkeleton label="permissions" lines={5} /> : null}
        {rows === null ? null : <AccessTable profile={profile} rows={rows} />}
      </div>
    </Panel>
  );
}

/** Who may do what with this profile, by role and by grant. */
export function ProfileAccess() {
  const profile = useProfile();
  const denied = profileDenial(profile, "manage");
  if (denied === null) return <AccessPanel profile={profile} />;
  return (
    <Notice tone="idle" title="Who else has access is shown to those who manage the profile">
      <p>{denied}</p>
      <p>You may: {profile.permissions.map((permission) => permissionDescriptions[permission]).join("; ")}.</p>
    </Notice>
  );
}
