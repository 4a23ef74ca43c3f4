import { expect, test } from "@playwright/test";
import { cookieHeader } from "../fixtures/raw-request";
import { EventReader, type ReceivedEvent } from "./event-reader";
import { cookiesForStreams } from "./many-sign-ins";
import { OwnConsole } from "./own-console";

const CLIENTS = 1_000;
/** What happens before, between and after the storms. */
const EVENTS = 60;
/** A connection that waited too long to be accepted is broken. */
const ATTEMPTS = 10;

let own: OwnConsole;

test.describe.configure({ timeout: 300_000 });
test.beforeAll(async () => {
  own = await OwnConsole.start({ keepListening: true });
});
test.afterAll(() => own.close());

const idsOf = (events: readonly ReceivedEvent[]) => events.flatMap(({ id }) => (id === null ? [] : [id]));

function storedIds(): number[] {
  return own.query('SELECT "id" FROM "Notification" ORDER BY "id"').map(({ id }) => Number(id));
}

/** Lets the device report, and waits until as many notifications more are stored. */
async function happen(count: number): Promise<void> {
  const before = storedIds().length;
  own.hmc.device.faults.burst(count);
  await expect.poll(() => storedIds().length, { intervals: [20] }).toBeGreaterThanOrEqual(before + count);
}

/** Opens a stream and, like a browser, tries again when the connection breaks before it is open. */
async function openPatiently(cookie: string, lastEventId: string): Promise<EventReader> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await EventReader.open(own.url, cookie, { lastEventId });
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

test("a thousand browsers that come back at once each get what they missed, also from a console that was killed (REL-5)", async () => {
  const { device } = own.hmc;
  await device.until(() => device.subscribedTopics.length === 4);
  const watcher = await EventReader.open(own.url, cookieHeader(own.api.cookies));
  await happen(EVENTS);
  await watcher.until((events) => idsOf(events).length >= EVENTS);
  const [epoch = ""] = (idsOf(watcher.events)[0] ?? "").split("-");
  watcher.close();
  const cookies = await cookiesForStreams(own, CLIENTS);

  /** Where each browser was when it lost its stream; a few never knew this database. */
  const known = storedIds();
  const positions = cookies.map((_, index) => known[(index * 7) % known.length] ?? 0);
  const isForeign = (index: number) => index % 100 === 99;
  for (const round of ["lost connections", "killed console"]) {
    if (round === "killed console") {
      await own.restart("SIGKILL");
      await device.until(() => device.subscribedTopics.length === 4, 30_000);
    }
    const opening = Promise.all(
      cookies.map((cookie, index) =>
        openPatiently(cookie, `${isForeign(index) ? "another" : epoch}-${positions[index]}`),
      ),
    );
    device.faults.burst(EVENTS);
    const readers = await opening;
    expect(new Set(readers.map(({ response }) => response.status)), `answers after ${round}`).toEqual(new Set([200]));
    await happen(1);
    const all = storedIds();
    const last = all.at(-1) ?? 0;
    await Promise.all(readers.map((reader) => reader.until((events) => idsOf(events).includes(`${epoch}-${last}`))));
    for (const [index, reader] of readers.entries()) {
      const what = `browser ${index} after ${round}`;
      const received = idsOf(reader.events)
        .map((id) => Number(id.split("-")[1]))
        .filter((id) => id <= last);
      if (isForeign(index)) {
        expect(reader.events[0], what).toMatchObject({ event: "reset", data: { reason: "epoch" } });
        // It reads the pages again; what it hears from then on has no hole.
        expect(received, what).toEqual(all.slice(all.length - received.length));
      } else {
        expect(
          reader.events.some(({ event }) => event === "reset"),
          what,
        ).toBe(false);
        expect(received, what).toEqual(all.filter((id) => id > (positions[index] ?? 0)));
      }
      reader.close();
      positions[index] = all[(index * 11) % all.length] ?? 0;
    }
  }
});
