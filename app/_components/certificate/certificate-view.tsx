"use client";

import type { ReactNode } from "react";
import type { CertificateFacts } from "@/contracts/certificate";
import { nameKey } from "@/contracts/key-name";
import { Button } from "../carbon";
import { CopyButton } from "../feedback/copy-button";
import { describeAbsolute } from "../feedback/time";
import { DownloadIcon } from "../icons";
import { saveFile } from "../table/export";
import { groupAltNames, pemFileName } from "./validity";
import { ValidityTag } from "./validity-tag";

/** A SHA-256 fingerprint in the form device consoles print, to be compared and copied. */
export function Fingerprint({ value, label }: { value: string; label: string }) {
  return (
    <span className="sb-fingerprint">
      <code>{value}</code>
      <CopyButton text={value} label={`Copy the ${label}`} />
    </span>
  );
}

interface CertificateViewProps {
  facts: CertificateFacts;
  /** Further buttons beside the download. */
  actions?: ReactNode;
}

/** Everything there is to know of one certificate, and its download as PEM. */
export function CertificateView({ facts, actions }: CertificateViewProps) {
  const use = [...facts.keyUsage, ...facts.extendedKeyUsage];
  return (
    <div className="sb-certificate">
      <dl className="sb-certificate__facts">
        <dt>Subject</dt>
        <dd>{facts.subject || "(empty)"}</dd>
        <dt>Issuer</dt>
        <dd>{facts.selfSigned ? "itself (self-signed)" : facts.issuer}</dd>
        <dt>Valid</dt>
        <dd>
          {describeAbsolute(facts.notBefore)} to {describeAbsolute(facts.notAfter)}
          <br />
          <ValidityTag facts={facts} />
        </dd>
        {groupAltNames(facts.subjectAltNames).map((group) => (
          <AltNames key={group.label} label={group.label} values={group.values} />
        ))}
        {facts.subjectAltNames.length === 0 && !facts.isCertificateAuthority ? (
          <AltNames label="Alternative names" values={["none: only the common name says for whom it is"]} />
        ) : null}
        <dt>Authority</dt>
        <dd>
          {facts.isCertificateAuthority
            ? `yes${facts.pathLength === null ? "" : `, at most ${facts.pathLength} below it`}`
            : "no"}
        </dd>
        <dt>Key</dt>
        <dd>{nameKey(facts.key)}</dd>
        <dt>Signature</dt>
        <dd>{facts.signatureAlgorithm}</dd>
        <dt>Use</dt>
        <dd>{use.length > 0 ? use.join(", ") : "not restricted"}</dd>
        <dt>Serial number</dt>
        <dd>
          <code>{facts.serialNumber}</code>
        </dd>
        <dt>SHA-256</dt>
        <dd>
          <Fingerprint value={facts.fingerprint256} label="fingerprint of the certificate" />
        </dd>
        <dt>SHA-256 of the key</dt>
        <dd>
          <Fingerprint value={facts.publicKeyFingerprint256} label="fingerprint of the public key" />
        </dd>
      </dl>
      <div className="sb-certificate__actions">
        <Button
          kind="tertiary"
          size="sm"
          renderIcon={DownloadIcon}
          onClick={() => saveFile(pemFileName(facts), "application/x-pem-file", facts.pem)}
        >
          Download PEM
        </Button>
        {actions}
      </div>
    </div>
  );
}

function AltNames({ label, values }: { label: string; values: readonly string[] }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <ul>
          {values.map((value) => (
            <li key={value}>{value}</li>
          ))}
        </ul>
      </dd>
    </>
  );
}
