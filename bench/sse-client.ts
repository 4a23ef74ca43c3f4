import http from "node:http";

export interface SseClient {
  close(): void;
}

/**
 * Opens an event stream as a browser does and hands over each event's text once it is complete.
 * @throws Error when the answer is not an event stream; `onEnd` tells of an end after that.
 */
export function openStream(
  url: string,
  cookie: string,
  onEvent: (text: string) => void,
  onEnd: (reason: string) => void = () => undefined,
): Promise<SseClient> {
  return new Promise((resolve, reject) => {
    let isClosed = false;
    const end = (reason: string) => {
      if (!isClosed) onEnd(reason);
      isClosed = true;
    };
    const headers = { cookie, accept: "text/event-stream" };
    const request = http.get(url, { agent: false, headers }, (response) => {
      if (response.statusCode !== 200) {
        response.resume();
        reject(new Error(`${url} answered ${response.statusCode}`));
        return;
      }
      let rest = "";
      response.setEncoding("utf8");
      response.on("data", (text: string) => {
        const parts = (rest + text).split("\n\n");
        rest = parts.pop() ?? "";
        for (const part of parts) onEvent(part);
      });
      response.once("error", (error) => end(error.message));
      response.once("close", () => end("the server closed the stream"));
      // The stream's first bytes say that it is open; headers alone could be a proxy's.
      response.once("data", () =>
        resolve({
          close: () => {
            isClosed = true;
            request.destroy();
          },
        }),
      );
    });
    request.once("error", (error) => {
      reject(error);
      end(error.message);
    });
  });
}
