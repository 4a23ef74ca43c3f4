import { useState } from "react";
import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { sendRawRequest } from "@/contracts/addresses/devices";
import { type RawDraft, takesBody } from "./raw-draft";

/** Sends requests as written, one at a time; a wait can be ended. */
export function useRawRequest(profileId: string) {
  const [abort, setAbort] = useState<AbortController | null>(null);
  const sending = useApiMutation(sendRawRequest, { invalidates: [keys.rawRequests(profileId), keys.runs] });

  function send({ method, uri, body, ifMatch }: RawDraft, confirmation: string, record: boolean) {
    const controller = new AbortController();
    setAbort(controller);
    sending.mutate({
      params: { profileId },
      body: {
        method,
        uri,
        ...(takesBody(method) && body.trim() !== "" ? { body } : {}),
        ...(method === "PATCH" && ifMatch !== "" ? { ifMatch } : {}),
        ...(method === "GET" ? {} : { confirmation }),
        record,
      },
      signal: controller.signal,
    });
  }

  return {
    send,
    stop: () => abort?.abort(),
    isPending: sending.isPending,
    error: sending.error,
    answer: sending.data,
  };
}

export type RawSending = ReturnType<typeof useRawRequest>;
