import { afterEach, describe, expect, it } from "vitest";
import type { TransportError } from "./errors";
import { leaves, loopbackAllowed, resolveToLoopback, tlsScenarios, trusting } from "./fake/scenarios";
import { answerFrame, type FakeBrokerConnection, listenStomp } from "./fake/stomp-broker";
import { openStompConnection, type StompMessage, type StompOptions } from "./stomp";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const present = { cert: leaves.good.chainPem, key: leaves.good.keyPem };

async function listen(onFrame = answerFrame, server: Parameters<typeof listenStomp>[0] = present) {
  const broker = await listenStomp(server, onFrame);
  cleanups.push(broker.close);
  return broker;
}

function collector() {
  const messages: StompMessage[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  return {
    messages,
    onMessage: (message: StompMessage) => {
      messages.push(message);
      for (const { count, resolve } of waiting) if (messages.length >= count) resolve();
    },
    until: (count: number) =>
      messages.length >= count ? Promise.resolve() : new Promise<void>((resolve) => waiting.push({ count, resolve })),
  };
}

async function open(port: number, options: Partial<StompOptions> = {}) {
  let close: (reason: TransportError | null) => void = () => undefined;
  const closed = new Promise<TransportError | null>((resolve) => {
    close = resolve;
  });
  const connection = await openStompConnection({
    host: "hmc.example.com",
    port,
    tls: trusting(),
    addressPolicy: loopbackAllowed,
    resolve: resolveToLoopback,
    onMessage: () => undefined,
    onClose: close,
    ...options,
  });
  cleanups.push(() => connection.destroy());
  return { connection, closed };
}

const failure = (attempt: Promise<unknown>) =>
  attempt.then(
    () => "none",
    (error: TransportError) => error.class,
  );

describe("connecting", () => {
  it("offers 1.1 and 1.2, logs on and agrees on heart-beats", async () => {
    const broker = await listen((frame, connection) => {
      if (frame.startsWith("CONNECT\n")) connection.send("CONNECTED\nversion:1.1\nserver:X\nheart-beat:700,900\n\n\0");
    });
    const { connection } = await open(broker.port, {
      login: "user",
      passcode: "pass:word",
      heartbeat: { outgoingMs: 500, incomingMs: 800 },
    });
    const frame = await (await broker.next()).frame("CONNECT");
    expect(frame.split("\n")).toEqual(
      expect.arrayContaining([
        "accept-version:1.1,1.2",
        "host:hmc.example.com",
        "login:user",
        "passcode:pass:word",
        "heart-beat:500,800",
      ]),
    );
    expect(connection).toMatchObject({ version: "1.1", server: "X", heartbeat: { outgoingMs: 900, incomingMs: 800 } });
  });

  it.each(["x\nadmin:true", "x\r", "x\0"])("refuses the passcode %j before anything is dialled", async (passcode) => {
    const broker = await listen();
    expect(await failure(open(broker.port, { login: "user", passcode }))).toBe("invalid-credential-characters");
    expect(await failure(open(broker.port, { login: passcode }))).toBe("invalid-credential-characters");
    expect(broker.connections()).toBe(0);
  });

  const answers: [string, string, string][] = [
    ["a refused logon", "ERROR\nmessage:User name [u] or password is invalid.\n\nstack\0", "auth-failed"],
    [
      "another version by ERROR",
      "ERROR\nversion:1.0\nmessage:Supported protocol versions are 1.0\n\n\0",
      "stomp-version",
    ],
    ["a CONNECTED without version", "CONNECTED\nsession:1\n\n\0", "stomp-version"],
    ["version 1.0", "CONNECTED\nversion:1.0\n\n\0", "stomp-version"],
    ["HTTP", "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html>\0", "stomp-protocol"],
    ["another frame", "MESSAGE\nsubscription:1\nmessage-id:1\ndestination:/x\n\nhello\0", "stomp-protocol"],
  ];
  it.each(answers)("tells %s", async (_name, answer, expected) => {
    const broker = await listen((_frame, connection) => connection.send(answer));
    expect(await failure(open(broker.port))).toBe(expected);
  });

  it("keeps what the broker said apart from our own words", async () => {
    const broker = await listen((_frame, connection) => connection.send("ERROR\nmessage:no such user\n\n\0"));
    await expect(open(broker.port)).rejects.toMatchObject({ facts: { deviceMessage: "no such user" } });
  });

  it("does not wait for ever", async () => {
    const broker = await listen(() => undefined);
    expect(await failure(open(broker.port, { tls: trusting({ timeouts: { headersMs: 200 } }) }))).toBe(
      "headers-timeout",
    );
  });

  it("stops when the caller leaves", async () => {
    const caller = new AbortController();
    const broker = await listen(() => caller.abort());
    expect(await failure(open(broker.port, { signal: caller.signal }))).toBe("aborted");
  });
});

describe("messages", () => {
  const message = (id: string, headers: string, body: string) =>
    `MESSAGE\nsubscription:${id}\nmessage-id:1\n${headers}\n${body}\0\n`;

  it("delivers frames cut at every position, with escapes, several bytes to a character and empty bodies", async () => {
    const broker = await listen();
    const sink = collector();
    const { connection } = await open(broker.port, { onMessage: sink.onMessage });
    const peer = await broker.next();
    const id = await connection.subscribe("/topic/one");
    const stream = Buffer.from(
      message(id, "name:LPÄR\\c1\\\\n€\\r\\n\nname:second\nhasOwnProperty:x\n__proto__:y\n", '{"text":"größe €"}') +
        message(id, "content-length:5\r\n", "a\0b\0c") +
        message(id, "", ""),
    );
    for (let cut = 1; cut < stream.length; cut += 1) {
      peer.send(stream.subarray(0, cut));
      await new Promise(setImmediate);
      peer.send(stream.subarray(cut));
    }
    const rounds = stream.length - 1;
    await sink.until(rounds * 3);
    expect(sink.messages).toHaveLength(rounds * 3);
    for (let round = 0; round < rounds; round += 1) {
      const [first, second, third] = sink.messages.slice(round * 3, round * 3 + 3);
      expect(first?.headers.get("name")).toBe("LPÄR:1\\n€\r\n");
      expect(first?.body).toBe('{"text":"größe €"}');
      expect([second?.body, third?.body]).toEqual(["a\0b\0c", ""]);
    }
  });

  it("carries many subscriptions and names theirs", async () => {
    const broker = await listen();
    const sink = collector();
    const { connection } = await open(broker.port, { onMessage: sink.onMessage });
    const peer = await broker.next();
    const ids = await Promise.all(Array.from({ length: 200 }, (_, index) => connection.subscribe(`/topic/t.${index}`)));
    expect(new Set(ids).size).toBe(200);
    for (const id of ids) peer.send(message(id, "", id));
    await sink.until(200);
    expect(sink.messages.map(({ headers }) => headers.get("subscription"))).toEqual(ids);
    expect(peer.received()).toContain("destination:/topic/t.199");
  });

  it("ignores what still arrives for an ended subscription", async () => {
    const broker = await listen((frame, peer) => {
      const id = /^id:(.*)$/m.exec(frame)?.[1] ?? "";
      if (frame.startsWith("UNSUBSCRIBE\n")) peer.send(message(id, "", "late"));
      answerFrame(frame, peer);
    });
    const sink = collector();
    const { connection } = await open(broker.port, { onMessage: sink.onMessage });
    const peer = await broker.next();
    const first = await connection.subscribe("/topic/a");
    const second = await connection.subscribe("/topic/b");
    await connection.unsubscribe(first);
    peer.send(message(second, "", "current"));
    await sink.until(1);
    expect(sink.messages.map(({ body }) => body)).toEqual(["current"]);
  });

  it("takes five megabytes", async () => {
    const broker = await listen();
    const sink = collector();
    const { connection } = await open(broker.port, { onMessage: sink.onMessage });
    const peer = await broker.next();
    const body = "x".repeat(5 * 1024 * 1024);
    peer.send(message(await connection.subscribe("/topic/a"), "", body));
    await sink.until(1);
    expect(sink.messages[0]?.body.length).toBe(body.length);
  });
});

describe("ending", () => {
  const whenSubscribed = async (
    act: (peer: FakeBrokerConnection, id: string) => void,
    options: Partial<StompOptions> = {},
  ) => {
    const broker = await listen();
    const { connection, closed } = await open(broker.port, options);
    const peer = await broker.next();
    act(peer, await connection.subscribe("/topic/a"));
    return (await closed)?.class ?? null;
  };

  it.each([
    [
      "a frame without end",
      (peer: FakeBrokerConnection, id: string) => {
        peer.send(`MESSAGE\nsubscription:${id}\n\n`);
        peer.send(Buffer.alloc(9 * 1024 * 1024, 0x61));
      },
    ],
    [
      "a huge content-length",
      (peer: FakeBrokerConnection, id: string) => peer.send(`MESSAGE\nsubscription:${id}\ncontent-length:99999999\n\n`),
    ],
    [
      "a content-length that is no number",
      (peer: FakeBrokerConnection, id: string) =>
        peer.send(`MESSAGE\nsubscription:${id}\ncontent-length:5x\n\nhello\0`),
    ],
    [
      "a content-length that is too short",
      (peer: FakeBrokerConnection, id: string) => peer.send(`MESSAGE\nsubscription:${id}\ncontent-length:2\n\nhello\0`),
    ],
    [
      "a flood of headers",
      (peer: FakeBrokerConnection) =>
        peer.send(`MESSAGE\n${Array.from({ length: 200 }, (_, n) => `h${n}:x\n`).join("")}\n\0`),
    ],
    ["a long header line", (peer: FakeBrokerConnection) => peer.send(`MESSAGE\nx:${"y".repeat(9_000)}`)],
    [
      "an unknown escape",
      (peer: FakeBrokerConnection, id: string) => peer.send(`MESSAGE\nsubscription:${id}\nx:a\\t\n\n\0`),
    ],
    ["a header without colon", (peer: FakeBrokerConnection) => peer.send("MESSAGE\nnonsense\n\n\0")],
    ["an unknown subscription", (peer: FakeBrokerConnection) => peer.send("MESSAGE\nsubscription:nobody\n\n\0")],
    ["an unknown command", (peer: FakeBrokerConnection) => peer.send("DANCE\n\n\0")],
  ])("refuses %s", async (_name, act) => {
    expect(await whenSubscribed(act)).toBe("stomp-protocol");
  });

  it("passes on ERROR frames", async () => {
    expect(await whenSubscribed((peer) => peer.send("ERROR\nmessage:not authorized\n\n\0"))).toBe("stomp-error");
  });

  it("notices that the broker left", async () => {
    expect(await whenSubscribed((peer) => peer.close())).toBe("connection-lost");
  });

  it("survives a handler that throws", async () => {
    const onMessage = () => {
      throw new Error("broken handler");
    };
    const act = (peer: FakeBrokerConnection, id: string) => peer.send(`MESSAGE\nsubscription:${id}\n\n\0`);
    expect(await whenSubscribed(act, { onMessage })).toBe("stomp-protocol");
  });

  it("rejects a subscription that the broker refuses", async () => {
    const broker = await listen((frame, peer) => {
      if (frame.startsWith("SUBSCRIBE\n")) peer.send("ERROR\nmessage:no such topic\n\n\0");
      else answerFrame(frame, peer);
    });
    const { connection } = await open(broker.port);
    expect(await failure(connection.subscribe("/topic/secret"))).toBe("stomp-error");
    expect(await failure(connection.subscribe("/topic/other"))).toBe("connection-lost");
  });

  it("says goodbye", async () => {
    const broker = await listen();
    const { connection, closed } = await open(broker.port);
    const peer = await broker.next();
    await connection.disconnect();
    expect(await closed).toBeNull();
    expect(await peer.frame("DISCONNECT")).toContain("receipt:");
  });

  it("does not wait for a goodbye that is never answered", async () => {
    const broker = await listen((frame, peer) => {
      if (!frame.startsWith("DISCONNECT")) answerFrame(frame, peer);
    });
    const { connection, closed } = await open(broker.port);
    await connection.disconnect();
    expect(await closed).toBeNull();
  });
});

describe("heart-beats", () => {
  const greet = (intervals: string) => (frame: string, peer: FakeBrokerConnection) => {
    if (frame.startsWith("CONNECT\n")) peer.send(`CONNECTED\nversion:1.2\nheart-beat:${intervals}\n\n\0`);
  };

  it("ends a connection that has gone silent", async () => {
    const broker = await listen(greet("100,0"));
    const { closed } = await open(broker.port, { heartbeat: { outgoingMs: 0, incomingMs: 100 } });
    expect(await closed).toMatchObject({ class: "heartbeat-lost" });
  });

  it("keeps one whose broker sends them, and sends its own", async () => {
    const broker = await listen(greet("50,50"));
    const { connection } = await open(broker.port, { heartbeat: { outgoingMs: 50, incomingMs: 50 } });
    const peer = await broker.next();
    const beat = setInterval(() => peer.send("\n"), 40);
    cleanups.push(() => clearInterval(beat));
    await expect.poll(() => peer.received().split("\0")[1]?.length ?? 0, { timeout: 5_000 }).toBeGreaterThan(6);
    expect(await connection.disconnect()).toBeUndefined();
  });
});

describe("verification", () => {
  it.each(tlsScenarios)(
    "$name: $expected, as for HTTPS",
    async ({ host, server, client, expected, afterHandshake }) => {
      const broker = await listen(answerFrame, server);
      const outcome = await failure(open(broker.port, { host, tls: client }));
      expect(outcome).toBe(expected === "trusted" ? "none" : expected);
      if (expected !== "trusted" && afterHandshake !== true) expect(broker.bytesReceived()).toBe(0);
    },
  );
});
