import { expect, it } from "vitest";
import { demoInventory, ManualClock, startLife } from "./index";
import { startTestHmc } from "./test-hmc";

const EVENTS = 200;

async function live(random: number): Promise<string[]> {
  const inventory = demoInventory();
  const changes: string[] = [];
  inventory.onChange((change) => changes.push(`${change.kind} ${change.object.uri}`));
  const { hmc } = await startTestHmc({ inventory });
  const clock = new ManualClock();
  const life = startLife(hmc, { clock, random, everyMs: 1000 });
  clock.advance(EVENTS * 1000);
  life.stop();
  const soFar = changes.length;
  clock.advance(EVENTS * 1000);
  expect(changes).toHaveLength(soFar);
  await hmc.close();
  return changes;
}

it("changes properties and statuses, the same ones for the same seed, and stops", async () => {
  const changes = await live(7);
  expect(changes.some((change) => change.startsWith("status "))).toBe(true);
  expect(changes.some((change) => change.startsWith("properties "))).toBe(true);
  expect(await live(7)).toEqual(changes);
  expect(await live(8)).not.toEqual(changes);
});
