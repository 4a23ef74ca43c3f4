"use client";

import { callApi } from "@/app/_client/api";
import { CertificateTree } from "@/app/_components/certificate/certificate-tree";
import { CheckList } from "@/app/_components/certificate/check-list";
import { Notice } from "@/app/_components/feedback/notice";
import { verifyOrder } from "@/contracts/addresses/certificate-orders";
import type { CheckOutcome, ExchangeCheck } from "@/contracts/certificate-order";
import { ActionButton } from "./action-button";
import { AuthorityQuestion } from "./authority-question";
import { obstacleOf, useOrder } from "./order-context";

const verify = (orderId: string, version: number) => callApi(verifyOrder, { params: { orderId }, body: { version } });

function Outcome({ outcome, checks }: { outcome: CheckOutcome; checks: readonly ExchangeCheck[] }) {
  if (outcome === "accepted") return <Notice tone="ok" title="The certificate passed: it is yours to prove and keep" />;
  if (outcome === "question") return null;
  return (
    <Notice tone="fail" title="The certificate was refused: nothing of it is used">
      <ul className="sb-notice__list">
        {checks
          .filter((check) => check.verdict === "refuse")
          .map((check) => (
            <li key={check.id}>
              {check.number}. {check.title}: {check.finding}
            </li>
          ))}
      </ul>
    </Notice>
  );
}

/** What was received and the checks made on it, with the question about a changed authority. */
export function VerifyStation() {
  const order = useOrder();
  const { certificates, authority, checks, outcome } = order;
  const received = authority === null ? certificates : [...certificates, authority];
  return (
    <>
      {outcome === null ? null : <Outcome outcome={outcome} checks={checks} />}
      {outcome === "question" && authority !== null ? (
        <AuthorityQuestion key={authority.fingerprint256} authority={authority} />
      ) : null}
      {checks.length > 0 ? <CheckList label="Checks" checks={checks} /> : null}
      {received.length > 0 ? (
        <section>
          <h3>What was received</h3>
          <CertificateTree label="Certificates received" certificates={received} />
        </section>
      ) : null}
      {received.length === 0 && checks.length === 0 ? (
        <p className="sb-muted">
          Whatever the signer answers goes through 18 checks before anything of it is used: whose key it is for, who
          signed it, its dates, purpose and strength, and whether the authority is the one of last time.
        </p>
      ) : null}
      {obstacleOf(order, "verify") === null ? (
        <ActionButton action="verify" call={verify} busy="Checking" kind={checks.length === 0 ? "primary" : "tertiary"}>
          {checks.length === 0 ? "Check the certificate" : "Check again"}
        </ActionButton>
      ) : null}
    </>
  );
}
