import { describe, expect, test } from "vitest";
import { wbemSubscribeInput } from "@/contracts/wbem/subscriptions";
import { draftProblems, LIMITS, queryExamples, type SubscribeDraft } from "./subscribe-draft";

const good: SubscribeDraft = {
  name: "disk-alerts",
  queryLanguage: "WQL",
  query: "SELECT * FROM CIM_AlertIndication",
  sourceNamespaces: ["root/cimv2"],
  destination: "console",
  url: "",
};

const bodyOf = ({ destination, url, ...rest }: SubscribeDraft) => ({
  ...rest,
  url: destination === "console" ? null : url.trim(),
});

describe("the form judges like the API", () => {
  test.each<[string, Partial<SubscribeDraft>, string | null]>([
    ["as it is", {}, null],
    ["another listener", { destination: "url", url: " https://listener.example:5989/x " }, null],
    ["plain HTTP", { destination: "url", url: "http://192.0.2.4:5988" }, null],
    ["no name", { name: " " }, "name"],
    ["a colon in the name", { name: "a:b" }, "name"],
    ["no language", { queryLanguage: "" }, "queryLanguage"],
    ["no query", { query: "\n" }, "query"],
    ["no namespace", { sourceNamespaces: [] }, "sourceNamespaces"],
    ["no address", { destination: "url" }, "url"],
    ["a password in the address", { destination: "url", url: "https://me:hidden@listener.example/" }, "url"],
    ["a user in the address", { destination: "url", url: "https://me@listener.example/a@b" }, "url"],
    ["an at sign in the path", { destination: "url", url: "https://listener.example/a@b" }, null],
    ["another protocol", { destination: "url", url: "ftp://listener.example/" }, "url"],
  ])("%s", (_title, change, field) => {
    const draft = { ...good, ...change };
    expect(draftProblems(draft).map(({ path }) => path)).toEqual(field === null ? [] : [field]);
    const judged = wbemSubscribeInput.safeParse(bodyOf(draft));
    expect([...new Set(judged.error?.issues.map(({ path }) => path[0]))]).toEqual(field === null ? [] : [field]);
  });

  test("the limits are the API's", () => {
    for (const [field, limit] of Object.entries(LIMITS)) {
      const start = field === "url" ? "https://a/" : "";
      const filled = (length: number) => ({ ...bodyOf(good), [field]: start.padEnd(length, "x") });
      expect(wbemSubscribeInput.safeParse(filled(limit)).success, field).toBe(true);
      expect(wbemSubscribeInput.safeParse(filled(limit + 1)).success, field).toBe(false);
    }
  });

  test.each(queryExamples)("example: $label", ({ queryLanguage, query }) => {
    expect(draftProblems({ ...good, queryLanguage, query })).toEqual([]);
  });
});
