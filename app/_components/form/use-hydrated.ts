import { useSyncExternalStore } from "react";

const subscribe = () => () => undefined;

/**
 * False in the server's markup and until React has taken it over, true from then on. Until then a form's fields and
 * buttons stay disabled: the browser itself would submit what is typed.
 */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => true,
    () => false,
  );
}
