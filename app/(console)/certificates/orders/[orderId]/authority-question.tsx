"use client";

import { callApi } from "@/app/_client/api";
import { useOrderAction } from "@/app/_client/order-action";
import { Fingerprint } from "@/app/_components/certificate/certificate-view";
import { ValidityTag } from "@/app/_components/certificate/validity-tag";
import { Facts } from "@/app/_components/feedback/facts";
import { Notice } from "@/app/_components/feedback/notice";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { FormShell } from "@/app/_components/form/form-shell";
import { problemResolver } from "@/app/_components/form/problem-resolver";
import { TextField } from "@/app/_components/form/text-field";
import { useForm } from "@/app/_components/form/use-form";
import { acceptAuthority, declineAuthority } from "@/contracts/addresses/certificate-orders";
import type { CertificateFacts } from "@/contracts/certificate";
import { confirmsFingerprint } from "../../../profiles/_trust/fingerprint";
import { ActionNotice, formProblem } from "./action-notice";
import { obstacleOf, useOrder } from "./order-context";

/**
 * Whether the VMI's new authority is to be believed: both fingerprints, and the last eight characters of the new one as
 * proof of having looked (SEC-C4).
 */
export function AuthorityQuestion({ authority }: { authority: CertificateFacts }) {
  const order = useOrder();
  const { fingerprint256 } = authority;
  const body = { version: order.version, fingerprint256 };
  const params = { orderId: order.id };
  const form = useForm<{ confirmation: string }>({
    defaultValues: { confirmation: "" },
    resolver: problemResolver(({ confirmation }) =>
      confirmsFingerprint(confirmation, fingerprint256)
        ? []
        : [{ path: "confirmation", message: "These are not the last 8 characters of the new fingerprint." }],
    ),
  });
  const acceptance = useOrderAction(order.id, () => callApi(acceptAuthority, { params, body }));
  const refusal = useOrderAction(order.id, () => callApi(declineAuthority, { params, body }));
  return (
    <Notice tone="warn" title="The VMI's authority has changed. Do you accept the new one?">
      <p>
        That is right after the VMI was set up anew or reset; then all consoles have to renew. If nobody did that,
        somebody may stand between you and the VMI: decline.
      </p>
      <Facts
        facts={[
          ["Before", order.knownAuthority ? <code key="old">{order.knownAuthority.fingerprint256}</code> : "none"],
          [
            "Last seen",
            order.knownAuthority === null ? null : <RelativeTime key="seen" at={order.knownAuthority.seenAt} />,
          ],
          ["Now", <Fingerprint key="new" value={fingerprint256} label="fingerprint of the new authority" />],
          ["Subject", authority.subject],
          ["Valid", <ValidityTag key="valid" facts={authority} />],
        ]}
      />
      <p>
        <strong>Compare it first.</strong> Get the fingerprint of the new root from whoever runs the system, not over
        this connection. Only if all 32 pairs agree, type the last 8 characters.
      </p>
      <ActionNotice error={acceptance.error} isInForm />
      <ActionNotice error={refusal.error} />
      <FormShell
        label="The new authority"
        form={form}
        onSubmit={() => acceptance.mutate()}
        isLoading={acceptance.isPending || refusal.isPending}
        error={formProblem(acceptance.error)}
        submitLabel="Accept the new authority"
        submitObstacle={obstacleOf(order, "accept_authority")}
        guardsUnsavedChanges={false}
        actions={
          <ReasonButton
            kind="danger--tertiary"
            disabledReason={obstacleOf(order, "decline_authority")}
            onClick={() => refusal.mutate()}
          >
            Decline it
          </ReasonButton>
        }
      >
        <TextField
          control={form.control}
          name="confirmation"
          label="Last 8 characters of the new fingerprint"
          help="With or without colons."
          maxLength={16}
        />
      </FormShell>
    </Notice>
  );
}
