import { afterEach, describe, expect, it } from "vitest";
import type { DiagnosisStep } from "@/contracts/diagnosis";
import { startConnectProxy } from "@/server/transport/fake/connect-proxy";
import type { DeviceNotification, StreamEnd } from "../kind";
import { hmcKind } from "./connector";
import { DEFAULT_USER, type FakeHmc, type FakeHmcOptions } from "./fake";
import { startTestHmc, testAuthority } from "./fake/test-hmc";
import { type TestTargetOptions, targetOf } from "./testing/connection-target";

const LOGON = { method: "POST", path: "/api/sessions" } as const;
const opened: FakeHmc[] = [];

async function start(options: Partial<FakeHmcOptions> = {}): Promise<FakeHmc> {
  const { hmc } = await startTestHmc(options);
  opened.push(hmc);
  return hmc;
}
function target(hmc: FakeHmc, options: Partial<TestTargetOptions> = {}) {
  return targetOf(hmc, { rootPem: testAuthority.rootPem, ...options });
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map((hmc) => hmc.close()));
});

/** Handlers that keep what they get and wake whoever waits for it. */
function recorder() {
  const notifications: DeviceNotification[] = [];
  const losses: string[] = [];
  const ends: StreamEnd[] = [];
  const wake: (() => void)[] = [];
  const tell = () => {
    for (const one of wake.splice(0)) one();
  };
  return {
    notifications,
    losses,
    ends,
    handlers: {
      onNotification: (notification: DeviceNotification) => {
        notifications.push(notification);
        tell();
      },
      onLoss: (description: string) => {
        losses.push(description);
        tell();
      },
      onEnd: (end: StreamEnd) => {
        ends.push(end);
        tell();
      },
    },
    async until(condition: () => boolean) {
      while (!condition()) await new Promise<void>((resolve) => wake.push(resolve));
    },
  };
}

describe("subscribe", () => {
  it.each(["session", "user"] as const)("receives every topic of the session, logged in by %s", async (stompLogin) => {
    const hmc = await start();
    const connection = await hmcKind.signOn(target(hmc, { settings: { stompLogin } }));
    const heard = recorder();
    const subscription = await connection.subscribe(heard.handlers);
    expect(hmc.subscribedTopics).toHaveLength(4);
    expect(hmc.stompConnections[0]?.login).toBe(stompLogin === "user" ? DEFAULT_USER.userid : hmc.sessions[0]?.id);
    const partition = hmc.inventory.list("partition")[0];
    hmc.inventory.setStatus(partition?.uri ?? "", "paused");
    hmc.publishLogEntry("audit", { id: "1", name: "Logon", message: "User u has logged on", userid: "u" });
    hmc.faults.publishUnknownType();
    hmc.faults.publishBrokenJson();
    hmc.faults.publishWithoutHeaders();
    hmc.inventory.remove(partition?.uri ?? "");
    await heard.until(() => heard.notifications.some((one) => one.action === "remove"));
    expect(heard.notifications.map((one) => one.type)).toEqual([
      "status-change",
      "log-entry",
      "quantum-change",
      "property-change",
      "inventory-change",
    ]);
    expect(heard.losses).toEqual([]);
    await subscription.close();
    await hmc.until(() => hmc.stompConnections.length === 0);
    await connection.signOff();
  });

  it("leaves the logs alone where the profile says so", async () => {
    const hmc = await start();
    const connection = await hmcKind.signOn(target(hmc, { settings: { logTopics: false } }));
    const subscription = await connection.subscribe(recorder().handlers);
    expect(hmc.subscribedTopics).toHaveLength(2);
    await subscription.close();
    await connection.signOff();
  });

  it("logs in by user where an old HMC gives no session credential", async () => {
    const hmc = await start({ level: { hasSessionCredential: false } });
    const connection = await hmcKind.signOn(target(hmc));
    const subscription = await connection.subscribe(recorder().handlers);
    expect(hmc.stompConnections[0]?.login).toBe(DEFAULT_USER.userid);
    await subscription.close();
    await connection.signOff();
  });

  it("gets a new session and its topics where the old one is gone", async () => {
    const hmc = await start({ staleSessionReason: 4 });
    const connection = await hmcKind.signOn(target(hmc));
    await hmc.restart();
    const subscription = await connection.subscribe(recorder().handlers);
    expect(hmc.requests.count(LOGON)).toBe(2);
    expect(hmc.subscribedTopics.every((topic) => topic.includes(hmc.sessions[0]?.topicBase ?? "?"))).toBe(true);
    await subscription.close();
    await connection.signOff();
  });

  it("never repeats a login by user that was refused", async () => {
    const hmc = await start();
    const connection = await hmcKind.signOn(target(hmc, { settings: { stompLogin: "user" } }));
    hmc.defineUser({ ...DEFAULT_USER, password: "changed-meanwhile" });
    await expect(connection.subscribe(recorder().handlers)).rejects.toMatchObject({ code: "device_authentication" });
    expect(hmc.connections.stomp.handshakes).toBe(1);
    await connection.signOff();
  });

  it("says that notifications are not available where the port is closed", async () => {
    const hmc = await start();
    const connection = await hmcKind.signOn(target(hmc));
    await hmc.stopStomp();
    await expect(connection.subscribe(recorder().handlers)).rejects.toMatchObject({
      name: "NotificationsUnavailable",
      errorClass: "refused",
    });
    await connection.signOff();
  });

  it("goes through the profile's proxy, as requests do", async () => {
    const hmc = await start();
    const proxy = await startConnectProxy();
    try {
      const connection = await hmcKind.signOn(target(hmc, { proxyPort: proxy.port }));
      const subscription = await connection.subscribe(recorder().handlers);
      expect(hmc.subscribedTopics).toHaveLength(4);
      const asked = proxy.heads.map((head) => head.split(" ")[1]);
      expect(new Set(asked)).toEqual(new Set([`127.0.0.1:${hmc.httpsPort}`, `127.0.0.1:${hmc.stompPort}`]));
      expect(proxy.open()).toBe(hmc.connections.https.open + hmc.connections.stomp.open);
      await subscription.close();
      await connection.signOff();
    } finally {
      await proxy.close();
    }
  });

  it("says that notifications are not available where the proxy refuses their port", async () => {
    const hmc = await start();
    const refused = `127.0.0.1:${hmc.stompPort}`;
    const proxy = await startConnectProxy({
      answer: (head) => (head.includes(refused) ? "HTTP/1.1 403 Forbidden\r\n\r\n" : null),
    });
    try {
      const connection = await hmcKind.signOn(target(hmc, { proxyPort: proxy.port }));
      await expect(connection.subscribe(recorder().handlers)).rejects.toMatchObject({
        name: "NotificationsUnavailable",
        errorClass: "proxy-refused",
      });
      await connection.signOff();
    } finally {
      await proxy.close();
    }
  });

  it("tells the end of a stream once, and a loss inside it", async () => {
    const hmc = await start();
    const connection = await hmcKind.signOn(target(hmc));
    const heard = recorder();
    await connection.subscribe(heard.handlers);
    hmc.faults.burst(3);
    await heard.until(() => heard.notifications.length === 3);
    const topic = hmc.sessions[0]?.topicBase;
    hmc.faults.sendRawStomp(
      `MESSAGE\nsubscription:1\nmessage-id:9\ndestination:/topic/${topic}\nnotification-type:status-change\nsession-sequence-nr:7\n\n\0`,
    );
    await heard.until(() => heard.notifications.length === 4);
    expect(heard.losses).toEqual(["4 notifications of the device did not arrive."]);
    hmc.faults.dropStompConnections();
    await heard.until(() => heard.ends.length > 0);
    expect(heard.ends).toHaveLength(1);
    await connection.signOff();
  });

  it("closes its sockets at once when the connection is destroyed", async () => {
    const hmc = await start();
    const connection = await hmcKind.signOn(target(hmc));
    const heard = recorder();
    await connection.subscribe(heard.handlers);
    connection.destroy();
    await heard.until(() => heard.ends.length > 0);
    await hmc.until(() => hmc.connections.stomp.open === 0 && hmc.connections.https.open === 0);
  });
});

describe("diagnose", () => {
  async function diagnose(of: ReturnType<typeof target>): Promise<DiagnosisStep[]> {
    const ended = new Map<string, DiagnosisStep>();
    for await (const step of hmcKind.diagnose(of, new AbortController().signal)) ended.set(step.id, step);
    return [...ended.values()];
  }
  const outline = (steps: DiagnosisStep[]) => steps.map((step) => `${step.id} ${step.status}`);

  it("goes through version, logon and notifications and leaves no session", async () => {
    const hmc = await start();
    const steps = await diagnose(target(hmc));
    expect(outline(steps)).toEqual(["http ok", "logon ok", "stomp-tls ok", "stomp-connect ok", "stomp-subscribe ok"]);
    expect(JSON.stringify(steps)).not.toContain("ensadmin.");
    expect(hmc.sessions).toHaveLength(0);
  });

  it("tells a wrong password with its remedy and goes no further", async () => {
    const hmc = await start();
    const steps = await diagnose(target(hmc, { password: "wrong-password" }));
    expect(outline(steps).slice(0, 3)).toEqual(["http ok", "logon fail", "stomp-tls skipped"]);
    expect(steps[1]).toMatchObject({ remedy: { action: { type: "reenter-secrets" } }, errorClass: "auth-failed" });
    expect(hmc.requests.count(LOGON)).toBe(1);
  });

  it("warns of a password that ends soon, and of closed notifications", async () => {
    const hmc = await start({ users: [{ ...DEFAULT_USER, passwordExpiresInDays: 3 }] });
    const of = target(hmc);
    await hmc.stopStomp();
    const steps = await diagnose(of);
    expect(outline(steps)).toEqual([
      "http ok",
      "logon warn",
      "stomp-tls warn",
      "stomp-connect skipped",
      "stomp-subscribe skipped",
    ]);
    expect(steps[2]).toMatchObject({ errorClass: "refused" });
  });

  it.each(["html-disabled", "proxy-401", "not-json", "redirect"] as const)(
    "tells %s without relaying a body",
    async (kind) => {
      const hmc = await start();
      const fault =
        kind === "redirect" ? ({ kind, location: "https://elsewhere.example/login" } as const) : ({ kind } as const);
      hmc.faults.onRequest(fault, { path: "/api/version" });
      const steps = await diagnose(target(hmc));
      expect(outline(steps)).toEqual([
        "http fail",
        "logon skipped",
        "stomp-tls skipped",
        "stomp-connect skipped",
        "stomp-subscribe skipped",
      ]);
      expect(JSON.stringify(steps)).not.toMatch(/<html|servlet|Proxy Authentication/i);
    },
  );
});
