import type { Endpoint } from "../endpoint";
import * as bmc from "./bmc";
import * as certificateOrders from "./certificate-orders";
import * as consoleEndpoints from "./console";
import * as devices from "./devices";
import * as people from "./people";
import * as profiles from "./profiles";
import * as trust from "./trust";
import * as wbem from "./wbem";
import * as wbemSchema from "./wbem-schema";

/** Every operation of the API, for the OpenAPI document and the tests that go over all routes. */
export const allEndpoints: readonly Endpoint[] = [
  ...Object.values(people),
  ...Object.values(profiles),
  ...Object.values(trust),
  ...Object.values(devices),
  ...Object.values(bmc),
  ...Object.values(wbem),
  ...Object.values(wbemSchema),
  ...Object.values(certificateOrders),
  ...Object.values(consoleEndpoints),
];
