import { request as httpsRequest } from "node:https";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestBmc, testAuthority } from "../testing/connection-target";
import type { FakeBmc } from "./fake-bmc";
import { DEFAULT_USER } from "./options";

const SESSIONS = "/redfish/v1/SessionService/Sessions";
const SIGN = "/ibm/v1/Host/Actions/SignCSR";
const LOGIN = { UserName: DEFAULT_USER.userName, Password: DEFAULT_USER.password };

interface Answer {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  text: string;
  json: Record<string, unknown>;
}

let bmc: FakeBmc;
let token: string;
beforeEach(async () => {
  bmc = await startTestBmc({ hostWaitMs: 30 });
  token = "";
  const { headers } = await call("POST", SESSIONS, { body: LOGIN });
  token = String(headers["x-auth-token"]);
});
afterEach(() => bmc.close());

/** A plain client that adds nothing of its own but the token. */
function call(
  method: string,
  path: string,
  options: { body?: unknown; text?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const payload = options.text ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  const headers = {
    ...(token === "" ? {} : { "X-Auth-Token": token }),
    ...(payload === undefined ? {} : { "Content-Type": "application/json" }),
    ...options.headers,
  };
  return new Promise((resolve, reject) => {
    const outgoing = httpsRequest(
      { host: bmc.host, port: bmc.port, method, path, headers, ca: testAuthority.rootPem, agent: false },
      (incoming) => {
        let text = "";
        incoming.setEncoding("utf8");
        incoming.on("data", (chunk: string) => {
          text += chunk;
        });
        incoming.on("error", reject);
        incoming.on("end", () => {
          const isJson = /^application\/json/.test(incoming.headers["content-type"] ?? "");
          const json = isJson ? JSON.parse(text) : {};
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text, json });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(payload);
  });
}
const keyOf = (list: unknown) => {
  const [entry] = Array.isArray(list) ? list : [];
  return String(entry?.MessageId ?? "")
    .split(".")
    .at(-1);
};
const errorKey = ({ json }: Answer) => {
  const { error } = json;
  return typeof error === "object" && error !== null && "@Message.ExtendedInfo" in error
    ? keyOf(error["@Message.ExtendedInfo"])
    : undefined;
};

describe("who is not logged on", () => {
  it("gets a 401 in three shapes, before any 404", async () => {
    token = "";
    const plain = await call("GET", "/redfish/v1/NoSuchThing");
    expect([plain.status, plain.headers["www-authenticate"], plain.text]).toEqual([401, "Basic", ""]);
    const scripted = await call("GET", "/x", { headers: { "X-Requested-With": "XMLHttpRequest" } });
    expect([scripted.status, scripted.headers["www-authenticate"]]).toEqual([401, undefined]);
    const browser = await call("GET", "/redfish/v1/Systems", { headers: { Accept: "text/html" } });
    expect([browser.status, browser.text]).toEqual([401, "Unauthorized"]);
  });

  it("is sent to the login page where a web UI is installed", async () => {
    const other = await startTestBmc({ hasWebUi: true });
    const first = bmc;
    bmc = other;
    token = "";
    const answer = await call("GET", "/redfish/v1/Systems", { headers: { Accept: "text/html" } });
    expect([answer.status, answer.headers.location]).toEqual([307, "/#/login?next=%2Fredfish%2Fv1%2FSystems"]);
    await first.close();
  });

  it("may read the root only, in small requests", async () => {
    token = "";
    for (const path of ["/redfish", "/redfish/v1", "/redfish/v1/", "/redfish/v1/odata"]) {
      expect((await call("GET", path)).status).toBe(200);
    }
    expect((await call("POST", SESSIONS, { body: { ...LOGIN, Context: "x".repeat(5_000) } })).status).toBe(401);
  });
});

describe("login", () => {
  it.each([
    [{ ...LOGIN, Password: "wrong" }, 401, "ResourceAtUriUnauthorized"],
    [{ ...LOGIN, Extra: 1 }, 400, "PropertyUnknown"],
    [{}, 400, "EmptyJSON"],
    [[], 400, "EmptyJSON"],
    [{ "@odata.id": "x" }, 400, "NoOperation"],
  ])("answers %j with %i", async (body, status, key) => {
    const answer = await call("POST", SESSIONS, { body });
    expect([answer.status, errorKey(answer)]).toEqual([status, key]);
  });

  it("puts an absent password where no error object is", async () => {
    const { status, json } = await call("POST", SESSIONS, { body: { ...LOGIN, Password: "" } });
    expect([status, keyOf(json["Password@Message.ExtendedInfo"]), json.error]).toEqual([
      400,
      "PropertyMissing",
      undefined,
    ]);
  });

  it("gives cookies instead of a token to whoever says X-Requested-With", async () => {
    const answer = await call("POST", SESSIONS, { body: LOGIN, headers: { "X-Requested-With": "x" } });
    expect(answer.headers["x-auth-token"]).toBeUndefined();
    expect(String(answer.headers["set-cookie"])).toMatch(/BMCWEB-SESSION=\w{20}.*XSRF-TOKEN=/);
  });

  it("takes token, Token and Basic", async () => {
    const own = token;
    token = "";
    const basic = Buffer.from(`${LOGIN.UserName}:${LOGIN.Password}`).toString("base64");
    for (const authorization of [`Token ${own}`, `Basic ${basic}`]) {
      expect((await call("GET", "/redfish/v1/Systems", { headers: { authorization } })).status).toBe(200);
    }
    token = own;
    expect((await call("GET", SESSIONS)).json).toMatchObject({ "Members@odata.count": 1 });
  });
});

describe("reading", () => {
  it("writes JSON with sorted keys, a tag, and 304 where it fits", async () => {
    const answer = await call("GET", "/redfish/v1/Systems/system/");
    expect(answer.text.startsWith('{\n  "@odata.id"')).toBe(true);
    expect(answer.headers["odata-version"]).toBe("4.0");
    const etag = String(answer.headers.etag);
    expect(etag).toMatch(/^"[0-9A-F]{8}"$/);
    const again = await call("GET", "/redfish/v1/Systems/system", { headers: { "If-None-Match": etag } });
    expect([again.status, again.text]).toEqual([304, ""]);
  });

  it("puts the data into a web page for text/html", async () => {
    const answer = await call("GET", "/redfish/v1/Systems", { headers: { Accept: "text/html, application/json" } });
    expect(answer.headers["content-type"]).toContain("text/html");
    expect(answer.text).toContain("ComputerSystemCollection");
  });

  it.each([
    ["/redfish/v1/Systems/system?$expand=.($levels=1)", 200, undefined],
    ["/redfish/v1/Managers?$expand=.($levels=1)", 400, "QueryParameterValueFormatError"],
    ["/redfish/v1/Chassis?$expand=.($levels=4)", 400, "QueryParameterValueFormatError"],
    ["/redfish/v1/Chassis?$orderby=x", 501, "QueryNotSupported"],
    ["/redfish/v1/Chassis?whatever=x", 200, undefined],
    ["/redfish/v1/Nothing", 404, "ResourceNotFound"],
  ])("answers %s with %i", async (path, status, key) => {
    const answer = await call("GET", path);
    expect([answer.status, errorKey(answer)]).toEqual([status, key]);
  });

  it("knows only, and select", async () => {
    const only = await call("GET", "/redfish/v1/Chassis?only");
    expect(only.json).toMatchObject({ Id: "chassis" });
    const selected = await call("GET", "/redfish/v1/Systems/system?$select=PowerState");
    expect(Object.keys(selected.json)).toEqual(["@odata.id", "@odata.type", "PowerState"]);
  });

  it("refuses another OData version, and names methods", async () => {
    expect((await call("GET", "/redfish/v1", { headers: { "OData-Version": "3.0" } })).status).toBe(412);
    const answer = await call("DELETE", "/redfish/v1/Systems");
    expect([answer.status, errorKey(answer), answer.headers.allow]).toEqual([
      405,
      "ResourceCannotBeDeleted",
      "GET, HEAD",
    ]);
  });
});

describe("the tree", () => {
  it("has no link that leads nowhere", async () => {
    const seen = new Set(["/redfish/v1/"]);
    const broken: string[] = [];
    const collect = (value: unknown): void => {
      if (Array.isArray(value)) for (const item of value) collect(item);
      else if (typeof value === "object" && value !== null) {
        for (const [name, item] of Object.entries(value)) {
          const isLink = name === "@odata.id" || name === "@Redfish.ActionInfo";
          if (isLink && typeof item === "string") seen.add(item.split("#")[0] ?? item);
          else collect(item);
        }
      }
    };
    for (const path of seen) {
      const { status, json } = await call("GET", path);
      if (status === 200) collect(json);
      else broken.push(`${path} ${status}`);
    }
    expect(broken).toEqual([]);
    expect(seen.size).toBeGreaterThan(60);
  });
});

describe("the IBM routes", () => {
  it("take no trailing slash, and HEAD not at all", async () => {
    expect((await call("GET", "/ibm/v1/Host/Certificate")).status).toBe(200);
    expect((await call("GET", "/ibm/v1/Host/Certificate/")).status).toBe(404);
    const answer = await call("HEAD", "/ibm/v1/Host/Certificate/root");
    expect([answer.status, answer.headers.allow]).toEqual([405, "GET"]);
  });

  it.each([
    [{ headers: { "Content-Type": "text/plain" }, text: "{}" }, "UnrecognizedRequestBody"],
    [{ text: "{" }, "MalformedJSON"],
    [{ body: {} }, "EmptyJSON"],
    [{ body: { "@odata.id": "x" } }, "NoOperation"],
    [{ body: { CsrString: "x", Extra: 1 } }, "PropertyUnknown"],
  ])("refuse %j", async (options, key) => {
    const answer = await call("POST", SIGN, options);
    expect([answer.status, errorKey(answer)]).toEqual([400, key]);
    expect(answer.headers["odata-version"]).toBeUndefined();
  });

  it("say what is missing or mistyped beside, or without, an error object", async () => {
    const missing = await call("POST", SIGN, { body: { Other: "x" } });
    expect([keyOf(missing.json["CsrString@Message.ExtendedInfo"]), errorKey(missing)]).toEqual([
      "PropertyMissing",
      "PropertyUnknown",
    ]);
    const mistyped = await call("POST", SIGN, { body: { CsrString: null } });
    expect([keyOf(mistyped.json["CsrString@Message.ExtendedInfo"]), mistyped.json.error]).toEqual([
      "PropertyValueTypeError",
      undefined,
    ]);
  });

  it("refuse a CSR that is none as the host does", async () => {
    const answer = await call("POST", SIGN, { body: { CsrString: "no request" } });
    expect([answer.status, answer.json]).toEqual([400, { Description: "Bad CSR" }]);
  });

  it.each(["", "x".repeat(4_097)])("abort on an empty or over-long CSR, and lose every session", async (csr) => {
    await expect(call("POST", SIGN, { body: { CsrString: csr } })).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(bmc.aborts).toBe(1);
    await bmc.abort();
    expect((await call("GET", "/redfish/v1/Systems")).status).toBe(401);
    expect((await call("GET", "/redfish/v1/")).status).toBe(200);
  });
});

describe("changes", () => {
  it("of the VMI's address are judged, accepted, and told", async () => {
    const uri = "/redfish/v1/Systems/hypervisor/EthernetInterfaces/eth1";
    const wrong = { IPv4StaticAddresses: [{ Address: "1.2.3", SubnetMask: "255.0.0.0", Gateway: "10.0.0.1" }] };
    const refused = await call("PATCH", uri, { body: wrong });
    expect(keyOf(refused.json["IPv4StaticAddresses/1/Address@Message.ExtendedInfo"])).toBe("PropertyValueFormatError");
    expect((await call("PATCH", uri, { body: { IPv4Addresses: [] } })).status).toBe(403);
    const right = { IPv4StaticAddresses: [{ Address: "10.0.0.2", SubnetMask: "255.0.0.0", Gateway: "10.0.0.1" }] };
    expect((await call("PATCH", uri, { body: right })).status).toBe(202);
    expect((await call("GET", uri)).json).toMatchObject({ DHCPv4: { DHCPEnabled: false }, InterfaceEnabled: true });
    expect((await call("PATCH", uri, { body: { IPv4StaticAddresses: [null] } })).status).toBe(202);
    expect((await call("GET", uri)).json).toMatchObject({ IPv4Addresses: [], InterfaceEnabled: false });
  });

  it("with a stale tag are refused", async () => {
    const options = { body: { LocationIndicatorActive: true }, headers: { "If-Match": '"00000000"' } };
    const answer = await call("PATCH", "/redfish/v1/Systems/system", options);
    expect([answer.status, errorKey(answer)]).toEqual([412, "PreconditionFailed"]);
  });

  it("of power take known values only", async () => {
    const uri = "/redfish/v1/Systems/system/Actions/ComputerSystem.Reset";
    expect(errorKey(await call("POST", uri, { body: { ResetType: "Explode" } }))).toBe("ActionParameterUnknown");
    expect((await call("POST", uri, { body: { ResetType: "ForceOff" } })).status).toBe(200);
    await bmc.until(() => bmc.machine.phase === "off");
    expect((await call("GET", "/redfish/v1/Systems/system")).json).toMatchObject({ PowerState: "Off" });
  });

  it("that start a task have a monitor that answers once", async () => {
    const dump = "/redfish/v1/Managers/bmc/LogServices/Dump/Actions/LogService.CollectDiagnosticData";
    const started = await call("POST", dump, { body: { DiagnosticDataType: "Manager" } });
    expect([started.status, started.headers["retry-after"]]).toEqual([202, "30"]);
    const monitor = String(started.headers.location);
    expect((await call("GET", monitor)).status).toBe(202);
    bmc.tasks.endAll("Completed");
    expect((await call("GET", monitor)).status).toBe(204);
    expect((await call("GET", monitor)).status).toBe(404);
  });
});
