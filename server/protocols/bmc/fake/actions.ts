/** What changes something: actions, changes of properties, deletions (BMC reference, sections 3 to 12). */
import { HTTPS_URI, TRUST_STORE_URI } from "./bmc-certificates";
import { readObject, readProperties } from "./body";
import { ENTRIES_URI, LOG_URI, success } from "./event-log";
import { message, refuse, refuseProperty } from "./messages";
import type { FakeReply, FakeRequest, Privilege } from "./model";
import { type FakeSession, mayDo, SESSIONS_URI } from "./sessions";
import type { BmcState } from "./state";
import { SYSTEM_RESETS } from "./tree";
import { CHASSIS_URI, HYPERVISOR_URI, MANAGER_URI, ROOT, SYSTEM_URI } from "./uris";
import { changeInterface, VMI_INTERFACES_URI } from "./vmi-interfaces";

export interface ActionContext {
  request: FakeRequest;
  session: FakeSession;
  /** Parts of the path that the pattern names. */
  params: readonly string[];
  bmc: BmcState;
}

export interface FakeAction {
  method: "POST" | "PATCH" | "DELETE" | "PUT";
  path: RegExp;
  privileges: readonly Privilege[];
  handle(context: ActionContext): FakeReply | Promise<FakeReply>;
}

const exactly = (uri: string) => new RegExp(`^${uri.replaceAll(".", "\\.")}/?$`);
const below = (uri: string, rest = "") => new RegExp(`^${uri.replaceAll(".", "\\.")}/([^/]+)${rest}/?$`);

function resetType(request: FakeRequest, action: string, allowed: readonly string[]): string {
  const { ResetType } = readProperties(request, { required: { ResetType: "string" } });
  if (!allowed.includes(String(ResetType))) throw refuse(400, "ActionParameterUnknown", action, String(ResetType));
  return String(ResetType);
}

const done: FakeReply = { status: 200, body: { "@Message.ExtendedInfo": [message("Success")] } };

function switchLight(bmc: BmcState, uri: string, request: FakeRequest): FakeReply {
  const body = readProperties(request, { optional: { LocationIndicatorActive: "boolean" } });
  bmc.lights.set(uri, body.LocationIndicatorActive === true);
  return { status: 204 };
}

const sessionActions: FakeAction[] = [
  {
    method: "DELETE",
    path: below(SESSIONS_URI),
    privileges: ["Login"],
    handle: ({ bmc, params: [id = ""], session }) => bmc.sessions.logoff(id, session),
  },
  {
    method: "PATCH",
    path: exactly(`${ROOT}/SessionService`),
    privileges: ["ConfigureManager"],
    handle: ({ bmc, request }) => {
      const { SessionTimeout } = readProperties(request, { required: {}, optional: { SessionTimeout: "number" } });
      const seconds = Number(SessionTimeout);
      if (seconds < 30 || seconds > 86_400) {
        // The name is misspelt on the real thing.
        throw refuseProperty(400, "SessionTimeOut", "PropertyValueNotInList", String(seconds), "SessionTimeOut");
      }
      bmc.sessions.timeoutSeconds = seconds;
      const entry = message("PropertyValueModified", "SessionTimeOut", String(seconds));
      return { status: 200, body: { "SessionTimeOut@Message.ExtendedInfo": [entry] } };
    },
  },
  {
    method: "PATCH",
    path: below(`${ROOT}/AccountService/Accounts`),
    privileges: ["ConfigureSelf"],
    handle: ({ bmc, params: [name = ""], session, request }) => {
      if (name !== session.user.userName && !mayDo(session, "ConfigureUsers"))
        throw refuse(403, "InsufficientPrivilege");
      return bmc.sessions.changePassword(name, session, request);
    },
  },
];

const powerActions: FakeAction[] = [
  {
    method: "POST",
    path: exactly(`${SYSTEM_URI}/Actions/ComputerSystem.Reset`),
    privileges: ["ConfigureComponents"],
    handle: ({ bmc, request }) => {
      bmc.host.reset(resetType(request, "ComputerSystem.Reset", SYSTEM_RESETS));
      return done;
    },
  },
  {
    method: "POST",
    path: exactly(`${HYPERVISOR_URI}/Actions/ComputerSystem.Reset`),
    privileges: ["ConfigureComponents"],
    handle: ({ bmc, request }) => {
      const { ResetType } = readProperties(request, { required: { ResetType: "string" } });
      if (ResetType !== "On")
        throw refuseProperty(400, "ResetType", "PropertyValueNotInList", String(ResetType), "ResetType");
      bmc.host.startHypervisor();
      return { status: 204 };
    },
  },
  {
    method: "POST",
    path: exactly(`${MANAGER_URI}/Actions/Manager.Reset`),
    privileges: ["ConfigureManager"],
    handle: ({ bmc, request }) => {
      resetType(request, "Manager.Reset", ["GracefulRestart", "ForceRestart"]);
      bmc.timers.after(0, () => bmc.abort());
      return done;
    },
  },
  ...[SYSTEM_URI, CHASSIS_URI].map(
    (uri): FakeAction => ({
      method: "PATCH",
      path: exactly(uri),
      privileges: ["ConfigureComponents"],
      handle: ({ bmc, request }) => switchLight(bmc, uri, request),
    }),
  ),
  {
    method: "PATCH",
    path: below(`${SYSTEM_URI}/Processors`),
    privileges: ["ConfigureComponents"],
    handle: ({ bmc, request, params: [id = ""] }) => switchLight(bmc, `${SYSTEM_URI}/Processors/${id}`, request),
  },
  {
    method: "PATCH",
    path: below(VMI_INTERFACES_URI),
    privileges: ["ConfigureComponents"],
    handle: ({ bmc, request, params: [name = ""] }) => {
      const one = bmc.vmiInterfaces.find((entry) => entry.name === name);
      // The message names the hypervisor and not the interface.
      if (one === undefined) throw refuse(404, "ResourceNotFound", "System", "hypervisor");
      const reply = changeInterface(one, readObject(request), bmc.host.isReady);
      const origin = `${VMI_INTERFACES_URI}/${name}`;
      bmc.events.publish({
        messageId: "ResourceEvent.1.0.ResourceChanged",
        text: "One or more resource properties have changed.",
        origin,
      });
      return reply;
    },
  },
];

const logActions: FakeAction[] = [
  {
    method: "PATCH",
    path: below(ENTRIES_URI),
    privileges: ["ConfigureManager"],
    handle: ({ bmc, request, params: [id = ""] }) => {
      const { Resolved } = readProperties(request, { required: {}, optional: { Resolved: "boolean" } });
      bmc.log.find(id).isResolved = Resolved === true;
      return { status: 204 };
    },
  },
  {
    method: "DELETE",
    path: below(ENTRIES_URI),
    privileges: ["ConfigureManager"],
    handle: ({ bmc, params: [id = ""] }) => {
      const entry = bmc.log.find(id);
      bmc.log.entries = bmc.log.entries.filter((one) => one !== entry);
      return { status: 200, body: success() };
    },
  },
  {
    method: "POST",
    path: exactly(`${LOG_URI}/Actions/LogService.ClearLog`),
    privileges: ["ConfigureManager"],
    handle: ({ bmc }) => {
      bmc.log.entries = [];
      return { status: 204 };
    },
  },
  {
    method: "POST",
    path: exactly(`${MANAGER_URI}/LogServices/Dump/Actions/LogService.CollectDiagnosticData`),
    privileges: ["ConfigureManager"],
    handle: ({ bmc, request }) => {
      readProperties(request, {
        required: { DiagnosticDataType: "string" },
        optional: { OEMDiagnosticDataType: "string" },
      });
      return bmc.tasks.accepted(bmc.tasks.start());
    },
  },
];

const certificateActions: FakeAction[] = [
  {
    method: "POST",
    path: exactly(`${ROOT}/CertificateService/Actions/CertificateService.GenerateCSR`),
    privileges: ["ConfigureManager"],
    handle: ({ bmc, request }) => bmc.certificates.generateCsr(request),
  },
  {
    method: "POST",
    path: exactly(`${ROOT}/CertificateService/Actions/CertificateService.ReplaceCertificate`),
    privileges: ["ConfigureManager"],
    handle: ({ bmc, request }) => bmc.certificates.replace(request),
  },
  {
    method: "POST",
    path: exactly(TRUST_STORE_URI),
    privileges: ["ConfigureManager"],
    handle: ({ bmc, request }) => bmc.certificates.add(request),
  },
  ...[HTTPS_URI, TRUST_STORE_URI].map(
    (uri): FakeAction => ({
      method: "DELETE",
      path: below(uri),
      privileges: ["ConfigureManager"],
      handle: ({ bmc, params: [id = ""] }) => bmc.certificates.remove(`${uri}/${id}`),
    }),
  ),
  {
    method: "POST",
    path: exactly(`${ROOT}/EventService/Actions/EventService.SubmitTestEvent`),
    privileges: ["ConfigureManager"],
    handle: ({ bmc }) => {
      bmc.events.publish({ messageId: "OpenBMC.0.2.OpenBMCTestEvent", text: "Test event" });
      return { status: 204 };
    },
  },
];

export const fakeActions: readonly FakeAction[] = [
  ...sessionActions,
  ...powerActions,
  ...logActions,
  ...certificateActions,
];
