import { expect, it } from "vitest";
import { ManualClock } from "../../hmc/fake";
import type { DeviceNotification } from "../../kind";
import { bmcKind } from "../connector";
import { startTestBmc, targetOf } from "../testing/connection-target";
import { startBmcLife } from "./life";

async function live(random: number): Promise<string[]> {
  const bmc = await startTestBmc();
  const connection = await bmcKind.signOn(targetOf(bmc));
  const heard: DeviceNotification[] = [];
  const handlers = { onNotification: (one: DeviceNotification) => void heard.push(one), onLoss() {}, onEnd() {} };
  await connection.subscribe(handlers);
  const clock = new ManualClock();
  const before = bmc.log.entries.length;
  const life = startBmcLife(bmc, { clock, random, everyMs: 1_000 });
  clock.advance(30_000);
  life.stop();
  const messages = bmc.log.entries.slice(before).map(({ message }) => message);
  clock.advance(30_000);
  expect(bmc.log.entries).toHaveLength(before + messages.length);
  await expect.poll(() => heard.length).toBeGreaterThan(messages.length);
  await connection.signOff();
  await bmc.close();
  return messages;
}

it("adds log entries and tells of changes, the same ones for the same seed, and stops", async () => {
  const messages = await live(7);
  expect(messages.length).toBeGreaterThan(3);
  expect(await live(7)).toEqual(messages);
  expect(await live(8)).not.toEqual(messages);
});
