import Ajv2020 from "ajv/dist/2020";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { allEndpoints } from "@/contracts/endpoints";
import { secretStateSchema } from "@/contracts/profile";
import { openApiDocument } from "./openapi";

type Json = Record<string, unknown>;

const document = openApiDocument() as { paths: Record<string, Record<string, Json>>; openapi: string };

function schemasOf(operation: Json, part: "responses" | "requestBody"): Json[] {
  const holders = part === "responses" ? Object.values(operation.responses as Json) : [operation.requestBody];
  return (holders as { content?: Record<string, { schema: Json }> }[])
    .flatMap((holder) => Object.values(holder?.content ?? {}))
    .map(({ schema }) => schema);
}

function propertyNames(schema: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(schema)) for (const item of schema) propertyNames(item, found);
  else if (typeof schema === "object" && schema !== null) {
    const { properties } = schema as { properties?: Json };
    if (properties !== undefined && typeof properties === "object") {
      for (const name of Object.keys(properties)) found.add(name);
    }
    for (const value of Object.values(schema)) propertyNames(value, found);
  }
  return found;
}

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

describe("the OpenAPI document", () => {
  it("has each declared endpoint once", () => {
    expect(document.openapi).toBe("3.1.0");
    expect(operations.length).toBe(allEndpoints.length);
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("declares each parameter of each path", () => {
    for (const { path, operation } of operations) {
      const declared = (operation.parameters as { name: string; in: string }[])
        .filter((parameter) => parameter.in === "path")
        .map(({ name }) => name);
      const needed = [...path.matchAll(/\{([A-Za-z]+)\}/g)].map(([, name]) => name);
      expect(declared.sort(), path).toEqual(needed.sort());
    }
  });

  it("says which changes need the request mark", () => {
    for (const { path, method, operation } of operations) {
      const names = (operation.parameters as { name: string; in: string }[])
        .filter((parameter) => parameter.in === "header")
        .map(({ name }) => name);
      const isBarePost = method === "post" && operation.requestBody === undefined;
      expect(names, `${method} ${path}`).toEqual(isBarePost ? ["x-signalbox-request"] : []);
    }
  });

  it("holds schemas that a validator accepts", () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    for (const { path, method, operation } of operations) {
      for (const schema of [...schemasOf(operation, "responses"), ...schemasOf(operation, "requestBody")]) {
        expect(() => ajv.compile(schema), `${method} ${path}`).not.toThrow();
      }
    }
  });

  // Fields with these names may be sent to the console and are never answered by it (SEC-A9).
  it("answers with no secret", () => {
    const forbidden = /password|passphrase|passcode|privateKey|keyPem|token|sessionId|credential/i;
    for (const { operation } of operations) {
      for (const name of propertyNames(schemasOf(operation, "responses"))) {
        expect.soft(name, String(operation.operationId)).not.toMatch(forbidden);
      }
    }
  });

  it("tells of a secret only whether it is set, when and by whom", () => {
    const { properties } = z.toJSONSchema(secretStateSchema) as { properties: Json };
    expect(Object.keys(properties).sort()).toEqual(["isRequired", "isSet", "label", "slot", "updatedAt", "updatedBy"]);
  });

  it("offers nothing that switches the host name check off by itself", () => {
    for (const { operation } of operations) {
      for (const name of propertyNames(schemasOf(operation, "requestBody"))) {
        expect(name).not.toMatch(/(check|verify|skip|ignore).*(host|name)|rejectUnauthorized/i);
      }
    }
  });
});
