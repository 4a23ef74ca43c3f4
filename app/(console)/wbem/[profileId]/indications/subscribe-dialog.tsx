"use client";

import { useId } from "react";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { useQuery, useQueryClient } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { Button, TextInput } from "@/app/_components/carbon";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { useToast } from "@/app/_components/feedback/toasts";
import { ChecklistField, ChoiceField } from "@/app/_components/form/choice-field";
import { FormShell } from "@/app/_components/form/form-shell";
import { problemResolver } from "@/app/_components/form/problem-resolver";
import { TextAreaField } from "@/app/_components/form/text-area-field";
import { TextField } from "@/app/_components/form/text-field";
import { type Control, type UseFormReturn, useForm, useWatch } from "@/app/_components/form/use-form";
import { useTextInput } from "@/app/_components/form/use-text-input";
import { createWbemSubscription } from "@/contracts/addresses/wbem";
import type { WbemSubscriptions } from "@/contracts/wbem/subscriptions";
import { useExplorer } from "../explorer-context";
import styles from "./indications.module.scss";
import { NotKeptNotice } from "./listener-notice";
import { draftProblems, LANGUAGES, LIMITS, queryExamples, type SubscribeDraft } from "./subscribe-draft";

type Listener = WbemSubscriptions["listener"];

function LanguageField({ control }: { control: Control<SubscribeDraft> }) {
  const listId = useId();
  return (
    <>
      <TextInput
        {...useTextInput({
          control,
          name: "queryLanguage",
          label: "Query language",
          help: "As the server knows it; WQL nearly everywhere.",
          maxLength: LIMITS.queryLanguage,
        })}
        list={listId}
        autoComplete="off"
        spellCheck={false}
      />
      <datalist id={listId}>
        {LANGUAGES.map((language) => (
          <option key={language} value={language} />
        ))}
      </datalist>
    </>
  );
}

function Examples({ form }: { form: UseFormReturn<SubscribeDraft> }) {
  const shown = { shouldDirty: true, shouldValidate: form.formState.isSubmitted };
  return (
    <details>
      <summary>Examples</summary>
      <ul className="sb-plain-list" aria-label="Examples of queries">
        {queryExamples.map(({ label, queryLanguage, query }) => (
          <li key={label} className={styles.example}>
            <Button
              type="button"
              kind="ghost"
              size="sm"
              aria-label={`Use the example: ${label}`}
              onClick={() => {
                form.setValue("queryLanguage", queryLanguage, shown);
                form.setValue("query", query, shown);
              }}
            >
              Use
            </Button>
            <span>
              {label} <span className="sb-muted">({queryLanguage})</span>
              <br />
              <code>{query}</code>
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function NamespacesField({ control }: { control: Control<SubscribeDraft> }) {
  const { profile, namespace } = useExplorer();
  const { data } = useQuery(wbemQueries.server(profile.id));
  const listed = data?.namespaces ?? [];
  const names = namespace === null || listed.includes(namespace) ? listed : [namespace, ...listed];
  const noteOf = (name: string) => {
    if (name === data?.interopNamespace) return "Describes the server itself.";
    return name === data?.defaultNamespace ? "The profile's default." : "";
  };
  return (
    <ChecklistField
      control={control}
      name="sourceNamespaces"
      label="Namespaces"
      help="Where what the query asks for happens."
      choices={names.map((value) => ({ value, label: value, note: noteOf(value) }))}
    />
  );
}

function DestinationFields({ control, listener }: { control: Control<SubscribeDraft>; listener: Listener }) {
  const { profile } = useExplorer();
  const destination = useWatch({ control, name: "destination" });
  return (
    <>
      <ChoiceField
        control={control}
        name="destination"
        label="Destination"
        choices={[
          {
            value: "console",
            label: "This console",
            note: listener.isOn
              ? `Listens at ${listener.address ?? "an address of its own"}. Arrives among the notifications.`
              : "Listens for nothing until it is started with SIGNALBOX_INBOUND_PORT.",
            isDisabled: !listener.isOn,
          },
          { value: "url", label: "Another listener", note: "Anything that takes CIM-XML indications." },
        ]}
      />
      {destination === "url" ? (
        <TextField
          control={control}
          name="url"
          type="url"
          label="Address of the listener"
          placeholder="https://listener.example:5989/"
          maxLength={LIMITS.url}
        />
      ) : null}
      {destination === "console" && listener.isOn && !listener.isKept ? <NotKeptNotice profileId={profile.id} /> : null}
    </>
  );
}

/** Asks what to subscribe to, and where the server shall send it. */
export function SubscribeDialog({ listener, onClose }: { listener: Listener; onClose: () => void }) {
  const { profile, namespace } = useExplorer();
  const toast = useToast();
  const client = useQueryClient();
  const form = useForm<SubscribeDraft>({
    defaultValues: {
      name: "",
      queryLanguage: "WQL",
      query: "",
      sourceNamespaces: namespace === null ? [] : [namespace],
      destination: listener.isOn ? "console" : "url",
      url: "",
    },
    resolver: problemResolver(draftProblems),
  });
  const subscription = useApiMutation(createWbemSubscription, {
    onSuccess: (list) => {
      client.setQueryData(wbemQueries.subscriptions(profile.id).queryKey, list);
      toast({ tone: "ok", title: "The subscription was created" });
      onClose();
    },
  });
  return (
    <ModalDialog title="Subscribe to indications" isWide onClose={onClose}>
      <FormShell
        label="Subscribe to indications"
        form={form}
        guardsUnsavedChanges={false}
        submitLabel="Subscribe"
        isLoading={subscription.isPending}
        error={subscription.error ? problemOf(subscription.error) : null}
        onCancel={onClose}
        onSubmit={({ name, queryLanguage, query, sourceNamespaces, destination, url }) =>
          subscription.mutate({
            params: { profileId: profile.id },
            body: {
              name: name.trim(),
              queryLanguage: queryLanguage.trim(),
              query: query.trim(),
              sourceNamespaces,
              url: destination === "console" ? null : url.trim(),
            },
          })
        }
      >
        <TextField
          control={form.control}
          name="name"
          label="Name"
          help="Filter and destination are named after it on the server: signalboxfilter:… and signalboxdestination:…"
          maxLength={LIMITS.name}
        />
        <TextAreaField
          control={form.control}
          name="query"
          label="Query"
          isMonospaced
          rows={3}
          maxLength={LIMITS.query}
        />
        <Examples form={form} />
        <LanguageField control={form.control} />
        <NamespacesField control={form.control} />
        <DestinationFields control={form.control} listener={listener} />
      </FormShell>
    </ModalDialog>
  );
}
