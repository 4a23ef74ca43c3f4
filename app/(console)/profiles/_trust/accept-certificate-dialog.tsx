"use client";

import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { queries } from "@/app/_client/queries";
import { useQuery, useQueryClient } from "@/app/_client/use-query";
import { Fingerprint } from "@/app/_components/certificate/certificate-view";
import { ValidityTag } from "@/app/_components/certificate/validity-tag";
import { Facts } from "@/app/_components/feedback/facts";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { FormShell } from "@/app/_components/form/form-shell";
import { problemResolver } from "@/app/_components/form/problem-resolver";
import { SelectField } from "@/app/_components/form/select-field";
import { TextField } from "@/app/_components/form/text-field";
import { useForm, useWatch } from "@/app/_components/form/use-form";
import { acceptCertificate } from "@/contracts/addresses/profiles";
import type { ChainEntry } from "@/contracts/certificate";
import type { DiagnosisAction } from "@/contracts/diagnosis";
import type { FieldProblem } from "@/contracts/problem";
import type { Profile } from "@/contracts/profile";
import { changesTrust } from "./changes-trust";
import { confirmsFingerprint, fingerprintEnd } from "./fingerprint";
import { emptySecrets, SecretInputs, secretProblems } from "./secret-inputs";

export type CertificateAction = Extract<DiagnosisAction, { type: "trust-ca" | "pin-certificate" }>;

interface AcceptValues {
  confirmation: string;
  /** Bundle to add to; null makes a new one. */
  bundleId: string | null;
  bundleName: string;
  secrets: Record<string, string>;
}

interface AcceptCertificateDialogProps {
  profile: Profile;
  action: CertificateAction;
  /** The presented chain, for what else is known of the certificate. */
  chain: readonly ChainEntry[];
  onAccepted: (profile: Profile) => void;
  onClose: () => void;
}

function check(values: AcceptValues, action: CertificateAction, profile: Profile): FieldProblem[] {
  const problems = changesTrust(profile, action, values.bundleId) ? secretProblems(values.secrets) : [];
  if (!confirmsFingerprint(values.confirmation, action.fingerprint256)) {
    problems.unshift({
      path: "confirmation",
      message: "These are not the last 8 characters of the fingerprint above.",
    });
  }
  if (action.type === "trust-ca" && values.bundleId === null && values.bundleName.trim() === "") {
    problems.push({ path: "bundleName", message: "The new bundle needs a name." });
  }
  return problems;
}

function BundleFields({ control }: { control: ReturnType<typeof useForm<AcceptValues>>["control"] }) {
  const bundles = useQuery(queries.bundles());
  const chosen = useWatch({ control, name: "bundleId" });
  const bundle = bundles.data?.items.find((item) => item.id === chosen);
  const others = bundle?.usedBy.length ?? 0;
  return (
    <>
      <SelectField
        control={control}
        name="bundleId"
        label="Put it into"
        emptyLabel="A new CA bundle"
        options={(bundles.data?.items ?? []).map((item) => ({ value: item.id, label: item.name }))}
        help={others > 0 ? `Also used by ${bundle?.usedBy.map((use) => use.profileName).join(", ")}.` : undefined}
      />
      {chosen === null ? (
        <TextField control={control} name="bundleName" label="Name of the new bundle" maxLength={80} />
      ) : null}
    </>
  );
}

/**
 * Accepts a certificate the device presented: shows its whole fingerprint, asks to compare it with the device's own
 * console, and takes the last eight characters as proof of having looked (SEC-C4).
 */
export function AcceptCertificateDialog({ profile, action, chain, onAccepted, onClose }: AcceptCertificateDialogProps) {
  const client = useQueryClient();
  const isCa = action.type === "trust-ca";
  const title = isCa ? "Trust this CA?" : "Pin this certificate?";
  const facts = chain.find((entry) => entry.facts?.fingerprint256 === action.fingerprint256)?.facts ?? null;
  const form = useForm<AcceptValues>({
    defaultValues: {
      confirmation: "",
      bundleId: null,
      bundleName: facts?.commonName ?? `CA of ${profile.name}`,
      secrets: emptySecrets(profile),
    },
    resolver: problemResolver((values) => check(values, action, profile)),
  });
  const acceptance = useApiMutation(acceptCertificate, {
    invalidates: [keys.profiles, keys.bundles],
    onSuccess: (changed) => {
      client.setQueryData(keys.profile(changed.id), changed);
      onAccepted(changed);
    },
  });

  const bundleId = useWatch({ control: form.control, name: "bundleId" });
  const asksSecrets = changesTrust(profile, action, bundleId);

  function accept(values: AcceptValues) {
    acceptance.mutate({
      params: { profileId: profile.id },
      body: {
        action: action.type,
        certificatePem: action.certificatePem,
        fingerprint256: action.fingerprint256,
        confirmation: fingerprintEnd(values.confirmation),
        revision: profile.revision,
        ...(isCa && values.bundleId === null ? { bundleName: values.bundleName } : {}),
        ...(isCa && values.bundleId !== null ? { bundleId: values.bundleId } : {}),
        secrets: asksSecrets ? values.secrets : {},
      },
    });
  }

  return (
    <ModalDialog title={title} isWide role="alertdialog" onClose={onClose}>
      <p>
        {isCa
          ? `From then on every certificate this CA signs for ${profile.host} is accepted, and only those that lead to the CAs of the profile's bundles.`
          : `From then on exactly this certificate is accepted from ${profile.name}. If the device gets another one, the connection is blocked until somebody accepts that.`}
      </p>
      <Facts
        facts={[
          ["Certificate", action.subject],
          ["Issuer", facts === null ? null : facts.selfSigned ? "itself (self-signed)" : facts.issuer],
          ["Valid", facts === null ? null : <ValidityTag key="valid" facts={facts} />],
          ["SHA-256", <Fingerprint key="sha" value={action.fingerprint256} label="SHA-256 fingerprint" />],
        ]}
      />
      <p>
        <strong>Compare it first.</strong> Read the fingerprint on the device itself or get it from whoever runs it, not
        over this connection: someone in between would show you a fingerprint of their own. Only if all 32 pairs agree,
        type the last 8 characters.
      </p>
      <FormShell
        label={title}
        form={form}
        onSubmit={accept}
        isLoading={acceptance.isPending}
        error={acceptance.error === null ? null : problemOf(acceptance.error)}
        submitLabel={isCa ? "Trust this CA" : "Pin this certificate"}
        onCancel={onClose}
        guardsUnsavedChanges={false}
      >
        <TextField
          control={form.control}
          name="confirmation"
          label="Last 8 characters of the fingerprint"
          help="With or without colons."
          maxLength={16}
        />
        {isCa ? <BundleFields control={form.control} /> : null}
        {asksSecrets ? <SecretInputs control={form.control} profile={profile} /> : null}
      </FormShell>
    </ModalDialog>
  );
}
