import { AsyncLocalStorage } from "node:async_hooks";
import { obtain } from "./registry";

declare module "@/server/runtime/registry" {
  interface RuntimeServices {
    requester: AsyncLocalStorage<string>;
  }
}

/** Work of the console itself: probes, notification streams, runs that go on. */
const CONSOLE = "console";

function storage(): AsyncLocalStorage<string> {
  return obtain("requester", () => new AsyncLocalStorage());
}

/** Runs work on behalf of a console session: what it asks of devices takes turns with what others ask (SEC-G9). */
export function runAs<T>(requester: string, work: () => T): T {
  return storage().run(requester, work);
}

/** The console session on whose behalf this code runs, or the console itself. */
export function currentRequester(): string {
  return storage().getStore() ?? CONSOLE;
}
