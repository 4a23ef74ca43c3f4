"use client";

import { callApi } from "@/app/_client/api";
import { Button } from "@/app/_components/carbon";
import { requestFileName } from "@/app/_components/certificate/validity";
import { CopyButton } from "@/app/_components/feedback/copy-button";
import { DownloadIcon } from "@/app/_components/icons";
import { saveFile } from "@/app/_components/table/export";
import { awaitUpload, signOrder } from "@/contracts/addresses/certificate-orders";
import type { RequestFacts } from "@/contracts/certificate-request";
import { ActionButton } from "./action-button";
import { obstacleOf, useOrder } from "./order-context";
import { StepProgress } from "./step-progress";
import { UploadCertificateForm } from "./upload-certificate-form";

const sign = (orderId: string, version: number) => callApi(signOrder, { params: { orderId }, body: { version } });
const carry = (orderId: string, version: number) => callApi(awaitUpload, { params: { orderId }, body: { version } });

function ByHand({ request }: { request: RequestFacts }) {
  const order = useOrder();
  const isAwaited = order.state === "awaiting_certificate";
  return (
    <>
      <p>
        Download the request and have it signed: on a machine that reaches the BMC, as the body of{" "}
        <code>POST /ibm/v1/Host/Actions/SignCSR</code>. Bring back the certificate it answers, and the root certificate
        that <code>GET /ibm/v1/Host/Certificate/root</code> answers.
      </p>
      <div className="sb-cluster">
        <Button
          kind={isAwaited ? "tertiary" : "primary"}
          size="md"
          renderIcon={DownloadIcon}
          onClick={() => saveFile(requestFileName(request), "application/pkcs10", request.pem)}
        >
          Download the request
        </Button>
        <CopyButton text={request.pem} label="Copy the request as PEM" />
      </div>
      {obstacleOf(order, "await_upload") === null ? (
        <ActionButton action="await_upload" call={carry} busy="Noting it down" kind="ghost">
          Note that the request is with the signer
        </ActionButton>
      ) : null}
      <UploadCertificateForm />
    </>
  );
}

/** Having the request signed: by the device, or carried there by hand. */
export function SignStation() {
  const order = useOrder();
  const isSigning = order.step?.id === "sign";
  const [leaf] = order.certificates;
  const isOver = (["sign", "await_upload", "upload_certificate"] as const).every(
    (action) => obstacleOf(order, action) !== null,
  );
  if (leaf !== undefined && isOver && !isSigning) {
    return (
      <p>
        The certificate came back, issued by <strong>{leaf.issuer}</strong>.
      </p>
    );
  }
  if (order.request === null) return <p className="sb-muted">There is no request to be signed yet.</p>;
  return (
    <>
      <StepProgress of="sign" />
      {order.profile === null ? (
        <ByHand request={order.request} />
      ) : (
        <>
          {isSigning ? null : (
            <p>
              {order.profile.name} passes the request on to its host, whose VMI signs it. The root certificate is read
              before and after, so that a change in between does not go unnoticed.
            </p>
          )}
          {isSigning ? null : (
            <ActionButton action="sign" call={sign} busy="Starting" kind="primary">
              Have it signed
            </ActionButton>
          )}
          {isSigning || obstacleOf(order, "upload_certificate") !== null ? null : (
            <details open={order.state === "awaiting_certificate"}>
              <summary>Carry the request by hand instead</summary>
              <ByHand request={order.request} />
            </details>
          )}
        </>
      )}
    </>
  );
}
