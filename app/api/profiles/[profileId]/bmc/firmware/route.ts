import { listBmcFirmware } from "@/contracts/endpoints/bmc";
import { defineRoute } from "@/server/http/route";
import * as readings from "@/server/services/bmc/readings";

export const GET = defineRoute(listBmcFirmware, ({ principal, params, signal }) =>
  readings.listFirmware(principal, params.profileId, signal),
);
