/** What the reader wants to see of a log; all of it stands in the address. */
export interface LogView {
  /** Entries of the chosen log; the first one when missing. */
  log?: string;
  severity?: "OK" | "Warning" | "Critical";
  resolved?: "0" | "1";
  text?: string;
  from?: string;
  to?: string;
}

const severities = ["OK", "Warning", "Critical"] as const;
const MAX_TEXT = 200;
const RESOURCE = /^\/[\x21-\x7e]{1,499}$/;

function readTime(text: string | null): string | undefined {
  const time = Date.parse(text ?? "");
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** Reads the view from an address, which may come from anywhere: what does not fit is left out. */
export function parseLogView(params: URLSearchParams): LogView {
  const log = params.get("log") ?? "";
  const resolved = params.get("resolved");
  const view: LogView = {
    log: RESOURCE.test(log) ? log : undefined,
    severity: severities.find((severity) => severity === params.get("severity")),
    resolved: resolved === "0" || resolved === "1" ? resolved : undefined,
    text: params.get("text")?.slice(0, MAX_TEXT) || undefined,
    from: readTime(params.get("from")),
    to: readTime(params.get("to")),
  };
  return Object.fromEntries(Object.entries(view).filter(([, value]) => value !== undefined));
}

/** Writes the view as a query string; parameters of others stay. */
export function writeLogView(params: URLSearchParams, view: LogView): string {
  const result = new URLSearchParams(params);
  for (const name of ["log", "severity", "resolved", "text", "from", "to"] as const) {
    const value = view[name];
    if (value === undefined) result.delete(name);
    else result.set(name, value);
  }
  return result.toString();
}

/** True where the reader looks for something, apart from the choice of a log. */
export function isNarrowed({ log: _log, ...rest }: LogView): boolean {
  return Object.values(rest).some((value) => value !== undefined);
}
