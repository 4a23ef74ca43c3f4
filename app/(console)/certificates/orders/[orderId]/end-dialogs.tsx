"use client";

import { useRouter } from "next/navigation";
import { callApi } from "@/app/_client/api";
import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { useOrderAction } from "@/app/_client/order-action";
import { paths } from "@/app/_client/paths";
import { problemOf } from "@/app/_client/problem";
import { ConfirmDialog } from "@/app/_components/feedback/confirm-dialog";
import { useToast } from "@/app/_components/feedback/toasts";
import { cancelOrder, deleteOrder } from "@/contracts/addresses/certificate-orders";
import type { CertificateOrder } from "@/contracts/certificate-order";

interface EndDialogProps {
  order: CertificateOrder;
  onClose: () => void;
}

/** Stops the work under way, if any, and ends the order. */
export function CancelOrderDialog({ order, onClose }: EndDialogProps) {
  const cancellation = useOrderAction(order.id, () =>
    callApi(cancelOrder, { params: { orderId: order.id }, body: { version: order.version } }),
  );
  return (
    <ConfirmDialog
      title={`Cancel ${order.name}?`}
      confirmLabel="Cancel the order"
      isLoading={cancellation.isPending}
      error={cancellation.error === null ? null : problemOf(cancellation.error)}
      onConfirm={() => cancellation.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>
        {order.step === null ? "" : "What is under way is stopped. "}
        The order stays in the list with its history. What the device may have signed meanwhile is not used.
      </p>
    </ConfirmDialog>
  );
}

/** Deletes an order that is over. */
export function DeleteOrderDialog({ order, onClose }: EndDialogProps) {
  const router = useRouter();
  const toast = useToast();
  const deletion = useApiMutation(deleteOrder, {
    invalidates: [keys.orderLists],
    onSuccess: () => {
      toast({ tone: "ok", title: `${order.name} was deleted` });
      router.push(paths.orders());
    },
  });
  return (
    <ConfirmDialog
      title={`Delete ${order.name}?`}
      confirmLabel="Delete order"
      nameToType={order.name}
      isLoading={deletion.isPending}
      error={deletion.error === null ? null : problemOf(deletion.error)}
      onConfirm={(confirm) => deletion.mutate({ params: { orderId: order.id }, query: { confirm } })}
      onClose={onClose}
    >
      <p>
        The order, its key and its history are removed.{" "}
        {order.identity === null
          ? "A certificate that was signed for this key can no longer be used."
          : `The client certificate ${order.identity.name} stays.`}{" "}
        This cannot be undone.
      </p>
    </ConfirmDialog>
  );
}
