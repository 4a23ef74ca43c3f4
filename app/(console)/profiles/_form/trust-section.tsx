"use client";

import Link from "next/link";
import { paths } from "@/app/_client/paths";
import { problemOf } from "@/app/_client/problem";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { CopyButton } from "@/app/_components/feedback/copy-button";
import { Notice } from "@/app/_components/feedback/notice";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { describeAbsolute } from "@/app/_components/feedback/time";
import { CheckboxField } from "@/app/_components/form/boolean-fields";
import { ChecklistField, type Choice, ChoiceField } from "@/app/_components/form/choice-field";
import { FormSection } from "@/app/_components/form/form-shell";
import { TextField } from "@/app/_components/form/text-field";
import { type Control, useWatch } from "@/app/_components/form/use-form";
import { countOf } from "@/contracts/count";
import type { Profile } from "@/contracts/profile";
import type { TrustBundle } from "@/contracts/trust";
import type { ProfileFormValues } from "./form-values";
import styles from "./sections.module.scss";

interface TrustSectionProps {
  control: Control<ProfileFormValues>;
  focusedField: string | null;
  stored: Profile | null;
}

function modeChoices(values: ProfileFormValues["tls"]["trust"], stored: Profile | null): Choice[] {
  const choices: Choice[] = [
    {
      value: "bundle",
      label: "CA bundles",
      note: "Only certificates that lead to a CA of the chosen bundles. The usual choice for a site with its own CA.",
    },
    {
      value: "system",
      label: "System roots",
      note: "The public CAs this console comes with, and the chosen bundles. Only for devices with a certificate of a public CA.",
    },
    {
      value: "pinned",
      label: "Pinned certificate",
      note: "Exactly one certificate, accepted once by its fingerprint. Another one blocks the connection until somebody accepts it.",
      isDisabled: values.pin === undefined,
    },
  ];
  if (stored?.tls.trust.mode === "insecure") {
    choices.push({
      value: "insecure",
      label: "Not verified",
      note: "Any certificate is taken. Anyone on the network path can read and change what is sent, credentials included.",
    });
  }
  return choices;
}

function bundleNote(bundle: TrustBundle): string {
  const count = countOf(bundle.anchors.length, "certificate");
  return bundle.expiresAt === null
    ? count
    : `${count}, the first ends ${describeAbsolute(bundle.expiresAt).slice(0, 10)}`;
}

interface BundleChoiceProps {
  control: Control<ProfileFormValues>;
  isAddition: boolean;
  hasFirstFocus: boolean;
}

function BundleChoice({ control, isAddition, hasFirstFocus }: BundleChoiceProps) {
  // Bundles may be added in another tab meanwhile: coming back to this one reads them again.
  const bundles = useQuery({ ...queries.bundles(), staleTime: 0 });
  return (
    <div className="sb-form__fields">
      {bundles.isPending ? <LinesSkeleton label="CA bundles" /> : null}
      {bundles.error ? <ProblemNotice problem={problemOf(bundles.error)} /> : null}
      {bundles.data ? (
        <ChecklistField
          control={control}
          name="tls.trust.bundleIds"
          label={isAddition ? "CA bundles trusted in addition" : "Trusted CA bundles"}
          isOptional={isAddition}
          hasFirstFocus={hasFirstFocus}
          help={bundles.data.items.length === 0 ? "The team has no CA bundle yet." : undefined}
          choices={bundles.data.items.map((bundle) => ({
            value: bundle.id,
            label: bundle.name,
            note: bundleNote(bundle),
          }))}
        />
      ) : null}
      <p className="sb-reason">
        <Link className="sb-link" href={paths.newBundle()} target="_blank">
          Add a CA bundle
        </Link>{" "}
        in a new tab; it appears here when you come back. If you do not have the CA's file, save the profile and test
        the connection: the test shows what the device presents and lets you trust it.
      </p>
      <CheckboxField
        control={control}
        name="tls.trust.partialChain"
        label="An intermediate CA may end the chain"
        help="For bundles that hold an intermediate CA without its root."
      />
    </div>
  );
}

function PinnedCertificate({ trust }: { trust: ProfileFormValues["tls"]["trust"] }) {
  if (trust.pin === undefined) return null;
  return (
    <div>
      <span className="sb-field__label">SHA-256 fingerprint of the accepted certificate</span>
      <div className="sb-fingerprint">
        <code>{trust.pin.fingerprint256}</code>
        <CopyButton text={trust.pin.fingerprint256} label="Copy the fingerprint" />
      </div>
    </div>
  );
}

/** How the device's certificate is trusted; the same for HTTPS and notifications (SEC-C1). */
export function TrustSection({ control, stored, focusedField }: TrustSectionProps) {
  const trust = useWatch({ control, name: "tls.trust" });
  return (
    <FormSection
      title="Trust"
      help="How the console makes sure that it talks to this device and to nobody else. It holds for requests and for notifications alike."
    >
      <ChoiceField
        control={control}
        name="tls.trust.mode"
        label="The device's certificate is trusted by"
        choices={modeChoices(trust, stored)}
      />
      {trust.pin === undefined ? (
        <p className="sb-reason">
          A certificate can be pinned from the connection test, which shows it with its fingerprint.
        </p>
      ) : null}
      <div className={styles.more}>
        {trust.mode === "bundle" || trust.mode === "system" ? (
          <BundleChoice
            control={control}
            isAddition={trust.mode === "system"}
            hasFirstFocus={focusedField === "tls.trust.bundleIds"}
          />
        ) : null}
        {trust.mode === "pinned" ? <PinnedCertificate trust={trust} /> : null}
        {trust.mode === "insecure" && trust.insecureUntil !== undefined ? (
          <Notice tone="fail" title="This connection is not verified">
            <p>
              An administrator turned verification off. It ends <RelativeTime at={trust.insecureUntil} /> (
              {describeAbsolute(trust.insecureUntil)}).
            </p>
          </Notice>
        ) : null}
      </div>
      {trust.mode === "bundle" || trust.mode === "system" ? (
        <>
          <TextField
            control={control}
            name="tls.expectedName"
            label="Expected name"
            help="Name the certificate must be issued for, if it is not the host above: behind NAT or a jump host."
            isOptional
          />
          <CheckboxField
            control={control}
            name="tls.allowCommonName"
            label="Accept the common name"
            help="For old certificates without subject alternative names. The name is checked either way."
          />
        </>
      ) : null}
    </FormSection>
  );
}
