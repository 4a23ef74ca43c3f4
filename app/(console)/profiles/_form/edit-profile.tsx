"use client";

import { useRouter } from "next/navigation";
import { paths } from "@/app/_client/paths";
import { profileDenial } from "@/app/_client/permissions";
import { problemOf } from "@/app/_client/problem";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { Notice } from "@/app/_components/feedback/notice";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { useProfile } from "../_detail/profile-context";
import { ProfileForm } from "./profile-form";

/** The stored connection of a profile, to be read and, with the permission, changed. */
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
      {denied === null ? null : (
        <Notice tone="idle" title="You can read this form but not save it">
          <p>{denied}</p>
        </Notice>
      )}
      {kind === undefined ? null : (
        <fieldset className="sb-form__fields" disabled={denied !== null}>
          <legend className="sb-visually-hidden">Connection</legend>
          <ProfileForm
            kind={kind}
            stored={profile}
            focusedField={denied === null ? focusedField : null}
            onCancel={() => router.push(paths.profile(profile.id))}
          />
        </fieldset>
      )}
    </>
  );
}
