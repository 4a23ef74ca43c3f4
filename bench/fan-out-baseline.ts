/** The plainest possible server of event streams: writes what its parent says to every open response. */
import http from "node:http";
import type { AddressInfo } from "node:net";

const responses = new Set<http.ServerResponse>();

const server = http.createServer((_request, response) => {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache, no-transform" });
  response.write("retry: 1000\n\n");
  responses.add(response);
  response.once("close", () => responses.delete(response));
});
server.listen(0, "127.0.0.1", () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
process.on("message", (event: string) => {
  const chunk = Buffer.from(event);
  for (const response of responses) response.write(chunk);
});
process.on("disconnect", () => process.exit(0));
