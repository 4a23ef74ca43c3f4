import { DeviceError } from "@/server/protocols/errors";
import { isUntrustedPeer, TransportError } from "@/server/transport/errors";
import { CircuitBreaker } from "./circuit-breaker";
import type { Clock } from "./clock";

/** Transport classes that say nothing about whether the device can be reached. */
const NO_VERDICT = new Set([
  "aborted",
  "address-blocked",
  "address-not-allowed",
  "connection-closed",
  "invalid-address",
  "invalid-request",
  "queue-full",
]);

/** One circuit breaker per profile, each made when it is first needed (REL-8). */
export class EndpointBreakers {
  readonly #clock: Clock;
  readonly #breakers = new Map<string, CircuitBreaker>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  isOpen(profileId: string): boolean {
    return this.#breakers.get(profileId)?.isOpen ?? false;
  }

  /**
   * Asks for leave to try the device; `succeed`, `judge` or `abandon` reports back.
   * @throws TransportError the one that opened the breaker, if it says that something else answers in the device's place:
   * waiting does not cure that, and it must stay visible; DeviceError `device_unreachable` for any other reason
   */
  admit(profileId: string): void {
    const verdict = this.#of(profileId).admit();
    if (verdict.isAllowed) return;
    const { reason } = verdict;
    if (reason instanceof TransportError && isUntrustedPeer(reason)) {
      throw new TransportError(reason.class, reason.message, reason.facts, reason);
    }
    const since = new Date(verdict.sinceMs).toISOString();
    const last = reason instanceof Error ? ` The last attempt: ${reason.message}` : "";
    throw new DeviceError(
      "device_unreachable",
      `The device has not answered since ${since}; the console waits before it tries again.${last}`,
      {
        errorClass: reason instanceof TransportError ? reason.class : undefined,
        remedy: `The next attempt is possible in ${Math.ceil(verdict.retryAfterMs / 1000)} seconds.`,
      },
    );
  }

  succeed(profileId: string): void {
    this.#of(profileId).succeed();
  }

  /** The attempt said nothing about the device. */
  abandon(profileId: string): void {
    this.#of(profileId).abandon();
  }

  /** Counts a failure of the way to the device; an answer of the device, even a refusal, is none. */
  judge(profileId: string, error: unknown): void {
    const breaker = this.#of(profileId);
    if (error instanceof TransportError && !NO_VERDICT.has(error.class)) breaker.fail(error);
    else if (error instanceof DeviceError && error.device?.status !== undefined) breaker.succeed();
    else breaker.abandon();
  }

  forget(profileId: string): void {
    this.#breakers.delete(profileId);
  }

  #of(profileId: string): CircuitBreaker {
    const existing = this.#breakers.get(profileId);
    if (existing !== undefined) return existing;
    const breaker = new CircuitBreaker(this.#clock);
    this.#breakers.set(profileId, breaker);
    return breaker;
  }
}
