/** LPARs of CPCs in classic mode (hmc-web-services-api.md, sections 6 and 7.3). */
import { ok, param, type Route, route, type SessionRequest, visibleObject } from "../api";
import { type BodyShape, readFields, requireNoBody } from "../body";
import { notFound } from "../errors";
import { failedOutcome, type JobOutcome } from "../jobs";
import { readFilters, select } from "../list-query";
import { type FakeObject, type Properties, text } from "../model";
import { WRITABLE_LPAR_PROPERTIES } from "../properties/logical-partition";
import { canSee } from "../sessions";
import type { HmcState } from "../state";
import { cpcOf, requireClassic } from "./cpcs";
import { type OperationPlan, startOperation } from "./object-operation";
import { readObject } from "./object-reading";
import { updateObject } from "./object-update";
import { osMessageRoutes } from "./os-messages";

const LIST_PROPERTIES = ["object-uri", "name", "status"];
const ACTIVATED = ["operating", "not-operating", "exceptions"];

const UPDATE_RULES = {
  task: "Image Details",
  writable: WRITABLE_LPAR_PROPERTIES,
  writeOnly: new Set(["ssc-master-pw"]),
} as const;

function lparOf(request: SessionRequest, hmc: HmcState): FakeObject {
  return visibleObject(hmc, request.session, "logical-partition", `/api/logical-partitions/${param(request, "lpar")}`);
}

function disruptive(lpar: FakeObject, fields: Properties): JobOutcome | undefined {
  if (lpar.properties.status !== "operating" || fields.force === true) return undefined;
  const name = text(lpar.properties, "name");
  return failedOutcome(500, 263, `HWMCA_SE_INTERFACE: ${name} is operating; the disruptive operation needs force.`);
}

function lparOperation(
  operation: string,
  shape: BodyShape | "no body",
  planFor: (lpar: FakeObject, fields: Properties, hmc: HmcState) => Omit<OperationPlan, "operation" | "isCancelable">,
) {
  return route("POST", `/api/logical-partitions/{lpar}/operations/${operation}`, (request, hmc) => {
    const lpar = lparOf(request, hmc);
    if (shape === "no body") requireNoBody(request);
    const fields = shape === "no body" ? {} : readFields(request, shape);
    return startOperation(lpar, { ...planFor(lpar, fields, hmc), operation, isCancelable: false }, request, hmc);
  });
}

/** Image profiles are named like their LPAR; another name must be one of the CPC's load profiles. */
function activationPlan(lpar: FakeObject, fields: Properties, hmc: HmcState) {
  const profile = text(fields, "activation-profile-name");
  const cpc = lpar.cpcUri === null ? undefined : hmc.inventory.find(lpar.cpcUri);
  const isLoadProfile = cpc?.behaviour.loadProfiles?.includes(profile) === true;
  const name = text(lpar.properties, "name");
  const loads = isLoadProfile || lpar.behaviour.loadsAtActivation === true;
  return {
    task: "Activate",
    finalStatus: loads ? (lpar.behaviour.statusAfterStart ?? "operating") : "not-operating",
    refusal: () =>
      profile !== "" && profile !== name && !isLoadProfile
        ? failedOutcome(500, 263, `HWMCA_SE_INTERFACE: profile ${profile} does not name the image ${name}.`)
        : disruptive(lpar, fields),
    afterwards: () => {
      const used = profile === "" ? name : profile;
      hmc.inventory.setProperties(lpar.uri, { "last-used-activation-profile": used });
    },
  } as const;
}

const LOAD_FIELDS: BodyShape = {
  optional: {
    "load-address": "string",
    "load-parameter": "string",
    "clear-indicator": "boolean",
    "store-status-indicator": "boolean",
    force: "boolean",
  },
};

const RESET_FIELDS: BodyShape = { optional: { force: "boolean", "os-ipl-token": "string" } };

export const logicalPartitionRoutes: readonly Route[] = [
  route("GET", "/api/cpcs/{cpc}/logical-partitions", (request, hmc) => {
    const cpc = cpcOf(request, hmc);
    requireClassic(cpc);
    const matches = readFilters(request, { name: "pattern" });
    const visible = hmc.inventory.list("logical-partition", cpc.uri).filter((one) => canSee(request.session.user, one));
    const items = visible.filter((one) => matches(one.properties));
    const isFiltered = request.query.has("name");
    if (items.length === 0 && isFiltered && hmc.settings.emptyLparListIsNotFound) throw notFound(request.path);
    return ok({ "logical-partitions": items.map((one) => select(one.properties, LIST_PROPERTIES)) });
  }),

  route("GET", "/api/logical-partitions/{lpar}", (request, hmc) => readObject(lparOf(request, hmc), request, hmc)),

  route("POST", "/api/logical-partitions/{lpar}", (request, hmc) =>
    updateObject(lparOf(request, hmc), UPDATE_RULES, request, hmc),
  ),

  lparOperation("activate", { optional: { "activation-profile-name": "string", force: "boolean" } }, activationPlan),

  lparOperation("deactivate", { optional: { force: "boolean" } }, (lpar, fields) => ({
    task: "Deactivate",
    finalStatus: "not-activated",
    refusal: () =>
      lpar.properties.status === "not-activated"
        ? failedOutcome(500, 263, `HWMCA_SE_INTERFACE: ${text(lpar.properties, "name")} is not activated.`)
        : disruptive(lpar, fields),
  })),

  lparOperation("load", LOAD_FIELDS, (lpar, fields, hmc) => ({
    task: "Load",
    fromStatus: ACTIVATED,
    finalStatus: lpar.behaviour.statusAfterStart ?? "operating",
    refusal: () => disruptive(lpar, fields),
    afterwards: () => {
      const address = text(fields, "load-address");
      if (address !== "") hmc.inventory.setProperties(lpar.uri, { "last-used-load-address": address });
    },
  })),

  lparOperation("start", "no body", () => ({ task: "Start", fromStatus: ACTIVATED, finalStatus: "operating" })),
  lparOperation("stop", "no body", () => ({ task: "Stop", fromStatus: ACTIVATED, finalStatus: "not-operating" })),
  lparOperation("psw-restart", "no body", () => ({
    task: "PSW Restart",
    fromStatus: ACTIVATED,
    finalStatus: "operating",
  })),
  lparOperation("reset-normal", RESET_FIELDS, (lpar, fields) => ({
    task: "Reset Normal",
    fromStatus: ACTIVATED,
    finalStatus: "not-operating",
    refusal: () => disruptive(lpar, fields),
  })),
  lparOperation("reset-clear", RESET_FIELDS, (lpar, fields) => ({
    task: "Reset Clear",
    fromStatus: ACTIVATED,
    finalStatus: "not-operating",
    refusal: () => disruptive(lpar, fields),
  })),

  route("GET", "/api/logical-partitions/{lpar}/operations/list-os-messages", (request, hmc) =>
    osMessageRoutes.list(lparOf(request, hmc), request, hmc),
  ),
  route("POST", "/api/logical-partitions/{lpar}/operations/open-os-message-channel", (request, hmc) =>
    osMessageRoutes.openChannel(
      lparOf(request, hmc),
      readFields(request, { optional: { "include-refresh-messages": "boolean" } }),
      request,
    ),
  ),
  route("POST", "/api/logical-partitions/{lpar}/operations/send-os-cmd", (request, hmc) =>
    osMessageRoutes.sendCommand(lparOf(request, hmc), request, hmc),
  ),
];
