import type { ApiReply, ApiRequest, Route } from "./api";
import { HmcApiError, notFound } from "./errors";
import type { FakeSession } from "./sessions";
import type { HmcState } from "./state";

interface CompiledRoute {
  readonly route: Route;
  readonly expression: RegExp;
  readonly names: readonly string[];
}

function compile(route: Route): CompiledRoute {
  const names: string[] = [];
  const source = route.path.replace(/\{([a-z-]+)\}/g, (_whole, name: string) => {
    names.push(name);
    return "([^/]+)";
  });
  return { route, expression: new RegExp(`^${source}$`), names };
}

/** Finds the route of a request and carries it out. */
export class Router {
  readonly #routes: readonly CompiledRoute[];

  constructor(routes: readonly Route[]) {
    this.#routes = routes.map(compile);
  }

  /**
   * Carries a request out for a session, or for none on open routes.
   * Throws HmcApiError: 403.4 and 403.5 before anything else (section 3.3), 404.1 for unknown URIs, 405 for the
   * wrong method, and whatever the resource throws.
   */
  dispatch(request: Omit<ApiRequest, "params">, hmc: HmcState, onSession: (session: FakeSession) => void): ApiReply {
    const candidates = this.#routes.filter((candidate) => candidate.expression.test(request.path));
    const chosen = candidates.find((candidate) => candidate.route.method === request.method);
    if (chosen?.route.access === "open") {
      if (request.defect !== undefined) throw request.defect;
      return chosen.route.handle({ ...request, params: paramsOf(chosen, request.path) }, hmc);
    }
    const session = hmc.sessions.authenticate(request.headers["x-api-session"]);
    onSession(session);
    if (candidates.length === 0) throw notFound(request.path);
    if (chosen === undefined) {
      throw new HmcApiError(405, 0, `The method ${request.method} is not valid for this URI.`);
    }
    if (request.defect !== undefined) throw request.defect;
    return chosen.route.handle({ ...request, params: paramsOf(chosen, request.path), session }, hmc);
  }
}

function paramsOf(compiled: CompiledRoute, path: string): Record<string, string> {
  const values = compiled.expression.exec(path)?.slice(1) ?? [];
  const params: Record<string, string> = {};
  compiled.names.forEach((name, index) => {
    params[name] = decodeSegment(values[index] ?? "", path);
  });
  return params;
}

function decodeSegment(segment: string, path: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw notFound(path);
  }
}
