"use client";

import { useState } from "react";
import { Button } from "@/app/_components/carbon";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";

const FindDialog = lazyDialog(() => import("./find-dialog").then((module) => module.FindDialog));
const CountDialog = lazyDialog(() => import("./count-dialog").then((module) => module.CountDialog));

/** What goes beyond the tree: the search in all namespaces, and how many instances there are. */
export function NamespaceTools({ namespace, text }: { namespace: string; text: string }) {
  const [dialog, setDialog] = useState<"find" | "count" | null>(null);
  const close = () => setDialog(null);
  return (
    <>
      <Button kind="ghost" size="sm" onClick={() => setDialog("find")}>
        Search all namespaces
      </Button>
      <Button kind="ghost" size="sm" onClick={() => setDialog("count")}>
        Count instances
      </Button>
      {dialog === "find" ? <FindDialog text={text} onClose={close} /> : null}
      {dialog === "count" ? <CountDialog namespace={namespace} onClose={close} /> : null}
    </>
  );
}
