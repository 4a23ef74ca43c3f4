"use client";

import { useRouter, useSearchParams } from "next/navigation";
import { useEffect } from "react";
import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { orderQueries } from "@/app/_client/order-queries";
import { paths } from "@/app/_client/paths";
import { useTeamDenial } from "@/app/_client/permissions";
import { problemOf } from "@/app/_client/problem";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { Notice } from "@/app/_components/feedback/notice";
import { PageHeader } from "@/app/_components/feedback/page-header";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { PageSkeleton } from "@/app/_components/feedback/skeleton";
import { ChoiceField } from "@/app/_components/form/choice-field";
import { FormShell } from "@/app/_components/form/form-shell";
import { problemResolver } from "@/app/_components/form/problem-resolver";
import { SelectField } from "@/app/_components/form/select-field";
import { TextField } from "@/app/_components/form/text-field";
import { useForm, useWatch } from "@/app/_components/form/use-form";
import { createOrder } from "@/contracts/addresses/certificate-orders";
import type { FieldProblem } from "@/contracts/problem";
import type { Profile } from "@/contracts/profile";
import { useOrderDenial, useSigningProfiles } from "../_shared/order-denial";

interface OrderValues {
  way: "device" | "hand";
  profileId: string | null;
  name: string;
  templateId: string | null;
}

function check(values: OrderValues): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (values.way === "device" && values.profileId === null) {
    problems.push({ path: "profileId", message: "Choose the BMC whose VMI is to sign." });
  }
  if (values.name.trim() === "") problems.push({ path: "name", message: "A name is needed." });
  return problems;
}

const suggestedName = (profile: Profile) => `VMI client for ${profile.name}`.slice(0, 80);

function NewOrderForm({ profiles }: { profiles: readonly Profile[] }) {
  const router = useRouter();
  const wanted = useSearchParams().get("profileId");
  const templates = useQuery(orderQueries.requestTemplates()).data?.items ?? [];
  const deniedByHand = useTeamDenial("identities.manage");
  const denied = useOrderDenial();
  const signing = profiles.filter((profile) => profile.permissions.includes("sign-csr"));
  const first = signing.find((profile) => profile.id === wanted) ?? (signing.length === 1 ? signing[0] : undefined);
  const form = useForm<OrderValues>({
    defaultValues: {
      way: signing.length > 0 ? "device" : "hand",
      profileId: first?.id ?? null,
      name: first === undefined ? "" : suggestedName(first),
      templateId: null,
    },
    resolver: problemResolver(check),
  });
  const [way, profileId] = useWatch({ control: form.control, name: ["way", "profileId"] });
  const isNamed = form.formState.dirtyFields.name === true;
  useEffect(() => {
    if (isNamed) return;
    const profile = way === "device" ? profiles.find((candidate) => candidate.id === profileId) : undefined;
    form.setValue("name", profile === undefined ? "" : suggestedName(profile));
  }, [form, isNamed, profileId, profiles, way]);
  const creation = useApiMutation(createOrder, {
    invalidates: [keys.orders],
    onSuccess: (order) => router.push(paths.order(order.id)),
  });

  if (denied !== null) return <Notice tone="warn" title={denied} />;
  return (
    <FormShell
      label="New order"
      form={form}
      onSubmit={(values) =>
        creation.mutate({
          body: {
            name: values.name,
            profileId: values.way === "device" ? values.profileId : null,
            form: templates.find((template) => template.id === values.templateId)?.form,
          },
        })
      }
      isLoading={creation.isPending || creation.isSuccess}
      error={creation.error === null ? null : problemOf(creation.error)}
      submitLabel="Begin the order"
      onCancel={() => router.push(paths.orders())}
    >
      <ChoiceField
        control={form.control}
        name="way"
        label="Who carries the request to the signer"
        choices={[
          {
            value: "device",
            label: "The console, through a BMC",
            note:
              profiles.length === 0
                ? "The team has no profile of a device that passes requests on. Create one for the BMC first."
                : signing.length === 0
                  ? "None of the BMC profiles allows you to have certificates signed. Ask an administrator of the team."
                  : "The console logs on to the BMC, checks that the host is ready, and has the VMI sign.",
            isDisabled: signing.length === 0,
          },
          {
            value: "hand",
            label: "Somebody, by hand",
            note: deniedByHand ?? "You download the request as a file and upload the signed certificate and its root.",
            isDisabled: deniedByHand !== null,
          },
        ]}
      />
      {way === "device" ? (
        <SelectField
          control={form.control}
          name="profileId"
          label="BMC"
          emptyLabel="Choose a profile"
          options={signing.map((profile) => ({ value: profile.id, label: `${profile.name} (${profile.host})` }))}
        />
      ) : null}
      <TextField
        control={form.control}
        name="name"
        label="Name of the order"
        help="How the team finds it; the certificate does not carry it."
        maxLength={80}
      />
      {templates.length > 0 ? (
        <SelectField
          control={form.control}
          name="templateId"
          label="Fill the request from a template"
          emptyLabel="No template"
          options={templates.map((template) => ({ value: template.id, label: template.name }))}
          isOptional
        />
      ) : null}
    </FormShell>
  );
}

/** Begins an order: for which device, or by hand, and under which name. */
export function NewOrder() {
  const profiles = useSigningProfiles();
  const session = useQuery(queries.session());
  const { error: profilesError } = useQuery(queries.profiles());
  const { error: kindsError } = useQuery(queries.kinds());
  const failed = profilesError ?? kindsError;
  if ((profiles === undefined || session.isPending) && failed === null) return <PageSkeleton label="the form" />;
  return (
    <div className="sb-page">
      <PageHeader
        title="New order"
        trail={[{ label: "Orders", href: paths.orders() }]}
        summary="Nothing is sent to any device by beginning an order."
      />
      {failed === null ? null : <ProblemNotice problem={problemOf(failed)} />}
      {profiles === undefined ? null : <NewOrderForm profiles={profiles} />}
    </div>
  );
}
