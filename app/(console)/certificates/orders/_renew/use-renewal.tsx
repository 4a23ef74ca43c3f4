import { type ReactNode, useState } from "react";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { RenewIcon } from "@/app/_components/icons";
import { useOrderDenial } from "../_shared/order-denial";
import type { Renewable } from "./renewable";

const RenewDialog = lazyDialog(() => import("./renew-dialog").then((module) => module.RenewDialog));

interface RenewalOptions<Row> {
  rows: readonly Row[];
  rowId: (row: Row) => string;
  /** Those of the selected rows' client certificates that can be renewed. */
  renewableOf: (selected: readonly Row[]) => readonly Renewable[];
  /** Why none of what is selected can be renewed. */
  obstacle: string;
  /** What the button says. */
  label?: string;
}

/** Rows of a list are selected and their client certificates renewed together: selection of the table, and the dialog. */
export function useRenewal<Row>({ rows, rowId, renewableOf, obstacle, label = "Renew" }: RenewalOptions<Row>): {
  selection: {
    selectedIds: ReadonlySet<string>;
    onChange: (selectedIds: ReadonlySet<string>) => void;
    actions: ReactNode;
  };
  dialog: ReactNode;
} {
  const [selectedIds, setSelectedIds] = useState<ReadonlySet<string>>(new Set());
  const [chosen, setChosen] = useState<{ identities: readonly Renewable[]; left: number } | null>(null);
  const denied = useOrderDenial();
  const selected = rows.filter((row) => selectedIds.has(rowId(row)));
  const renewable = renewableOf(selected);
  return {
    selection: {
      selectedIds,
      onChange: setSelectedIds,
      actions: (
        <ReasonButton
          kind="ghost"
          size="sm"
          renderIcon={RenewIcon}
          disabledReason={denied ?? (renewable.length === 0 ? obstacle : null)}
          // What was chosen stays what it is while the list behind the dialog moves on.
          onClick={() =>
            setChosen({
              identities: renewable,
              left: selected.filter((row) => renewableOf([row]).length === 0).length,
            })
          }
        >
          {label}
        </ReasonButton>
      ),
    },
    dialog:
      chosen === null ? null : (
        <RenewDialog
          {...chosen}
          onClose={() => {
            setChosen(null);
            setSelectedIds(new Set());
          }}
        />
      ),
  };
}
