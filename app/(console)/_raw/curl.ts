import { hostAndPort } from "@/contracts/url-host";

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * A request as a curl command for a colleague's shell. The session id and the CA file stand as placeholders (SEC-B6);
 * the body is what the reader typed.
 */
export function curlCommand(request: {
  method: string;
  host: string;
  port: number;
  uri: string;
  body?: string;
  /** Tag the resource must still have. */
  ifMatch?: string;
  /** Header that carries the session, with a placeholder for its id. */
  header?: string;
}): string {
  const parts = [
    "curl --cacert <CA-FILE>",
    `--request ${request.method}`,
    `--header '${request.header ?? "X-API-Session: <SESSION-ID>"}'`,
    ...(request.ifMatch ? [`--header ${quoted(`If-Match: ${request.ifMatch}`)}`] : []),
    ...(request.body ? ["--header 'Content-Type: application/json'", `--data ${quoted(request.body)}`] : []),
    quoted(`https://${hostAndPort(request)}${request.uri}`),
  ];
  return parts.join(" \\\n  ");
}
