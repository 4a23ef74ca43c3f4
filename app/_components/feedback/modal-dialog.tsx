"use client";

import { type ReactNode, useEffect, useId, useState } from "react";
import { Dialog } from "../carbon";
import { CloseIcon } from "../icons";

interface ModalDialogProps {
  title: string;
  children: ReactNode;
  footer?: ReactNode;
  onClose: () => void;
  isWide?: boolean;
  /** `alertdialog` for decisions that cannot be undone. */
  role?: "alertdialog";
}

/**
 * A modal dialog by the browser's own element: the page behind is inert, Escape closes, and the focus returns to where
 * it came from. Render it only while it is open.
 */
export function ModalDialog({ title, children, footer, onClose, isWide, role }: ModalDialogProps) {
  const titleId = useId();
  // Read while rendering: by the time effects run, the dialog has taken the focus.
  const [opener] = useState(() => (typeof document === "undefined" ? null : document.activeElement));

  useEffect(
    () => () => {
      if (opener instanceof HTMLElement && opener.isConnected) {
        opener.focus();
      }
    },
    [opener],
  );

  return (
    <Dialog
      open
      modal
      role={role}
      className={`sb-dialog${isWide ? " sb-dialog--wide" : ""}`}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className="sb-dialog__header">
        <h2 id={titleId}>{title}</h2>
        <button type="button" className="sb-icon-button" aria-label="Close" title="Close" onClick={onClose}>
          <CloseIcon size={20} />
        </button>
      </div>
      <div className="sb-dialog__body">{children}</div>
      {footer ? <div className="sb-dialog__footer">{footer}</div> : null}
    </Dialog>
  );
}
