import { DeviceError, isLogonRefusal } from "@/server/protocols/errors";
import type { Clock } from "./clock";

interface Refused {
  error: DeviceError;
  sinceMs: number;
}

/**
 * The way to a device for one set of credentials: logons go one after the other, so that whoever waits knows the verdict
 * on the one before, and after a refusal none goes until somebody allows it (SEC-G5). What was refused once is refused
 * again: credentials, an expired password and too many sessions do not mend by themselves, and accounts are locked by it.
 */
export class LogonGate {
  readonly #clock: Clock;
  #turn: Promise<unknown> = Promise.resolve();
  #refused: Refused | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The refusal after which logons are paused; undefined while they are not. */
  get refused(): Readonly<Refused> | undefined {
    return this.#refused;
  }

  /** @throws DeviceError `device_logon_paused` after a refusal */
  requireAllowed(): void {
    if (this.#refused === undefined) return;
    const { error } = this.#refused;
    throw new DeviceError(
      "device_logon_paused",
      `Logons are paused, because the device refused them: ${error.message}`,
      {
        remedy: error.remedy ?? "Correct the credentials in the profile, or retry the logon.",
        device: error.device,
        cause: error,
      },
    );
  }

  /** Makes a logon when it is its turn. @throws what it throws, DeviceError `device_logon_paused` after a refusal */
  pass<T>(logon: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(async () => {
      this.requireAllowed();
      try {
        return await logon();
      } catch (error) {
        if (isLogonRefusal(error)) this.#refused = { error, sinceMs: this.#clock.now() };
        throw error;
      }
    });
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /** Lets the next logon go in spite of an earlier refusal. */
  allow(): void {
    this.#refused = undefined;
  }
}
