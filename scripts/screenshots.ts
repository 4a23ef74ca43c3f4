import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import { listOrders } from "@/contracts/endpoints/certificate-orders";
import { listProfiles } from "@/contracts/endpoints/profiles";
import { listBundles } from "@/contracts/endpoints/trust";
import { MAIN_NAMESPACE } from "@/server/protocols/wbem/fake";
import { ConsoleClient } from "./console-client";
import { type Demo, demoSeed, startDemo } from "./demo-console";
import { root, say } from "./progress.mjs";

const directory = path.join(root, "docs", "screenshots");
const viewport = { width: 1440, height: 900 };
const MAX_BYTES = 250_000;

const key = (name: string, value: string) => ({ name, type: "string", value });
/** An instance with a handful of neighbours. */
const graphCentre = JSON.stringify({
  className: "SBX_DiskDrive",
  namespace: MAIN_NAMESPACE,
  keys: [
    key("SystemCreationClassName", "SBX_StorageSystem"),
    key("SystemName", "ARRAY1"),
    key("CreationClassName", "SBX_DiskDrive"),
    key("DeviceID", "drive07"),
  ],
});

interface Picture {
  name: string;
  path: string;
  /** Resolves when the page shows what the picture is about. */
  ready: (page: Page) => Promise<unknown>;
}

async function choosePictures(client: ConsoleClient): Promise<Picture[]> {
  const { items: profiles } = await client.call(listProfiles, {});
  const { items: bundles } = await client.call(listBundles, {});
  const { items: orders } = await client.call(listOrders, { query: {} });
  const profileId = (name: string) => profiles.find((profile) => profile.name === name)?.id ?? "";
  return [
    {
      name: "systems",
      path: `/hmc/${profileId("HMC1")}`,
      ready: (page) => page.getByRole("grid", { name: "partitions" }).getByRole("link").first().waitFor(),
    },
    {
      name: "connection-test",
      path: `/profiles/${profileId("HMC3")}/test?run=1`,
      ready: async (page) => {
        await page.getByRole("button", { name: "Run again" }).waitFor();
        const failed = page.getByRole("heading", { name: /^Certificate checks/ });
        await failed.evaluate((element) => element.scrollIntoView({ block: "center" }));
      },
    },
    {
      name: "notifications",
      path: "/notifications",
      ready: (page) => page.getByRole("grid", { name: "notifications" }).getByRole("row").nth(12).waitFor(),
    },
    {
      name: "profile",
      path: `/profiles/${profileId("HMC1")}/connection`,
      ready: (page) => page.getByLabel("Host", { exact: true }).waitFor(),
    },
    {
      name: "ca-bundle",
      path: `/certificates/bundles/${bundles[0]?.id ?? ""}`,
      ready: (page) => page.getByText("Simulated Site Root", { exact: true }).click(),
    },
    {
      name: "bmcs",
      path: "/bmc",
      ready: async (page) => {
        const rows = page.getByRole("grid", { name: "BMCs" }).getByRole("row");
        await rows.filter({ hasText: "BMC1" }).filter({ hasText: "Ready" }).waitFor();
        await rows.filter({ hasText: "BMC2" }).filter({ hasText: "Off" }).waitFor();
      },
    },
    {
      name: "wbem-class",
      path: `/wbem/${profileId("WBEM1")}/classes?${new URLSearchParams({
        namespace: MAIN_NAMESPACE,
        class: "SBX_StorageVolume",
      })}`,
      ready: async (page) => {
        await page.getByRole("treeitem", { name: /^SBX_StorageVolume/ }).waitFor();
        await page.getByRole("region", { name: /^Properties of/ }).waitFor();
      },
    },
    {
      name: "wbem-graph",
      path: `/wbem/${profileId("WBEM1")}/instance?${new URLSearchParams({ path: graphCentre, tab: "graph" })}`,
      ready: async (page) => {
        await page.getByRole("region", { name: "Neighbourhood" }).waitFor();
        // One reads the instance, one its neighbours: neither goes on any more.
        await page.getByRole("button", { name: "Read again" }).nth(1).waitFor();
      },
    },
    {
      name: "certificate-order",
      path: `/certificates/orders/${orders[0]?.id ?? ""}#verify`,
      ready: (page) => page.getByRole("list", { name: "Checks" }).getByRole("listitem").first().waitFor(),
    },
    // The last one: by then its charts have something to show.
    { name: "overview", path: "/overview", ready: (page) => page.getByRole("article", { name: "HMC1" }).waitFor() },
  ];
}

async function signIn(demo: Demo): Promise<ConsoleClient> {
  const client = new ConsoleClient(demo.url);
  const [administrator] = demoSeed.people;
  await client.signIn(administrator.email, administrator.password);
  return client;
}

async function takePictures(browser: Browser, demo: Demo, client: ConsoleClient): Promise<void> {
  const wanted = process.argv.slice(2);
  const pictures = (await choosePictures(client)).filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  for (const colorScheme of ["light", "dark"] as const) {
    const context = await browser.newContext({ baseURL: demo.url, viewport, colorScheme, locale: "en-GB" });
    await context.addCookies(
      [...client.cookies].map(([name, value]) => ({ name, value, url: demo.url, sameSite: "Strict" as const })),
    );
    const page = await context.newPage();
    for (const picture of pictures) {
      await page.goto(picture.path);
      await picture.ready(page);
      await page.getByText("Live updates are arriving").waitFor({ state: "attached" });
      await page.evaluate(() => document.fonts.ready);
      const file = path.join(directory, `${picture.name}-${colorScheme}.png`);
      await page.screenshot({ path: file, animations: "disabled", caret: "hide" });
      const { size } = await stat(file);
      if (size > MAX_BYTES) throw new Error(`${file} has ${size} bytes; at most ${MAX_BYTES} are wanted.`);
      say(`  ${path.relative(root, file)}  ${Math.round(size / 1000)} kB`);
    }
    await context.close();
  }
}

const buildDirectory = process.env.SIGNALBOX_BUILD;
if (buildDirectory === undefined) throw new Error("Take the pictures with: npm run screenshots");
await mkdir(directory, { recursive: true });
const dataDirectory = await mkdtemp(path.join(os.tmpdir(), "signalbox-screenshots-"));
const demo = await startDemo({ buildDirectory, dataDirectory, port: 0 });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH,
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});
try {
  await takePictures(browser, demo, await signIn(demo));
} finally {
  await browser.close();
  await demo.close();
  await rm(dataDirectory, { recursive: true, force: true });
}
