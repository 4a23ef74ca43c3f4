"use client";

import { useRouter } from "next/navigation";
import { Suspense } from "react";
import { paths } from "@/app/_client/paths";
import { profileDenial } from "@/app/_client/permissions";
import { problemOf } from "@/app/_client/problem";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { lazyNamed } from "@/app/_components/feedback/lazy-named";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { useProfile } from "../_detail/profile-context";
import { ProfileForm } from "./profile-form";

const ReadOnlyConnection = lazyNamed(() =>
  import("./read-only-connection").then((module) => module.ReadOnlyConnection),
);

/** The connection of a profile: a form for those who may change it, facts for everybody else. */
export function EditProfile({ focusedField }: { focusedField: string | null }) {
  const router = useRouter();
  const profile = useProfile();
  const kinds = useQuery(queries.kinds());
  const denied = profileDenial(profile, "manage");
  const kind = kinds.data?.items.find((item) => item.id === profile.kind);
  if (kinds.isPending) return <LinesSkeleton label="the form" lines={5} />;
  return (
    <>
      {kinds.error ? <ProblemNotice problem={problemOf(kinds.error)} /> : null}
      {kind === undefined ? null : denied === null ? (
        <ProfileForm
          kind={kind}
          stored={profile}
          focusedField={focusedField}
          onCancel={() => router.push(paths.profile(profile.id))}
        />
      ) : (
        <Suspense fallback={<LinesSkeleton label="the connection" lines={5} />}>
          <ReadOnlyConnection profile={profile} kind={kind} reason={denied} />
        </Suspense>
      )}
    </>
  );
}
