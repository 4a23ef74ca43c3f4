"use client";

import type { z } from "zod";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { Button } from "@/app/_components/carbon";
import { Fingerprint } from "@/app/_components/certificate/certificate-view";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { Notice } from "@/app/_components/feedback/notice";
import { ChoiceField } from "@/app/_components/form/choice-field";
import { FormShell } from "@/app/_components/form/form-shell";
import { problemResolver } from "@/app/_components/form/problem-resolver";
import { TextField } from "@/app/_components/form/text-field";
import { useForm } from "@/app/_components/form/use-form";
import { DownloadIcon } from "@/app/_components/icons";
import { saveFile } from "@/app/_components/table/export";
import { exportOrder } from "@/contracts/addresses/certificate-orders";
import { minimumExportPasswordLength } from "@/contracts/certificate-limits";
import type { CertificateOrder, ExportFormat, exportAnswerSchema } from "@/contracts/certificate-order";
import type { FieldProblem } from "@/contracts/problem";

type ExportedFile = z.output<typeof exportAnswerSchema>["files"][number];

interface ExportValues {
  format: ExportFormat;
  password: string;
  repeated: string;
}

const formats = [
  {
    value: "pem_files",
    label: "Three PEM files",
    note: "client.key (encrypted), client.crt and ca.crt: what most programs want.",
  },
  { value: "pkcs12", label: "One PKCS#12 file", note: "Key, certificate and root together, for browsers and Java." },
  { value: "pkcs8", label: "The key alone", note: "As encrypted PKCS#8, where the certificates are there already." },
  {
    value: "zip",
    label: "One zip file",
    note: "The PEM files and the PKCS#12 file, with a note of their fingerprints.",
  },
];

function check({ password, repeated }: ExportValues): FieldProblem[] {
  if (password.length < minimumExportPasswordLength) {
    return [
      { path: "password", message: `At least ${minimumExportPasswordLength} characters: short ones can be tried out.` },
    ];
  }
  return password === repeated ? [] : [{ path: "repeated", message: "This is not the same password." }];
}

function save({ name, mediaType, content }: ExportedFile): void {
  saveFile(
    name,
    mediaType,
    Uint8Array.from(atob(content), (character) => character.charCodeAt(0)),
  );
}

function Saved({ files }: { files: readonly ExportedFile[] }) {
  return (
    <Notice tone="ok" role="status" title={files.length === 1 ? "The file was saved" : "The files were saved"}>
      <p>Whoever has the key file and the password is the console to the VMI. Remove it where it is not needed.</p>
      <ul className="sb-plain-list sb-stack">
        {files.map((file) => (
          <li key={file.name}>
            <div className="sb-cluster">
              <strong>{file.name}</strong>
              <Button kind="ghost" size="sm" renderIcon={DownloadIcon} onClick={() => save(file)}>
                Save again <span className="sb-visually-hidden">{file.name}</span>
              </Button>
            </div>
            <Fingerprint value={file.fingerprint256} label={`SHA-256 of ${file.name}`} />
          </li>
        ))}
      </ul>
    </Notice>
  );
}

/** Saves certificate, root and key as files; the key is encrypted with a password of the moment, which nobody keeps. */
export function ExportDialog({ order, onClose }: { order: CertificateOrder; onClose: () => void }) {
  const form = useForm<ExportValues>({
    defaultValues: { format: "pem_files", password: "", repeated: "" },
    resolver: problemResolver(check),
  });
  const exporting = useApiMutation(exportOrder, {
    onSuccess: ({ files }) => {
      for (const file of files) save(file);
    },
  });
  if (exporting.data !== undefined) {
    return (
      <ModalDialog
        title={`Exported ${order.name}`}
        isWide
        onClose={onClose}
        footer={
          <Button kind="secondary" size="md" onClick={onClose}>
            Close
          </Button>
        }
      >
        <Saved files={exporting.data.files} />
      </ModalDialog>
    );
  }
  return (
    <ModalDialog title={`Export ${order.name}`} onClose={onClose}>
      <p>The private key leaves the console, encrypted with the password you give here. The export is noted down.</p>
      <FormShell
        label="Export"
        form={form}
        onSubmit={({ format, password }) =>
          exporting.mutate({ params: { orderId: order.id }, body: { format, password } })
        }
        isLoading={exporting.isPending}
        error={exporting.error === null ? null : problemOf(exporting.error)}
        submitLabel="Export"
        onCancel={onClose}
        guardsUnsavedChanges={false}
      >
        <ChoiceField control={form.control} name="format" label="Format" choices={formats} />
        <TextField
          control={form.control}
          name="password"
          type="password"
          label="Password of the files"
          help={`At least ${minimumExportPasswordLength} characters. It is not kept: without it the key cannot be read.`}
          autoComplete="new-password"
        />
        <TextField
          control={form.control}
          name="repeated"
          type="password"
          label="The password again"
          autoComplete="new-password"
        />
      </FormShell>
    </ModalDialog>
  );
}
