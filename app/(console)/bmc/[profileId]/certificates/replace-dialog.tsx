"use client";

import { useState } from "react";
import type { z } from "zod";
import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { Button } from "@/app/_components/carbon";
import { Fingerprint } from "@/app/_components/certificate/certificate-view";
import { Facts } from "@/app/_components/feedback/facts";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { Notice } from "@/app/_components/feedback/notice";
import { describeAbsolute } from "@/app/_components/feedback/time";
import type { ChosenFile } from "@/app/_components/form/file-field";
import { FormShell } from "@/app/_components/form/form-shell";
import { problemResolver } from "@/app/_components/form/problem-resolver";
import { TextField } from "@/app/_components/form/text-field";
import { useForm, useWatch } from "@/app/_components/form/use-form";
import { replaceBmcCertificate } from "@/contracts/addresses/bmc";
import type { BmcCertificate, bmcInstalledCertificateSchema } from "@/contracts/bmc";
import { PemFields } from "./pem-fields";
import { PemPreview } from "./pem-preview";
import { pemOf, pemProblem } from "./pem-source";

type Replaced = z.output<typeof bmcInstalledCertificateSchema>;

interface ReplaceValues {
  text: string;
  file: ChosenFile | null;
  confirmation: string;
}

function Installed({ installed }: { installed: Replaced }) {
  const warning = installed.isExpired
    ? "It has expired already: clients that check dates refuse it."
    : installed.isNotYetValid
      ? "It is not valid yet: clients that check dates refuse it."
      : null;
  return (
    <>
      <Notice
        tone={warning === null ? "ok" : "warn"}
        title={warning ?? "The BMC presents the new certificate"}
        role="status"
      >
        <p>
          {installed.isPinned
            ? "The profile's pin was moved to it: the next connections accept the new certificate and no other."
            : "The profile's trust was not changed. If it is trusted by an authority, that authority must have issued the new certificate too."}
        </p>
      </Notice>
      <Facts
        facts={[
          ["Valid until", describeAbsolute(installed.notAfter)],
          [
            "SHA-256",
            <Fingerprint
              key="fingerprint"
              value={installed.fingerprint256}
              label="fingerprint of the new certificate"
            />,
          ],
        ]}
      />
    </>
  );
}

interface ReplaceDialogProps {
  profileId: string;
  profileName: string;
  /** The address the console reaches the BMC at. */
  host: string;
  certificate: BmcCertificate;
  onClose: () => void;
}

/** Replaces a certificate of the BMC; the profile's name has to be typed, because a mistake locks people out. */
export function ReplaceDialog({ profileId, profileName, host, certificate, onClose }: ReplaceDialogProps) {
  const [installed, setInstalled] = useState<Replaced | null>(null);
  const form = useForm<ReplaceValues>({
    defaultValues: { text: "", file: null, confirmation: "" },
    resolver: problemResolver((values) => {
      const problem = pemProblem(pemOf(values), "replace");
      return [
        ...(problem === null ? [] : [{ path: "text", message: problem }]),
        ...(values.confirmation === profileName
          ? []
          : [{ path: "confirmation", message: "This is not the name, letter for letter." }]),
      ];
    }),
  });
  const [text, file] = useWatch({ control: form.control, name: ["text", "file"] });
  const replacement = useApiMutation(replaceBmcCertificate, {
    invalidates: [keys.bmcPart(profileId, "certificates"), keys.profile(profileId), keys.bmcs],
    onSuccess: setInstalled,
  });
  if (installed !== null) {
    return (
      <ModalDialog
        title="Certificate replaced"
        onClose={onClose}
        footer={
          <Button size="md" kind="secondary" onClick={onClose}>
            Close
          </Button>
        }
      >
        <Installed installed={installed} />
      </ModalDialog>
    );
  }
  return (
    <ModalDialog title={`Replace ${certificate.name}`} role="alertdialog" isWide onClose={onClose}>
      {certificate.warning === null ? null : (
        <Notice tone="warn" title="This can lock people out">
          <p>{certificate.warning}</p>
        </Notice>
      )}
      <FormShell
        label={`Replace ${certificate.name}`}
        form={form}
        guardsUnsavedChanges={false}
        isDanger
        submitLabel="Replace the certificate"
        isLoading={replacement.isPending}
        error={replacement.error ? problemOf(replacement.error) : null}
        onCancel={onClose}
        onSubmit={(values) =>
          replacement.mutate({
            params: { profileId },
            body: { uri: certificate.uri, pem: pemOf(values), confirmation: values.confirmation },
          })
        }
      >
        <PemFields
          control={form.control}
          names={{ text: "text", file: "file" }}
          help="The certificate first, then its chain. Add the private key unless the request was made on this BMC."
        />
        <PemPreview text={text} file={file} isForHttps={certificate.use === "https"} host={host} />
        <TextField control={form.control} name="confirmation" label={`Type ${profileName} to confirm`} />
      </FormShell>
    </ModalDialog>
  );
}
