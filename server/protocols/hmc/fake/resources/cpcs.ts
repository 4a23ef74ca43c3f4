/** CPCs and their operations (hmc-web-services-api.md, section 7.1). */
import { ok, param, type Route, route, type SessionRequest, visibleObject } from "../api";
import { readFields, requireNoBody } from "../body";
import { HmcApiError } from "../errors";
import { failedOutcome } from "../jobs";
import { readFilters, select } from "../list-query";
import { type FakeObject, text } from "../model";
import { canSee } from "../sessions";
import type { HmcState } from "../state";
import { listFeatures } from "./console";
import { startOperation } from "./object-operation";
import { readObject } from "./object-reading";
import { updateObject } from "./object-update";

const LIST_PROPERTIES = ["object-uri", "name", "status", "has-unacceptable-status", "dpm-enabled", "se-version"];

const UPDATE_RULES = {
  task: "CPC Details",
  writable: new Set(["description", "acceptable-status", "cpc-power-saving-state"]),
  writeOnly: new Set<string>(),
} as const;

/** The CPC named in the path; throws HmcApiError 404.1. */
export function cpcOf(request: SessionRequest, hmc: HmcState): FakeObject {
  return visibleObject(hmc, request.session, "cpc", `/api/cpcs/${param(request, "cpc")}`);
}

/** Throws HmcApiError 409.5 for a CPC that is not in DPM mode. */
export function requireDpm(cpc: FakeObject): void {
  if (cpc.properties["dpm-enabled"] !== true) throw new HmcApiError(409, 5, "The CPC is not in DPM mode.");
}

/** Throws HmcApiError 409.4 for a CPC in DPM mode. */
export function requireClassic(cpc: FakeObject): void {
  if (cpc.properties["dpm-enabled"] === true) throw new HmcApiError(409, 4, "The CPC is in DPM mode.");
}

function setAll(objects: readonly FakeObject[], status: string, hmc: HmcState): void {
  for (const object of objects) hmc.inventory.setStatus(object.uri, status);
}

function refuseWhileOperating(cpc: FakeObject, force: boolean, hmc: HmcState) {
  return () => {
    const operating = hmc.inventory
      .list("logical-partition", cpc.uri)
      .filter((lpar) => lpar.properties.status === "operating");
    if (force || operating.length === 0) return undefined;
    const names = operating.map((lpar) => text(lpar.properties, "name")).join(", ");
    return failedOutcome(500, 263, `HWMCA_SE_INTERFACE: the operation is disruptive for operating images: ${names}`);
  };
}

export const cpcRoutes: readonly Route[] = [
  route("GET", "/api/cpcs", (request, hmc) => {
    const matches = readFilters(request, { name: "pattern" });
    const visible = hmc.inventory.list("cpc").filter((cpc) => canSee(request.session.user, cpc));
    return ok({
      cpcs: visible.filter((cpc) => matches(cpc.properties)).map((cpc) => select(cpc.properties, LIST_PROPERTIES)),
    });
  }),

  route("GET", "/api/cpcs/{cpc}", (request, hmc) => readObject(cpcOf(request, hmc), request, hmc)),
  route("POST", "/api/cpcs/{cpc}", (request, hmc) => updateObject(cpcOf(request, hmc), UPDATE_RULES, request, hmc)),

  route("GET", "/api/cpcs/{cpc}/operations/list-features", (request, hmc) => {
    cpcOf(request, hmc);
    return listFeatures(request, hmc);
  }),

  route("POST", "/api/cpcs/{cpc}/operations/start", (request, hmc) => {
    const cpc = cpcOf(request, hmc);
    requireDpm(cpc);
    requireNoBody(request);
    const fromStatus = ["not-operating", "no-power"];
    const plan = { task: "Start", operation: "start", fromStatus, finalStatus: "active", isCancelable: true } as const;
    return startOperation(cpc, plan, request, hmc);
  }),

  route("POST", "/api/cpcs/{cpc}/operations/stop", (request, hmc) => {
    const cpc = cpcOf(request, hmc);
    requireDpm(cpc);
    requireNoBody(request);
    const plan = {
      task: "Stop",
      operation: "stop",
      fromStatus: ["active", "degraded", "service-required", "exceptions"],
      finalStatus: "not-operating",
      isCancelable: false,
      afterwards: () => setAll(hmc.inventory.list("partition", cpc.uri), "stopped", hmc),
    } as const;
    return startOperation(cpc, plan, request, hmc);
  }),

  route("POST", "/api/cpcs/{cpc}/operations/activate", (request, hmc) => {
    const cpc = cpcOf(request, hmc);
    requireClassic(cpc);
    const fields = readFields(request, {
      required: { "activation-profile-name": "string" },
      optional: { force: "boolean" },
    });
    const plan = {
      task: "Activate",
      operation: "activate",
      finalStatus: "operating",
      isCancelable: false,
      refusal: refuseWhileOperating(cpc, fields.force === true, hmc),
    } as const;
    return startOperation(cpc, plan, request, hmc);
  }),

  route("POST", "/api/cpcs/{cpc}/operations/deactivate", (request, hmc) => {
    const cpc = cpcOf(request, hmc);
    requireClassic(cpc);
    const fields = readFields(request, { optional: { force: "boolean" } });
    const plan = {
      task: "Deactivate",
      operation: "deactivate",
      finalStatus: "no-power",
      isCancelable: false,
      refusal: refuseWhileOperating(cpc, fields.force === true, hmc),
      afterwards: () => setAll(hmc.inventory.list("logical-partition", cpc.uri), "not-activated", hmc),
    } as const;
    return startOperation(cpc, plan, request, hmc);
  }),
];
