import { describe, expect, it } from "vitest";
import type { Address } from "../address";
import type { Endpoint } from "../endpoint";
import * as bmcEndpoints from "../endpoints/bmc";
import * as certificateOrdersEndpoints from "../endpoints/certificate-orders";
import * as consoleEndpoints from "../endpoints/console";
import * as devicesEndpoints from "../endpoints/devices";
import * as peopleEndpoints from "../endpoints/people";
import * as profilesEndpoints from "../endpoints/profiles";
import * as trustEndpoints from "../endpoints/trust";
import * as wbemEndpoints from "../endpoints/wbem";
import * as wbemSchemaEndpoints from "../endpoints/wbem-schema";
import * as bmcAddresses from "./bmc";
import * as certificateOrdersAddresses from "./certificate-orders";
import * as consoleAddresses from "./console";
import * as devicesAddresses from "./devices";
import * as peopleAddresses from "./people";
import * as profilesAddresses from "./profiles";
import * as trustAddresses from "./trust";
import * as wbemAddresses from "./wbem";
import * as wbemSchemaAddresses from "./wbem-schema";

const areas: readonly [string, Record<string, Address>, Record<string, Endpoint>][] = [
  ["bmc", bmcAddresses, bmcEndpoints],
  ["certificate orders", certificateOrdersAddresses, certificateOrdersEndpoints],
  ["console", consoleAddresses, consoleEndpoints],
  ["devices", devicesAddresses, devicesEndpoints],
  ["people", peopleAddresses, peopleEndpoints],
  ["profiles", profilesAddresses, profilesEndpoints],
  ["trust", trustAddresses, trustEndpoints],
  ["wbem", wbemAddresses, wbemEndpoints],
  ["wbem schema", wbemSchemaAddresses, wbemSchemaEndpoints],
];

describe.each(areas)("addresses of %s", (_area, addresses, endpoints) => {
  it.each(Object.keys(addresses))("%s is where its endpoint is", (name) => {
    expect(addresses[name]).toEqual({ method: endpoints[name]?.method, path: endpoints[name]?.path });
  });
});
