import "server-only";
import { AppError } from "@/server/domain/app-error";
import { obtain, onShutdown, SHUTDOWN_ORDER } from "@/server/runtime/registry";
import { FairTurns } from "@/server/transport/fair-turns";

/** Orders that are led at the same time; the others wait their turn, by person. */
const PLACES = 16;
const WAITING_LIMIT = 10_000;

interface LedOrders {
  turns: FairTurns;
  ended: AbortController;
  /** What is left to do, by order. */
  work: Map<string, Promise<void>>;
}

declare module "@/server/runtime/registry" {
  interface RuntimeServices {
    /** Orders that this process takes from step to step by itself. */
    ledOrders: LedOrders;
  }
}

const stopping = () => new AppError("shutting_down", "The console is being stopped.");

function ledOrders(): LedOrders {
  return obtain("ledOrders", () => {
    const full = () => new AppError("too_many_requests", "Too many certificate orders wait for their turn.");
    const led: LedOrders = {
      turns: new FairTurns({ places: PLACES, maximumWaiting: WAITING_LIMIT, full }),
      ended: new AbortController(),
      work: new Map(),
    };
    onShutdown("led-orders", SHUTDOWN_ORDER.notifications, async () => {
      led.ended.abort();
      led.turns.end(stopping());
      await Promise.all(led.work.values());
    });
    return led;
  });
}

/** True while the console goes on with the order by itself, also between its steps. */
export function isLed(orderId: string): boolean {
  return ledOrders().work.has(orderId);
}

/** Waits until the console goes on with the order no further; for tests. */
export async function leadOf(orderId: string): Promise<void> {
  await ledOrders().work.get(orderId);
}

/**
 * Goes on with an order in its turn. `lead` must not throw; it stops between two steps once its signal is aborted, which
 * is when the console stops.
 */
export function leadOrder(orderId: string, userId: string, lead: (signal: AbortSignal) => Promise<void>): void {
  const { turns, ended, work } = ledOrders();
  const run = async () => {
    const release = await turns.take(userId, ended.signal).catch(() => undefined);
    if (release === undefined) return;
    try {
      await lead(ended.signal);
    } finally {
      release();
    }
  };
  work.set(
    orderId,
    run().finally(() => work.delete(orderId)),
  );
}
