import { listBmcs } from "@/contracts/endpoints/bmc";
import { defineRoute } from "@/server/http/route";
import * as fleet from "@/server/services/bmc/fleet";

export const GET = defineRoute(listBmcs, ({ principal }) => fleet.listBmcs(principal));
