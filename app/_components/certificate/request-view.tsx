"use client";

import { maximumRequestBytes } from "@/contracts/certificate-limits";
import type { RequestFacts } from "@/contracts/certificate-request";
import { nameKey } from "@/contracts/key-name";
import { Button } from "../carbon";
import { CopyButton } from "../feedback/copy-button";
import { Facts } from "../feedback/facts";
import { DownloadIcon } from "../icons";
import { saveFile } from "../table/export";
import { Fingerprint } from "./certificate-view";
import { groupAltNames, requestFileName } from "./validity";

/** A certificate signing request, decoded and as PEM, with its download. */
export function RequestView({ request }: { request: RequestFacts }) {
  const use = [...request.keyUsage, ...request.extendedKeyUsage];
  return (
    <div className="sb-certificate">
      <Facts
        facts={[
          ["Subject", request.subject || "(empty)"],
          ...groupAltNames(request.subjectAltNames).map((group) => [group.label, group.values.join(", ")] as const),
          ["Key", nameKey(request.key)],
          [
            "Signature",
            `${request.signatureAlgorithm}, ${request.isSignatureValid ? "made by this key" : "not made by this key"}`,
          ],
          ["Use", use.length > 0 ? use.join(", ") : "not restricted"],
          ["Authority", request.asksForAuthority ? "asks to become one" : "no"],
          ["Other attributes", request.otherAttributes.length > 0 ? request.otherAttributes.join(", ") : null],
          [
            "Length",
            `${request.byteLength.toLocaleString("en")} of the ${maximumRequestBytes.toLocaleString("en")} bytes a BMC takes`,
          ],
          [
            "SHA-256 of the key",
            <Fingerprint key="key" value={request.publicKeyFingerprint256} label="fingerprint of the public key" />,
          ],
        ]}
      />
      <details className="sb-pem">
        <summary>As PEM</summary>
        <pre className="sb-code">{request.pem}</pre>
      </details>
      <div className="sb-certificate__actions sb-cluster">
        <Button
          kind="tertiary"
          size="sm"
          renderIcon={DownloadIcon}
          onClick={() => saveFile(requestFileName(request), "application/pkcs10", request.pem)}
        >
          Download the request
        </Button>
        <CopyButton text={request.pem} label="Copy the request as PEM" />
      </div>
    </div>
  );
}
