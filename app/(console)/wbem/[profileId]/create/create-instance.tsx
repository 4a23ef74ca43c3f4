"use client";

import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { useApiMutation } from "@/app/_client/mutations";
import { paths } from "@/app/_client/paths";
import { problemOf } from "@/app/_client/problem";
import { useQuery } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { Answered } from "@/app/_components/feedback/device-answer";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { Notice } from "@/app/_components/feedback/notice";
import { useToast } from "@/app/_components/feedback/toasts";
import { FormSection, FormShell } from "@/app/_components/form/form-shell";
import { problemResolver } from "@/app/_components/form/problem-resolver";
import { type Control, useForm } from "@/app/_components/form/use-form";
import { createWbemInstance } from "@/contracts/addresses/wbem";
import type { WbemClass, WbemPropertyDeclaration } from "@/contracts/wbem/classes";
import { draftOf } from "../_values/draft";
import { atFields, type DraftValues, draftProblems, givenValues } from "../_values/form-values";
import { ValueField } from "../_values/value-field";
import { useExplorer } from "../explorer-context";
import { NoNamespace } from "../reading";

function Fields({
  control,
  properties,
}: {
  control: Control<DraftValues>;
  properties: readonly WbemPropertyDeclaration[];
}) {
  return properties.map((declared) => (
    <ValueField
      key={declared.name}
      control={control}
      name={`values.${declared.name}`}
      declared={declared}
      nullLabel="Leave it out"
    />
  ));
}

function CreateForm({ declared }: { declared: WbemClass }) {
  const { profile, operateDenial } = useExplorer();
  const router = useRouter();
  const toast = useToast();
  const { properties, namespace, name: className } = declared;
  const place = { namespace, className };
  const form = useForm<DraftValues>({
    defaultValues: {
      values: Object.fromEntries(
        properties.map((property) => [property.name, draftOf(property.defaultValue, property)]),
      ),
    },
    resolver: problemResolver((values) => draftProblems(properties, values)),
  });
  const creation = useApiMutation(createWbemInstance, {
    onSuccess: ({ path }) => {
      toast({ tone: "ok", title: `An instance of ${className} was created` });
      router.replace(paths.wbemInstance(profile.id, { ...path, namespace: path.namespace ?? namespace }));
    },
  });
  const groups = useMemo(
    () => ({
      keys: properties.filter(({ isKey }) => isKey),
      required: properties.filter(({ isKey, isRequired }) => !isKey && isRequired),
      others: properties.filter(({ isKey, isRequired }) => !isKey && !isRequired),
    }),
    [properties],
  );
  const sent = creation.variables?.body.properties ?? [];
  return (
    <FormShell
      label={`New instance of ${className}`}
      form={form}
      submitLabel="Create the instance"
      submitObstacle={operateDenial}
      isLoading={creation.isPending}
      error={creation.error ? atFields(problemOf(creation.error), "properties", sent) : null}
      onCancel={() => router.push(paths.wbemClass(profile.id, place))}
      onSubmit={(values) =>
        creation.mutate({
          params: { profileId: profile.id },
          body: { ...place, properties: givenValues(properties, values, (draft) => !draft.isNull) },
        })
      }
    >
      {groups.keys.length === 0 ? null : (
        <FormSection title="Keys" help="Many servers choose the keys themselves; then leave them out.">
          <Fields control={form.control} properties={groups.keys} />
        </FormSection>
      )}
      {groups.required.length === 0 ? null : (
        <FormSection title="Required properties">
          <Fields control={form.control} properties={groups.required} />
        </FormSection>
      )}
      {groups.others.length === 0 ? null : (
        <FormSection title="Other properties" help="What is left out gets the server's own value, mostly NULL.">
          <Fields control={form.control} properties={groups.others} />
        </FormSection>
      )}
    </FormShell>
  );
}

function CreateIn({ namespace, className }: { namespace: string; className: string }) {
  const { profile } = useExplorer();
  const query = useQuery(wbemQueries.class(profile.id, namespace, className));
  return (
    <>
      <h2>New instance of {className}</h2>
      <p className="sb-muted">
        In {namespace} ·{" "}
        <Link className="sb-link" href={paths.wbemClass(profile.id, { namespace, className })}>
          class
        </Link>
      </p>
      <Answered profileId={profile.id} query={query} label="the class" lines={5} onRead={() => void query.refetch()}>
        {(declared) => (
          <>
            {declared.isAbstract ? (
              <Notice tone="warn" title="This class is abstract">
                <p>Servers refuse instances of abstract classes. Choose one that inherits from it.</p>
              </Notice>
            ) : null}
            <CreateForm declared={declared} />
          </>
        )}
      </Answered>
    </>
  );
}

/** Creates an instance of the class in the address. */
export function CreateInstance() {
  const { profile, namespace } = useExplorer();
  const className = useSearchParams().get("class");
  if (namespace === null) return <NoNamespace />;
  if (className === null) {
    return (
      <EmptyState title="No class is named">
        <p>
          <Link className="sb-link" href={paths.wbemPart(profile.id, "classes", { namespace })}>
            Choose one among the classes of {namespace}
          </Link>
        </p>
      </EmptyState>
    );
  }
  return <CreateIn key={`${namespace}:${className}`} namespace={namespace} className={className} />;
}
