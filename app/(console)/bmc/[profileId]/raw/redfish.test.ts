import { describe, expect, it } from "vitest";
import { actionsOf, bodyFor, crumbsOf, linkedPieces, pathProblem } from "./redfish";

describe("pathProblem", () => {
  it.each(["/redfish/v1", "/redfish/v1/Systems?$expand=.", "/ibm/v1/Host/Certificate"])("accepts %s", (uri) => {
    expect(pathProblem(uri)).toBeNull();
  });

  it.each(["", "redfish/v1", "https://bmc/redfish/v1", "/api/x", "/redfish/../x", "/redfish/v1/a b", "/redfish/v1#x"])(
    "refuses %j",
    (uri) => {
      expect(pathProblem(uri)).not.toBeNull();
    },
  );
});

describe("linkedPieces", () => {
  it("finds links wherever they stand, and loses no character", () => {
    const json = JSON.stringify(
      {
        "@odata.id": "/redfish/v1/Systems/system",
        Links: { Chassis: [{ "@odata.id": "/redfish/v1/Chassis/chassis#/x" }], list: ["/redfish/v1/a"] },
        Actions: { "#Reset": { target: "/redfish/v1/Systems/system/Actions/Reset", info: "/redfish/v1/Info" } },
        text: 'see /redfish/v1/no and "/redfish/v1/quoted"',
      },
      null,
      2,
    );
    const pieces = linkedPieces(json);
    expect(pieces.map((piece) => (typeof piece === "string" ? piece : piece.text)).join("")).toBe(json);
    expect(pieces.flatMap((piece) => (typeof piece === "string" ? [] : [piece.uri]))).toEqual([
      "/redfish/v1/Systems/system",
      "/redfish/v1/Chassis/chassis",
      "/redfish/v1/a",
      "/redfish/v1/Info",
    ]);
  });

  it("makes no link of a path that leads elsewhere", () => {
    expect(linkedPieces('{\n  "a": "/redfish/../etc"\n}')).toHaveLength(1);
  });
});

describe("actionsOf", () => {
  it("reads targets, allowed values and descriptions, of the maker too", () => {
    const body = JSON.stringify({
      Actions: {
        "#ComputerSystem.Reset": {
          target: "/redfish/v1/Systems/system/Actions/ComputerSystem.Reset",
          "@Redfish.ActionInfo": "/redfish/v1/Systems/system/ResetActionInfo",
          "ResetType@Redfish.AllowableValues": ["On", "ForceOff"],
        },
        Oem: { "#Maker.Blink": { target: "/redfish/v1/Oem/Blink" } },
      },
    });
    const actions = actionsOf(body);
    expect(actions.map(({ name }) => name)).toEqual(["ComputerSystem.Reset", "Maker.Blink"]);
    expect(actions[0]).toMatchObject({
      infoUri: "/redfish/v1/Systems/system/ResetActionInfo",
      parameters: [{ name: "ResetType", allowed: ["On", "ForceOff"] }],
    });
    expect(actions.map(bodyFor)).toEqual(['{\n  "ResetType": "On"\n}', "{}"]);
  });

  it.each(["", "<html>", "[]", "null", '{"Actions":5}', '{"Actions":{"x":{}}}'])("finds none in %s", (body) => {
    expect(actionsOf(body)).toEqual([]);
  });
});

it("leads back to the service root", () => {
  expect(crumbsOf("/redfish/v1/Systems/system?$select=Name")).toEqual([
    { label: "Service root", uri: "/redfish/v1" },
    { label: "Systems", uri: "/redfish/v1/Systems" },
    { label: "system", uri: "/redfish/v1/Systems/system" },
  ]);
  expect(crumbsOf("/ibm/v1/Host")).toEqual([{ label: "/ibm/v1/Host", uri: "/ibm/v1/Host" }]);
});
