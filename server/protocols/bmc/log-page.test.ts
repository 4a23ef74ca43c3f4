import { afterEach, describe, expect, it } from "vitest";
import type { BmcConnection } from "./connection";
import { bmcKind } from "./connector";
import type { LogFilter } from "./event-log";
import type { FakeBmc, FakeBmcOptions } from "./fake";
import { ENTRIES_URI } from "./fake/event-log";
import { readLogPage } from "./log-page";
import { TestBench, targetOf } from "./testing/connection-target";

const bench = new TestBench();
const connections: BmcConnection[] = [];
afterEach(async () => {
  await Promise.all(connections.splice(0).map((connection) => connection.signOff()));
  await bench.closeAll();
});

async function connect(
  options: Partial<FakeBmcOptions> = {},
  prepare: (bmc: FakeBmc) => void = () => undefined,
): Promise<{ bmc: FakeBmc; connection: BmcConnection }> {
  const bmc = await bench.start(options);
  prepare(bmc);
  const connection = await bmcKind.signOn(targetOf(bmc));
  connections.push(connection);
  return { bmc, connection };
}

/** Ids of all pages, page by page. */
async function readPages(
  { reader }: BmcConnection,
  query: { filter?: LogFilter; pageSize: number },
  between: () => void = () => undefined,
): Promise<string[][]> {
  const pages: string[][] = [];
  for (let nextUri: string | undefined; pages.length < 50; ) {
    const page = await readLogPage(reader, ENTRIES_URI, { ...query, nextUri });
    pages.push(page.entries.map(({ id }) => id));
    if (page.nextUri === null) return pages;
    nextUri = page.nextUri;
    between();
  }
  throw new Error("The pages do not end.");
}

describe("a page of a log", () => {
  it("begins with the newest entry where the service lists the oldest first, and goes back in time", async () => {
    const { bmc, connection } = await connect({ logEntries: 8 });
    const pages = await readPages(connection, { pageSize: 3 });
    expect(pages).toEqual([
      ["8", "7", "6"],
      ["5", "4", "3"],
      ["2", "1"],
    ]);
    expect(bmc.requests.filter(({ path }) => path === ENTRIES_URI)).toHaveLength(4);
  });

  it("follows the service's own links where it lists the newest first", async () => {
    const { connection } = await connect({ logEntries: 5 }, ({ log }) => {
      log.listsNewestFirst = true;
    });
    expect(await readPages(connection, { pageSize: 2 })).toEqual([["5", "4"], ["3", "2"], ["1"]]);
  });

  it("shows no entry twice when others are added while somebody reads on", async () => {
    const { bmc, connection } = await connect({ logEntries: 6 });
    const pages = await readPages(connection, { pageSize: 2 }, () => bmc.addLogEntry("One more"));
    expect(pages.flat()).toEqual(["6", "5", "4", "3", "2", "1"]);
  });

  it.each(["refuses", "ignores"] as const)("is the newest also where the service %s to skip", async (skipping) => {
    const { connection } = await connect({ logEntries: 7 }, ({ log }) => {
      log.pageSize = 3;
      log.skipping = skipping;
    });
    expect(await readPages(connection, { pageSize: 3 })).toEqual([["7", "6", "5"], ["4", "3", "2"], ["1"]]);
  });

  it("is the newest of a service that sends everything at once", async () => {
    const { connection } = await connect({ logEntries: 5 }, ({ log }) => {
      log.skipping = "sends-all";
    });
    expect(await readPages(connection, { pageSize: 4 })).toEqual([["5", "4", "3", "2"], ["1"]]);
  });

  it.each([true, false])("is filtered, with a filter of the service: %s", async (filter) => {
    const { connection } = await connect({ logEntries: 9, features: { filter } });
    const query = { filter: { severity: "Critical" as const }, pageSize: 3 };
    expect(await readLogPage(connection.reader, ENTRIES_URI, query)).toMatchObject({
      total: 9,
      isFilteredHere: !filter,
    });
    expect((await readPages(connection, query)).flat()).toEqual(["9", "6", "3"]);
    const found = await readLogPage(connection.reader, ENTRIES_URI, { filter: { text: "bd600004" } });
    expect(found.entries).toMatchObject([{ id: "5", severity: "Warning", attachmentUri: expect.any(String) }]);
  });

  it("belongs to its log", async () => {
    const { connection } = await connect();
    for (const nextUri of ["/redfish/v1/Systems/system/LogServices/Other/Entries#skip=3", "/elsewhere?$skip=3"]) {
      await expect(readLogPage(connection.reader, ENTRIES_URI, { nextUri })).rejects.toMatchObject({
        code: "invalid_request",
      });
    }
  });
});
