import { type ComponentType, type LazyExoticComponent, lazy } from "react";

/** A part of a page whose code is loaded when it is first shown, of a module that exports it by its name. */
export function lazyNamed<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(async () => ({ default: await load() }));
}
