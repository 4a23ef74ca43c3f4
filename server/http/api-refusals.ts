import "server-only";
import type { Access, Endpoint } from "@/contracts/endpoint";
import { allEndpoints } from "@/contracts/endpoints";
import { compareTemplates, isPathOf } from "@/contracts/path-template";
import { AppError } from "@/server/domain/app-error";
import { type ApiRefusal, type ApiRefusals, registerRefusals } from "@/server/runtime/api-refusals";
import { defineRefusal } from "./route";

/** In the order in which they are told. */
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

interface Offered {
  template: string;
  methods: ReadonlySet<string>;
  refusal: ApiRefusal;
}

function refusalOf(access: Access, refusal: () => AppError): ApiRefusal {
  const endpoint: Endpoint = {
    id: "api.notOffered",
    method: "GET",
    path: "/api",
    summary: "What the API does not offer",
    access,
    countsAsActivity: false,
  };
  return defineRefusal(endpoint, refusal);
}

function methodsOf(endpoints: readonly Endpoint[]): string[] {
  const offered = new Set<string>(endpoints.map(({ method }) => method));
  // The framework answers HEAD wherever it has a GET; the streams are the listener's.
  if (endpoints.some(({ method, format }) => method === "GET" && format !== "event-stream")) offered.add("HEAD");
  return METHODS.filter((method) => offered.has(method));
}

function offeredAt(template: string, endpoints: readonly Endpoint[]): Offered {
  const methods = methodsOf(endpoints);
  const access = endpoints.some((endpoint) => endpoint.access === "public") ? "public" : "session";
  const message = `Offered here: ${methods.join(", ")}.`;
  const refusal = refusalOf(access, () => new AppError("method_not_allowed", message, { allowedMethods: methods }));
  return { template, methods: new Set(methods), refusal };
}

/**
 * What the API answers where it offers nothing, after the rules every request comes under: 404 at a path of no operation,
 * 405 with `Allow` for a method that the path does not have (RFC 9110 sections 15.5.5 and 15.5.6).
 */
export function apiRefusals(endpoints: readonly Endpoint[] = allEndpoints): ApiRefusals {
  const bySegments = new Map<number, Offered[]>();
  for (const template of [...new Set(endpoints.map(({ path }) => path))].sort(compareTemplates)) {
    const count = template.split("/").length;
    const offered = offeredAt(
      template,
      endpoints.filter(({ path }) => path === template),
    );
    bySegments.set(count, [...(bySegments.get(count) ?? []), offered]);
  }
  const unknown = refusalOf("session", () => new AppError("not_found", "The API has nothing at this path."));
  return (method, path) => {
    if (path !== "/api" && !path.startsWith("/api/")) return undefined;
    const candidates = bySegments.get(path.split("/").length) ?? [];
    const offered = candidates.find(({ template }) => isPathOf(template, path));
    if (offered === undefined) return unknown;
    return offered.methods.has(method) ? undefined : offered.refusal;
  };
}

/** Lets the listener answer for the API where the framework would not know how. */
export function registerApiRefusals(): void {
  registerRefusals(apiRefusals());
}
