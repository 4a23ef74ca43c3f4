import { expect, test } from "vitest";
import type { WbemSubscriptions } from "@/contracts/wbem/subscriptions";
import type { WbemPath } from "@/contracts/wbem/values";
import { arrangeSubscriptions } from "./subscription-list";

function path(className: string, name: string, spelling: Partial<WbemPath> = {}): WbemPath {
  return {
    className,
    namespace: "interop",
    keys: [
      { name: "CreationClassName", type: "string", value: className },
      { name: "Name", type: "string", value: name },
    ],
    ...spelling,
  };
}

const filter = (name: string, isOwn: boolean) => ({
  path: path("CIM_IndicationFilter", name),
  name,
  query: "SELECT * FROM CIM_AlertIndication",
  queryLanguage: "WQL",
  sourceNamespaces: ["root/cimv2"],
  isOwn,
});
const destination = (name: string, isOwn: boolean) => ({
  path: path("CIM_ListenerDestinationCIMXML", name),
  name,
  url: "https://listener.example/",
  persistence: "permanent" as const,
  isOwn,
  isThisConsole: false,
});

const list: WbemSubscriptions = {
  filters: [filter("used", true), filter("left", false)],
  destinations: [destination("used", true), destination("left", false)],
  subscriptions: [
    {
      path: path("CIM_IndicationSubscription", "one"),
      // Another spelling of the same path: names in other letters, keys in another order.
      filter: {
        path: path("cim_indicationfilter", "", {
          namespace: "Interop",
          keys: [
            { name: "NAME", type: null, value: "used" },
            { name: "creationclassname", type: "string", value: "CIM_IndicationFilter" },
          ],
        }),
        uri: "filter",
      },
      destination: { path: path("CIM_ListenerDestinationCIMXML", "used"), uri: "destination" },
    },
    {
      path: path("CIM_IndicationSubscription", "two"),
      filter: { path: path("CIM_IndicationFilter", "gone"), uri: "gone" },
      destination: { path: path("CIM_ListenerDestinationCIMXML", "used"), uri: "destination" },
    },
  ],
  listener: { isOn: false, address: null, isKept: false },
};

test("subscriptions find their ends however the server spells them; the rest is unused", () => {
  const shown = arrangeSubscriptions(list);
  const [first, second] = shown.subscriptions;
  expect(first).toMatchObject({ filter: { name: "used" }, destination: { name: "used" }, isOwn: true });
  expect(second).toMatchObject({ filter: undefined, destination: { name: "used" }, isOwn: false });
  expect(first?.id).not.toBe(second?.id);
  expect(shown.unusedFilters.map(({ name }) => name)).toEqual(["left"]);
  expect(shown.unusedDestinations.map(({ name }) => name)).toEqual(["left"]);
});
