"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { callApi } from "@/app/_client/api";
import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { useOrderAction } from "@/app/_client/order-action";
import { paths } from "@/app/_client/paths";
import { problemOf } from "@/app/_client/problem";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { Notice } from "@/app/_components/feedback/notice";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { CheckboxField } from "@/app/_components/form/boolean-fields";
import { FormShell } from "@/app/_components/form/form-shell";
import { problemResolver } from "@/app/_components/form/problem-resolver";
import { TextField } from "@/app/_components/form/text-field";
import { useForm } from "@/app/_components/form/use-form";
import { DownloadIcon, RenewIcon } from "@/app/_components/icons";
import { activateOrder, renewOrders } from "@/contracts/addresses/certificate-orders";
import { ActionNotice, formProblem } from "./action-notice";
import { obstacleOf, useOrder } from "./order-context";

const ExportDialog = lazyDialog(() => import("./export-dialog").then((module) => module.ExportDialog));

interface KeepValues {
  identityName: string;
  isUntestedAccepted: boolean;
}

function KeepForm() {
  const order = useOrder();
  const isProven = obstacleOf(order, "activate") === null;
  const isUntested = !isProven && obstacleOf(order, "activate_untested") === null;
  const form = useForm<KeepValues>({
    defaultValues: { identityName: order.name, isUntestedAccepted: false },
    resolver: problemResolver((values) => [
      ...(values.identityName.trim() === "" ? [{ path: "identityName", message: "A name is needed." }] : []),
      ...(isUntested && !values.isUntestedAccepted
        ? [{ path: "isUntestedAccepted", message: "Confirm that you keep it without proof, or test it first." }]
        : []),
    ]),
  });
  const keeping = useOrderAction(
    order.id,
    ({ identityName }: KeepValues) =>
      callApi(activateOrder, {
        params: { orderId: order.id },
        body: { version: order.version, identityName, untested: isUntested },
      }),
    [keys.identities],
  );
  return (
    <>
      <ActionNotice error={keeping.error} isInForm />
      {isUntested ? (
        <Notice tone="warn" title="No connection has proven this certificate">
          <p>It passed all checks, but whether the VMI accepts it is not known. Better test it first.</p>
        </Notice>
      ) : null}
      <FormShell
        label="Keep the certificate"
        form={form}
        onSubmit={(values) => keeping.mutate(values, { onSuccess: () => form.reset(values) })}
        isLoading={keeping.isPending}
        error={formProblem(keeping.error)}
        submitLabel={isUntested ? "Keep it untested" : "Keep as client certificate"}
        submitObstacle={isUntested ? null : obstacleOf(order, "activate")}
      >
        <TextField
          control={form.control}
          name="identityName"
          label="Name of the client certificate"
          help="Profiles choose it by this name. Unique in the team."
          maxLength={80}
        />
        {isUntested ? (
          <CheckboxField
            control={form.control}
            name="isUntestedAccepted"
            label="Keep it although no connection has proven it"
          />
        ) : null}
      </FormShell>
    </>
  );
}

function RenewButton({ identityId }: { identityId: string }) {
  const order = useOrder();
  const router = useRouter();
  const [obstacle, setObstacle] = useState<string | null>(null);
  const renewal = useApiMutation(renewOrders, {
    invalidates: [keys.orderLists],
    onSuccess: ({ items: [line] }) => {
      if (line?.order) router.push(paths.order(line.order.id));
      else setObstacle(line?.obstacle ?? null);
    },
  });
  return (
    <>
      <ReasonButton
        kind="tertiary"
        renderIcon={RenewIcon}
        disabledReason={renewal.isPending ? "The renewal is being begun." : obstacleOf(order, "renew")}
        onClick={() => renewal.mutate({ body: { identityIds: [identityId] } })}
      >
        Renew with a new key
      </ReasonButton>
      {renewal.error ? <ProblemNotice problem={problemOf(renewal.error)} /> : null}
      {obstacle === null ? null : <Notice tone="warn" role="alert" title={obstacle} />}
    </>
  );
}

/** Keeping the certificate for the team, and what can be done with it from then on. */
export function KeepStation() {
  const order = useOrder();
  const [isExporting, setExporting] = useState(false);
  const { identity } = order;
  const canKeep = (["activate", "activate_untested"] as const).some((action) => obstacleOf(order, action) === null);
  return (
    <>
      {identity === null ? (
        canKeep ? (
          <KeepForm />
        ) : (
          <p className="sb-muted">
            Once it has passed its checks, the certificate becomes a client certificate of the team, to be used by any
            profile or exported. {obstacleOf(order, "activate")}
          </p>
        )
      ) : (
        <p>
          Kept as the client certificate{" "}
          <Link className="sb-link" href={paths.identity(identity.id)}>
            {identity.name}
          </Link>
          : any profile of the team can use it. Its key stays sealed on the server.
        </p>
      )}
      <div className="sb-cluster">
        <ReasonButton
          kind="tertiary"
          renderIcon={DownloadIcon}
          disabledReason={obstacleOf(order, "export")}
          onClick={() => setExporting(true)}
        >
          Export
        </ReasonButton>
        {identity === null ? null : <RenewButton identityId={identity.id} />}
      </div>
      {isExporting ? <ExportDialog order={order} onClose={() => setExporting(false)} /> : null}
    </>
  );
}
