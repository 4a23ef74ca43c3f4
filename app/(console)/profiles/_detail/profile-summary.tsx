"use client";

import Link from "next/link";
import { paths } from "@/app/_client/paths";
import { profileDenial } from "@/app/_client/permissions";
import { Facts } from "@/app/_components/feedback/facts";
import { Panel } from "@/app/_components/feedback/page-header";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import { describeDuration } from "@/app/_components/feedback/time";
import type { Profile } from "@/contracts/profile";
import { hostAndPort } from "@/contracts/url-host";
import { KeepListening } from "./keep-listening";
import { LastTest } from "./last-test";
import { useProfile } from "./profile-context";
import { TrustPanel } from "./trust-panel";

function AddressPanel({ profile }: { profile: Profile }) {
  const { proxyAddress } = profile.settings;
  return (
    <Panel title="Device">
      <Facts
        facts={[
          ["Address", <code key="address">{hostAndPort(profile)}</code>],
          [
            "Further addresses",
            profile.alternates.length === 0 ? null : (
              <ul key="further">
                {profile.alternates.map((address) => (
                  <li key={hostAndPort(address)}>
                    <code>{hostAndPort(address)}</code>
                  </li>
                ))}
              </ul>
            ),
          ],
          ["HTTP proxy", typeof proxyAddress === "string" ? <code key="proxy">{proxyAddress}</code> : null],
          ["User name", profile.userName || "none"],
          ["Group", profile.group || null],
          ["Tags", profile.tags.length === 0 ? null : profile.tags.join(", ")],
          ["Description", profile.description || null],
        ]}
      />
    </Panel>
  );
}

function ReachabilityPanel({ profile }: { profile: Profile }) {
  const { state, since, checkedAt, latencyMs, address, message, errorClass } = profile.reachability;
  return (
    <Panel title="Reachability">
      <Facts
        facts={[
          [
            "State",
            <span key="state" className="sb-cluster">
              <StatusTag status={state} />
              {since === null ? null : (
                <span className="sb-muted">
                  since <RelativeTime at={since} />
                </span>
              )}
            </span>,
          ],
          ["Reason", message],
          ["Class", errorClass === null ? null : <code key="class">{errorClass}</code>],
          ["Latency", latencyMs === null ? null : describeDuration(latencyMs)],
          ["Answered at", address === null ? null : <code key="answered">{address}</code>],
          ["Last looked at", checkedAt === null ? "never" : <RelativeTime key="checked" at={checkedAt} />],
        ]}
      />
    </Panel>
  );
}

function ListeningPanel({ profile }: { profile: Profile }) {
  const { state, since, detail } = profile.listener;
  return (
    <Panel
      title="Notifications"
      actions={
        <Link className="sb-link" href={paths.notifications({ profileId: profile.id })}>
          Open
        </Link>
      }
    >
      <div className="sb-stack">
        <Facts
          facts={[
            [
              "Listening",
              <span key="state" className="sb-cluster">
                <StatusTag status={state} />
                {since === null ? null : (
                  <span className="sb-muted">
                    since <RelativeTime at={since} />
                  </span>
                )}
              </span>,
            ],
            ["Reason", detail],
          ]}
        />
        <KeepListening profile={profile} />
      </div>
    </Panel>
  );
}

function CredentialsPanel({ profile }: { profile: Profile }) {
  const mayChange = profileDenial(profile, "manage") === null;
  return (
    <Panel title="Credentials">
      <Facts
        facts={profile.secrets.map((secret) => [
          secret.label,
          <span key={secret.slot} className="sb-cluster">
            <StatusTag
              status={secret.isSet ? "Set" : secret.isRequired ? "Missing" : "Not set"}
              tone={secret.isSet ? "ok" : secret.isRequired ? "warn" : "idle"}
            />
            {secret.updatedAt === null ? null : (
              <span className="sb-muted">
                <RelativeTime at={secret.updatedAt} />
                {secret.updatedBy === null ? "" : ` by ${secret.updatedBy}`}
              </span>
            )}
            {mayChange ? (
              <Link className="sb-link" href={paths.profileConnection(profile.id, { field: `secrets.${secret.slot}` })}>
                {secret.isSet ? "Replace" : "Enter"}
                <span className="sb-visually-hidden"> {secret.label}</span>
              </Link>
            ) : null}
          </span>,
        ])}
      />
    </Panel>
  );
}

function ChangesPanel({ profile }: { profile: Profile }) {
  return (
    <Panel title="Changes">
      <Facts
        facts={[
          [
            "Last change",
            <span key="changed">
              <RelativeTime at={profile.updatedAt} />
              {profile.updatedBy === null ? "" : ` by ${profile.updatedBy}`}
            </span>,
          ],
          ["Created", <RelativeTime key="created" at={profile.createdAt} />],
          ["Revision", String(profile.revision)],
          [
            "Audit log",
            <Link key="audit" className="sb-link" href={paths.audit({ text: profile.name })}>
              Everything done with {profile.name}
            </Link>,
          ],
        ]}
      />
    </Panel>
  );
}

/** Everything worth knowing of a profile at a glance. */
export function ProfileSummary() {
  const profile = useProfile();
  return (
    <div className="sb-columns">
      <div className="sb-column">
        <ReachabilityPanel profile={profile} />
        <LastTest profile={profile} />
      </div>
      <div className="sb-column">
        <AddressPanel profile={profile} />
        <TrustPanel profile={profile} />
        <CredentialsPanel profile={profile} />
        <ListeningPanel profile={profile} />
        <ChangesPanel profile={profile} />
      </div>
    </div>
  );
}
