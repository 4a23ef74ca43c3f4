"use client";

import Link from "next/link";
import { useState } from "react";
import { paths } from "@/app/_client/paths";
import { profileDenial } from "@/app/_client/permissions";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { Fingerprint } from "@/app/_components/certificate/certificate-view";
import { Facts } from "@/app/_components/feedback/facts";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { Panel } from "@/app/_components/feedback/page-header";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { insecureSwitchedOff } from "@/contracts/permissions";
import type { Profile } from "@/contracts/profile";
import { TrustTag } from "../_list/trust-tag";

const AllowInsecureDialog = lazyDialog(() =>
  import("../_trust/allow-insecure-dialog").then((module) => module.AllowInsecureDialog),
);

function Bundles({ ids }: { ids: readonly string[] }) {
  const { data } = useQuery(queries.bundles());
  return (
    <ul className="sb-links">
      {ids.map((id) => (
        <li key={id}>
          <Link className="sb-link" href={paths.bundle(id)}>
            {data?.items.find((bundle) => bundle.id === id)?.name ?? id}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function ClientIdentity({ id }: { id: string }) {
  const { data } = useQuery(queries.identities());
  return (
    <Link className="sb-link" href={paths.identity(id)}>
      {data?.items.find((identity) => identity.id === id)?.name ?? id}
    </Link>
  );
}

/** Why verification may not be turned off here; null if it may. */
function useInsecureDenial(profile: Profile): string | null {
  const { data: session } = useQuery(queries.session());
  const role = session?.memberships.find((membership) => membership.teamId === profile.teamId)?.role;
  const denied = profileDenial(profile, "manage");
  if (denied !== null) return denied;
  if (role !== "administrator" && session?.isInstanceAdministrator !== true) {
    return "Only an administrator may turn verification off, and only for some hours.";
  }
  return session?.switchesOn.includes("allow-insecure")
    ? null
    : `${insecureSwitchedOff} Pin the device's certificate instead.`;
}

/** How the device's certificate is trusted and what the console shows of itself. */
export function TrustPanel({ profile }: { profile: Profile }) {
  const [isOpen, setOpen] = useState(false);
  const denied = useInsecureDenial(profile);
  const { trust, expectedName, minVersion, maxVersion, ciphers, clientIdentityId } = profile.tls;
  return (
    <Panel title="Trust">
      <div className="sb-stack">
        <Facts
          facts={[
            ["Verified by", <TrustTag key="mode" profile={profile} />],
            [
              "CA bundles",
              (trust.mode === "bundle" || trust.mode === "system") && trust.bundleIds.length > 0 ? (
                <Bundles key="bundles" ids={trust.bundleIds} />
              ) : null,
            ],
            [
              "Pinned",
              trust.mode === "pinned" && trust.pin !== undefined ? (
                <Fingerprint key="pin" value={trust.pin.fingerprint256} label="pinned fingerprint" />
              ) : null,
            ],
            ["Expected name", expectedName === "" ? profile.host : expectedName],
            ["TLS", `${minVersion.replace("TLSv", "")} to ${maxVersion.replace("TLSv", "")}`],
            ["Ciphers", ciphers === "" ? null : <code key="ciphers">{ciphers}</code>],
            [
              "Client certificate",
              clientIdentityId === null ? "none" : <ClientIdentity key="identity" id={clientIdentityId} />,
            ],
          ]}
        />
        {trust.mode === "insecure" ? null : (
          <ReasonButton kind="danger--ghost" size="sm" disabledReason={denied} onClick={() => setOpen(true)}>
            Turn verification off for a while
          </ReasonButton>
        )}
      </div>
      {isOpen ? <AllowInsecureDialog profile={profile} onClose={() => setOpen(false)} /> : null}
    </Panel>
  );
}
