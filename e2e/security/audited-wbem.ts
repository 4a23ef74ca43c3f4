import { expect } from "@playwright/test";
import { getWbemInstance, listWbemSubscriptions } from "@/contracts/endpoints/wbem";
import type { WbemProperty } from "@/contracts/wbem/instances";
import type { WbemChangeLine, WbemPlan } from "@/contracts/wbem/schema";
import type { WbemPath, WbemShownPath } from "@/contracts/wbem/values";
import type { SimulatedWbem } from "@/scripts/simulated-wbem";
import { STORAGE_NAMESPACE } from "@/server/protocols/wbem/fake";
import type { Recorder } from "./audited-orders";

const both = ["intent", "success"];

/** The path of the first volume, by its own WBEM server. */
function firstVolume({ device }: SimulatedWbem): WbemPath {
  const { repository } = device;
  const [volume] = repository.instancesOf(repository.getNamespace(STORAGE_NAMESPACE), "SBX_StorageVolume");
  if (volume === undefined) throw new Error("There is no volume.");
  const { className, keyBindings } = volume.path;
  return {
    className,
    namespace: STORAGE_NAMESPACE,
    keys: keyBindings.map(({ name, value }) => ({ name, type: "string", value: String(value) })),
  };
}

const mof = `
Qualifier SBX_Audited : string, Scope(class);
Qualifier SBX_Alone : string, Scope(class);
class SBX_Audited { [Key] string Name; };
instance of SBX_Audited { Name = "one"; };
`;

/** Brings MOF to a namespace of its own, and takes all of it away again. */
async function changeSchema({ step }: Recorder, params: { profileId: string }): Promise<void> {
  const namespace = "root/schema";
  await step("wbem.namespaces.create", { params, body: { namespace } }, both);
  const added = { namespace, mof, mode: "add" };
  const { plan } = await step<WbemPlan>("wbem.mof.plan", { params, body: added }, []);
  const lines = await step<WbemChangeLine[]>("wbem.mof.apply", { params, body: { ...added, plan } }, both);
  expect(lines.at(-1)).toMatchObject({ kind: "outcome", outcome: { done: 4, problem: null } });
  const qualifier = { namespace, name: "SBX_Alone", confirmation: "SBX_Alone" };
  await step("wbem.qualifiers.delete", { params, body: qualifier }, both);
  const ofClass = { namespace, className: "SBX_Audited" };
  const whole = await step<WbemPlan>("wbem.class.deletion", { params, query: { ...ofClass, instances: "1" } }, []);
  const deleted = { ...ofClass, withInstances: true, plan: whole.plan, confirmation: "SBX_Audited" };
  await step("wbem.class.delete", { params, body: deleted }, both);
  const rest = await step<WbemPlan>("wbem.namespaces.deletion", { params, query: { namespace } }, []);
  const body = { namespace, plan: rest.plan, confirmation: namespace };
  await step("wbem.namespaces.delete", { params, body }, both);
}

/** Changes a WBEM server in every way there is. */
export async function changeWbem(
  { api, step, steps }: Recorder,
  wbem: SimulatedWbem,
  profileId: string,
): Promise<void> {
  const params = { profileId };
  await step("wbem.recording.switch", { params, body: { isOn: true } }, both);

  const path = firstVolume(wbem);
  const { properties } = await api.call(getWbemInstance, { params, query: { path: JSON.stringify(path) } });
  const before = properties.find(({ name }: WbemProperty) => name === "ElementName")?.value ?? null;
  const change = { name: "ElementName", type: "string", isArray: false, value: "Renamed", before };
  await step("wbem.instance.modify", { params, body: { path, changes: [change] } }, both);
  const parameter = { name: "RequestedState", type: "uint16", isArray: false, value: 3 };
  const call = { path, method: "RequestStateChange", parameters: [parameter], confirmation: "RequestStateChange" };
  await step("wbem.methods.invoke", { params, body: call }, both);

  const given = (name: string, value: string) => ({ name, type: "string", isArray: false, value });
  const setting = {
    namespace: STORAGE_NAMESPACE,
    className: "CIM_StorageSetting",
    properties: [given("InstanceID", "SBX:audited"), given("ElementName", "Audited")],
  };
  const created = await step<WbemShownPath>("wbem.instance.create", { params, body: setting }, both);
  const deleted = { path: created.path, confirmation: created.path.className };
  await step("wbem.instance.delete", { params, body: deleted }, both);

  await changeSchema({ api, step, steps }, params);

  const subscription = {
    name: "audited",
    query: "SELECT * FROM CIM_AlertIndication",
    sourceNamespaces: [STORAGE_NAMESPACE],
    url: "https://127.0.0.1:9/inbound/nobody",
  };
  await step("wbem.subscriptions.create", { params, body: subscription }, both);
  const { subscriptions, filters } = await api.call(listWbemSubscriptions, { params });
  const [made] = subscriptions;
  // Nothing listens there, and the console may not dial it: that it was tried is on record.
  const test = { destination: made?.destination.path };
  await step("wbem.subscriptions.test", { params, body: test }, ["intent", "failure"]);
  expect(filters.map(({ name }) => name)).toContain("signalboxfilter:audited");
  const ended = { path: made?.path, confirmation: "signalboxfilter:audited" };
  await step("wbem.subscriptions.delete", { params, body: ended }, both);

  await step("wbem.served.switch", { params, body: { isGathering: true } }, both);
  await step("wbem.recording.replay", { params, body: { targetProfileId: profileId } }, both);
  await step("wbem.recording.clear", { params });
  await step("wbem.statistics.reset", { params });
}
