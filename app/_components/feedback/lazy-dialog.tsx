"use client";

import { type ComponentType, Suspense, useState } from "react";
import { lazyNamed } from "./lazy-named";
import { captureOpener } from "./opener";
import { OpenerContext } from "./opener-context";

/**
 * A dialog whose code is loaded when it opens. The boundary is its own: without one, the whole page would give way to its
 * skeleton meanwhile, and the focus would be lost.
 */
export function lazyDialog<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const Dialog = lazyNamed(load);
  // biome-ignore lint/correctness/noComponentHookFactories: called at module scope only, once a dialog.
  return function LazyDialog(props: Props) {
    const [opener] = useState(captureOpener);
    return (
      <OpenerContext value={opener}>
        <Suspense fallback={null}>
          <Dialog {...props} />
        </Suspense>
      </OpenerContext>
    );
  };
}
