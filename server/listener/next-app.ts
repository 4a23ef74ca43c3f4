import { Server } from "node:http";
import next from "next";
import type { Env } from "@/server/env";
import type { ListenerOptions, RequestHandler } from "./listener";

export interface NextApp {
  handler: RequestHandler;
  upgrade: ListenerOptions["upgrade"];
  close(): Promise<void>;
}

/** Prepares the framework in this process; `instrumentation.ts` has run when this resolves. */
export async function prepareNext(directory: string, mode: Env["mode"], host: string, port: number): Promise<NextApp> {
  const isDevelopment = mode === "development";
  // The framework would attach its own upgrade handling to the listening server: give it one that never listens, and
  // hand upgrades over in development, where they carry the reload signal.
  const upgrades = new Server();
  const app = next({
    dir: directory,
    dev: isDevelopment,
    hostname: host,
    port,
    quiet: true,
    httpServer: upgrades,
  });
  await app.prepare();
  const handler = app.getRequestHandler();
  return {
    handler: (request, response) => handler(request, response),
    upgrade: isDevelopment
      ? (request, socket, head) => {
          if (!upgrades.emit("upgrade", request, socket, head)) socket.destroy();
        }
      : undefined,
    close: () => app.close(),
  };
}
