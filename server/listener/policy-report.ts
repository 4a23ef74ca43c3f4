import type { IncomingMessage } from "node:http";

/** What a browser says it blocked (CSP level 3, 5.3: the deprecated `report-uri` form, which all browsers send). */
export interface PolicyReport {
  documentUri: string;
  directive: string;
  blockedUri: string;
  sourceFile: string;
  line: number;
}

const LIMIT_BYTES = 16 * 1024;

function field(report: Record<string, unknown>, name: string): string {
  const value = report[name];
  return typeof value === "string" ? value.slice(0, 500) : "";
}

/** Reads a report of a violation. Undefined for anything that is none. */
export async function readPolicyReport(request: IncomingMessage): Promise<PolicyReport | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > LIMIT_BYTES) return undefined;
    chunks.push(chunk);
  }
  let body: unknown;
  try {
    body = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    return undefined;
  }
  if (typeof body !== "object" || body === null || !("csp-report" in body)) return undefined;
  const report = body["csp-report"];
  if (typeof report !== "object" || report === null) return undefined;
  const fields = report as Record<string, unknown>;
  return {
    documentUri: field(fields, "document-uri"),
    directive: field(fields, "effective-directive") || field(fields, "violated-directive"),
    blockedUri: field(fields, "blocked-uri"),
    sourceFile: field(fields, "source-file"),
    line: typeof fields["line-number"] === "number" ? fields["line-number"] : 0,
  };
}
