import Ajv2020, { type AnySchema } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { allEndpoints } from "@/contracts/endpoints";
import { listBmcLogs } from "@/contracts/endpoints/bmc";
import { createOrder, generateRequest } from "@/contracts/endpoints/certificate-orders";
import { listWbemRegisteredProfiles, switchWbemRecording } from "@/contracts/endpoints/wbem";
import { STORAGE_NAMESPACE } from "@/server/protocols/wbem/fake";
import { startBmc } from "../fixtures/bmc";
import type { ConsoleUnderTest } from "../fixtures/console";
import { cookieHeader, type RawOptions, send } from "../fixtures/raw-request";
import { expect, test } from "../fixtures/test";
import { startWbem, type TestWbem } from "../fixtures/wbem";

interface Described {
  paths: Record<
    string,
    Record<string, { responses: Record<string, { content?: Record<string, { schema: AnySchema }> }> }>
  >;
  components: { responses: { Problem: { content: Record<string, { schema: AnySchema }> } } };
}

/** Queries for one instance, one class and one recorded request of a WBEM server. */
async function wbemInputs(running: ConsoleUnderTest, { profile }: TestWbem): Promise<Record<string, RawOptions>> {
  const params = { profileId: profile.id };
  const { api } = running;
  await api.call(switchWbemRecording, { params, body: { isOn: true } });
  const { items: registered } = await api.call(listWbemRegisteredProfiles, { params });
  const path = registered[0]?.path;
  const inInterop = { namespace: path?.namespace ?? "interop" };
  const ofPath = { params, query: { path: JSON.stringify(path) } };
  const ofClass = { params, query: { ...inInterop, className: "CIM_RegisteredProfile" } };
  return {
    "wbem.classes.list": { params, query: inInterop },
    "wbem.classes.search": { params, query: { ...inInterop, text: "profile" } },
    "wbem.class": ofClass,
    "wbem.class.associations": ofClass,
    "wbem.class.deletion": ofClass,
    "wbem.namespaces.deletion": { params, query: { namespace: STORAGE_NAMESPACE } },
    "wbem.qualifiers.list": { params, query: inInterop },
    "wbem.instance": ofPath,
    "wbem.instance.neighbours": ofPath,
    "wbem.registeredProfiles.centralInstances": ofPath,
    "wbem.job": ofPath,
    "wbem.uri": { params, query: { uri: `${inInterop.namespace}:CIM_RegisteredProfile` } },
    "wbem.recording.exchange": { params, query: { index: "0" } },
    "wbem.recording.compare": { params, query: { otherProfileId: profile.id } },
  };
}

test("what the console answers is what its OpenAPI document says", async ({ console: running }) => {
  const document = (await (await fetch(new URL("/api/openapi.json", running.url))).json()) as Described;
  const ajv = new Ajv2020({ strict: false });
  addFormats(ajv);
  const cookie = cookieHeader(running.api.cookies);
  const profileId = running.seeded.profiles[0]?.id ?? "";
  const { profile: bmc, close } = await startBmc(running, { name: "Described" });
  const order = await running.api.call(createOrder, { body: { name: "Described", profileId: bmc.id } });
  const orderId = order.id;
  const form = { subject: { commonName: "described" } };
  await running.api.call(generateRequest, { params: { orderId }, body: { version: order.version, form } });
  const { items: logs } = await running.api.call(listBmcLogs, { params: { profileId: bmc.id } });
  const described = await startWbem(running, { name: "Described WBEM" });
  const ofWbem = await wbemInputs(running, described);
  const inputs: Record<string, RawOptions> = {
    ...ofWbem,
    "bundles.get": { params: { bundleId: running.seeded.bundleId } },
    "members.list": { params: { teamId: running.seeded.teamId } },
    "orders.get": { params: { orderId } },
    "bmc.logs.entries": { params: { profileId: bmc.id }, query: { entries: logs[0]?.entriesUri ?? "" } },
    "hmc.object": { params: { profileId }, query: { uri: "/api/console" } },
  };
  const profileOf: Record<string, string> = { bmc: bmc.id, wbem: described.profile.id };
  const skipped: string[] = [];
  let checked = 0;
  for (const endpoint of allEndpoints) {
    const isReadable = endpoint.method === "GET" && endpoint.response !== undefined && endpoint.format === undefined;
    const needsOther = /:(runId|identityId|userId|sessionId)/.test(endpoint.path);
    if (!isReadable || needsOther) {
      skipped.push(endpoint.id);
      continue;
    }
    const [area = ""] = endpoint.id.split(".");
    const usual = { profileId: profileOf[area] ?? profileId };
    const answer = await send(running.url, endpoint, { cookie, params: usual, ...inputs[endpoint.id] });
    expect(answer.status, `${endpoint.id}: ${answer.text.slice(0, 300)}`).toBe(200);
    const path = endpoint.path.replace(/:([A-Za-z]+)/g, "{$1}");
    const schema = document.paths[path]?.get?.responses["200"]?.content?.["application/json"]?.schema;
    expect(schema, endpoint.id).toBeDefined();
    const validate = ajv.compile(schema ?? false);
    expect(validate(answer.json), `${endpoint.id}: ${ajv.errorsText(validate.errors)}`).toBe(true);
    checked += 1;
  }
  expect(checked).toBeGreaterThan(30);
  await close();
  await described.close();

  const problemSchema = document.components.responses.Problem.content["application/problem+json"]?.schema ?? false;
  const validateProblem = ajv.compile(problemSchema);
  for (const endpoint of allEndpoints.filter(({ access }) => access !== "public")) {
    const answer = await send(running.url, endpoint);
    expect(answer.headers.get("content-type"), endpoint.id).toContain("application/problem+json");
    expect(validateProblem(answer.json), `${endpoint.id}: ${ajv.errorsText(validateProblem.errors)}`).toBe(true);
    expect(answer.headers.get("x-request-id"), endpoint.id).toBe(answer.json.requestId);
  }
});
