import { expect, test } from "@playwright/test";
import { setKeepListening } from "@/contracts/endpoints/profiles";
import { cookieHeader } from "../fixtures/raw-request";
import { EventReader } from "./event-reader";
import { OwnConsole } from "./own-console";

const LOGOFF = { method: "DELETE", path: "/api/sessions/this-session" } as const;

test("a signal ends streams, requests, device sessions and the process in order (REL-10)", async () => {
  test.setTimeout(300_000);
  const own = await OwnConsole.start({ hmcs: ["HMC1", "HMC2", "HMC3"], keepListening: true });
  try {
    const devices = own.site.hmcs.map(({ device }) => device);
    for (const device of devices) await device.until(() => device.stompConnections.length === 1);
    // Six streams to a browser session, a hundred to a person.
    const browsers: string[] = [];
    for (let count = 0; count < 17; count += 1) browsers.push(cookieHeader((await own.clientOf("operator")).cookies));
    const readers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => EventReader.open(own.url, browsers[index % 17] ?? "")),
    );
    await Promise.all(
      readers.map((reader) => reader.until((events) => events.some(({ event }) => event === "listener"))),
    );
    for (const device of devices) device.faults.onRequest({ kind: "delay", delayMs: 1_500 }, { path: "/api/console" });
    const cookie = cookieHeader(own.api.cookies);
    const inFlight = own.seeded.profiles.map(({ id }) =>
      fetch(new URL(`/api/profiles/${id}/hmc/object?uri=/api/console`, own.url), { headers: { cookie } }),
    );
    for (const device of devices) {
      await device.until(() => device.requests.count({ path: "/api/console" }) > 0);
    }

    const began = performance.now();
    const ended = own.process.stop();
    const answers = await Promise.all(inFlight);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await ended).toBe(0);
    expect(performance.now() - began).toBeLessThan(12_000);
    await Promise.all(readers.map((reader) => reader.isOver));
    for (const reader of readers) {
      expect(reader.events.at(-1)).toMatchObject({ event: "end", data: { reason: "shutdown" } });
      expect(Number(reader.events.at(-1)?.data.retryMs)).toBeGreaterThan(0);
    }
    for (const device of devices) {
      await device.until(() => device.stompConnections.length === 0);
      expect(device.requests.count(LOGOFF)).toBeGreaterThan(0);
      expect(device.sessions).toEqual([]);
    }
    expect(own.query('SELECT * FROM "DeviceSession"')).toEqual([]);
  } finally {
    await own.close();
  }
});

test("after kill -9 in the middle of writes nothing acknowledged is missing and no device session is left (REL-1, REL-11)", async () => {
  test.setTimeout(300_000);
  const own = await OwnConsole.start({ keepListening: true });
  try {
    const { device } = own.hmc;
    const acknowledged: string[] = [];
    const seen: number[] = [];
    for (let round = 1; round <= 3; round += 1) {
      await device.until(() => device.stompConnections.length === 1 && device.subscribedTopics.length === 4);
      const orphans = device.sessions.map(({ id }) => id);
      expect(orphans).toHaveLength(1);
      const logoffs = device.requests.count(LOGOFF);
      // The other profiles stay unwatched: a session that the device opens for one of them while the process dies could
      // not have been stored.
      const reader = await EventReader.open(own.url, cookieHeader(own.api.cookies), { profileId: own.profile.id });
      await reader.until((events) => events.some(({ event }) => event === "listener"));
      const enough = acknowledged.length + 5;
      const writing = (async () => {
        for (let count = 1; ; count += 1) {
          const { name } = await own.addProfile(`Round ${round}-${count}`);
          acknowledged.push(name);
          device.faults.burst(20);
        }
      })().catch(() => undefined);
      await expect.poll(() => acknowledged.length, { intervals: [20] }).toBeGreaterThanOrEqual(enough);
      await reader.until((events) => events.some(({ event }) => event === "notification"));
      const dying = own.restart("SIGKILL");
      await writing;
      await dying;
      await reader.isOver;
      seen.push(...reader.events.filter(({ event }) => event === "notification").map(({ data }) => Number(data.id)));
      await device.until(() => orphans.every((id) => !device.sessions.some((session) => session.id === id)), 20_000);
      expect(device.requests.count(LOGOFF)).toBeGreaterThan(logoffs);
    }
    expect(own.query("PRAGMA integrity_check")).toEqual([{ integrity_check: "ok" }]);
    const names = new Set(own.query('SELECT "name" FROM "Profile"').map(({ name }) => name));
    expect(acknowledged.filter((name) => !names.has(name))).toEqual([]);
    const ids = new Set(own.query('SELECT "id" FROM "Notification"').map(({ id }) => Number(id)));
    expect(seen.length).toBeGreaterThan(20);
    expect(seen.filter((id) => !ids.has(id))).toEqual([]);
    await own.api.call(setKeepListening, { params: { profileId: own.profile.id }, body: { keepListening: false } });
  } finally {
    await own.close();
  }
});
