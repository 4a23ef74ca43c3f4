"use client";

import { type ReactNode, useContext, useEffect, useId, useRef, useState } from "react";
import { CloseIcon } from "../icons";
import { captureOpener, returnFocus } from "./opener";
import { OpenerContext } from "./opener-context";

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
 * it came from, or close to it. Render it only while it is open.
 */
export function ModalDialog({ title, children, footer, onClose, isWide, role }: ModalDialogProps) {
  const titleId = useId();
  // Read while rendering: by the time effects run, the dialog has taken the focus.
  const known = useContext(OpenerContext);
  const [opener] = useState(() => known ?? captureOpener());

  const dialog = useRef<HTMLDialogElement>(null);
  const body = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // The browser would choose the close button; whoever has something to fill in wants to begin there.
    body.current?.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea")?.focus();
    return () => {
      element?.close();
      returnFocus(opener);
    };
  }, [opener]);

  return (
    <dialog
      ref={dialog}
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
      <div ref={body} className="sb-dialog__body">
        <OpenerContext value={null}>{children}</OpenerContext>
      </div>
      {footer ? <div className="sb-dialog__footer">{footer}</div> : null}
    </dialog>
  );
}
