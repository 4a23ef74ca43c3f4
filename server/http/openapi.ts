import "server-only";
import { z } from "zod";
import type { Endpoint } from "@/contracts/endpoint";
import { allEndpoints } from "@/contracts/endpoints";
import { problemSchema } from "@/contracts/problem";
import { REQUEST_MARK } from "./origin";
import { meanings } from "./problem";

type Json = Record<string, unknown>;

function jsonSchema(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    target: "draft-2020-12",
  });
  return rest as Json;
}

function parameters(schema: z.ZodType | undefined, location: "path" | "query"): Json[] {
  if (schema === undefined) return [];
  const described = jsonSchema(schema, "input") as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(described.properties ?? {}).map(([name, property]) => ({
    name,
    in: location,
    required: location === "path" || (described.required ?? []).includes(name),
    schema: property,
  }));
}

/** What a POST without a body needs instead of its content type (SEC-F3). */
function requestMark({ method, body }: Endpoint): Json[] {
  if (method !== "POST" || body !== undefined) return [];
  const description = "Any value. No form of another site can send it.";
  return [{ name: REQUEST_MARK, in: "header", required: true, description, schema: { type: "string" } }];
}

const contentTypes = {
  json: "application/json",
  ndjson: "application/x-ndjson",
  "event-stream": "text/event-stream",
  text: "text/plain",
  csv: "text/csv",
} as const;

function responses(endpoint: Endpoint): Json {
  const status = String(endpoint.status ?? (endpoint.response === undefined ? 204 : 200));
  const described: Json = {
    [status]:
      endpoint.response === undefined
        ? { description: "Done." }
        : {
            description: "Done.",
            content: { [contentTypes[endpoint.format ?? "json"]]: { schema: jsonSchema(endpoint.response, "output") } },
          },
  };
  const byStatus = new Map<number, string[]>();
  for (const code of endpoint.errors ?? []) {
    const { status: number } = meanings[code];
    byStatus.set(number, [...(byStatus.get(number) ?? []), code]);
  }
  for (const [number, codes] of byStatus) {
    described[String(number)] = { $ref: "#/components/responses/Problem", description: `Codes: ${codes.join(", ")}.` };
  }
  described.default = { $ref: "#/components/responses/Problem" };
  return described;
}

function operation(endpoint: Endpoint): Json {
  return {
    operationId: endpoint.id,
    summary: endpoint.summary,
    tags: [endpoint.id.split(".")[0]],
    security: endpoint.access === "public" ? [] : [{ session: [] }],
    parameters: [
      ...parameters(endpoint.params, "path"),
      ...parameters(endpoint.query, "query"),
      ...requestMark(endpoint),
    ],
    ...(endpoint.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { "application/json": { schema: jsonSchema(endpoint.body, "input") } },
          },
        }),
    responses: responses(endpoint),
    "x-access": endpoint.access,
    ...(endpoint.teamPermission === undefined ? {} : { "x-team-permission": endpoint.teamPermission }),
    ...(endpoint.profilePermission === undefined ? {} : { "x-profile-permission": endpoint.profilePermission }),
  };
}

let cached: Json | undefined;

/** The API as an OpenAPI 3.1 document, generated from the endpoint declarations. */
export function openApiDocument(): Json {
  if (cached !== undefined) return cached;
  const paths: Record<string, Json> = {};
  for (const endpoint of allEndpoints) {
    const path = endpoint.path.replace(/:([A-Za-z]+)/g, "{$1}");
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(endpoint) };
  }
  cached = {
    openapi: "3.1.0",
    info: {
      title: "Signalbox",
      version: "1",
      description:
        "Errors are RFC 9457 problems with a stable `code` and a `requestId`. Requests that change something need the console's own `Origin`.",
    },
    paths,
    components: {
      securitySchemes: {
        session: { type: "apiKey", in: "cookie", name: "__Host-signalbox.session_token" },
      },
      responses: {
        Problem: {
          description: "What happened, why, and what to do next.",
          content: { "application/problem+json": { schema: jsonSchema(problemSchema, "output") } },
        },
      },
    },
  };
  return cached;
}
