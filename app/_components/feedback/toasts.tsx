"use client";

import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from "react";
import { CloseIcon } from "../icons";
import { noticeIcons, type Tone } from "./tone";

export interface Toast {
  tone: Tone;
  title: string;
  detail?: string;
  action?: ReactNode;
}

interface ShownToast extends Toast {
  id: number;
}

const shownMs = 8000;
const maxShown = 4;

const ToastContext = createContext<((toast: Toast) => void) | null>(null);

/** Gives the function that shows a toast. For outcomes where there is no form to show them in. */
export function useToast(): (toast: Toast) => void {
  const show = useContext(ToastContext);
  if (!show) {
    throw new Error("useToast needs a ToastProvider above it");
  }
  return show;
}

function ToastItem({ toast, onClose }: { toast: ShownToast; onClose: (id: number) => void }) {
  const Icon = noticeIcons[toast.tone];
  const [isHeld, setHeld] = useState(false);
  // Failures and toasts with an action stay until they are closed: reading them may take any time.
  const closesItself = toast.tone !== "fail" && toast.action === undefined && !isHeld;

  useEffect(() => {
    if (!closesItself) {
      return;
    }
    const timer = setTimeout(() => onClose(toast.id), shownMs);
    return () => clearTimeout(timer);
  }, [closesItself, onClose, toast.id]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointing at it or focusing into it only stops the clock
    <div
      className={`sb-notice sb-toast sb-notice--${toast.tone}`}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon className="sb-notice__icon" />
      <div className="sb-notice__body">
        <p className="sb-notice__title">{toast.title}</p>
        {toast.detail ? <p>{toast.detail}</p> : null}
        {toast.action}
      </div>
      <button
        type="button"
        className="sb-icon-button sb-icon-button--small"
        aria-label={`Close: ${toast.title}`}
        onClick={() => onClose(toast.id)}
      >
        <CloseIcon />
      </button>
    </div>
  );
}

/** Shows toasts for everything below it, at most four at a time, announced politely. One provider, in the shell. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly ShownToast[]>([]);
  const nextId = useRef(1);

  const close = useCallback((id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id)), []);
  const show = useCallback((toast: Toast) => {
    const id = nextId.current;
    nextId.current += 1;
    setToasts((shown) => [...shown, { ...toast, id }].slice(-maxShown));
  }, []);

  return (
    <ToastContext.Provider value={show}>
      {children}
      <section className="sb-toasts" aria-label="Messages" aria-live="polite">
        {toasts.map((toast) => (
          <ToastItem key={toast.id} toast={toast} onClose={close} />
        ))}
      </section>
    </ToastContext.Provider>
  );
}
