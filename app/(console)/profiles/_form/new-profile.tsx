"use client";

import { useRouter } from "next/navigation";
import { paths } from "@/app/_client/paths";
import { problemOf } from "@/app/_client/problem";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { PageHeader } from "@/app/_components/feedback/page-header";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { PageSkeleton } from "@/app/_components/feedback/skeleton";
import type { KindId } from "@/contracts/kind-ids";
import { Permitted } from "../../permitted";
import { ProfileForm } from "./profile-form";

/** Creates a profile of a kind and leads to its test. */
export function NewProfile({ kindId }: { kindId: KindId }) {
  const router = useRouter();
  const kinds = useQuery(queries.kinds());
  if (kinds.isPending) return <PageSkeleton label="the form" />;
  const kind = kinds.data?.items.find((item) => item.id === kindId);
  return (
    <div className="sb-page">
      <PageHeader
        title={`New ${kindId.toUpperCase()} profile`}
        trail={[{ label: "Profiles", href: paths.profiles() }]}
        summary={kind?.description}
      />
      <div className="sb-stack">
        {kinds.error ? <ProblemNotice problem={problemOf(kinds.error)} /> : null}
        {kind === undefined ? null : (
          <Permitted permission="profiles.create">
            <ProfileForm
              kind={kind}
              stored={null}
              focusedField={null}
              onCreated={(profile) => router.push(paths.profileTest(profile.id))}
              onCancel={() => router.push(paths.profiles())}
            />
          </Permitted>
        )}
      </div>
    </div>
  );
}
