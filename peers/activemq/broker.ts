/** Runs Debian's ActiveMQ, the broker inside an HMC, as a private instance on loopback with STOMP over TLS. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { writeTestPkcs12 } from "@/server/pki/fake/pkcs12-writer";
import type { IssuedCertificate, TestAuthority } from "@/server/pki/fake/test-authority";
import { ensureProgram } from "../debian";
import { accepts, findFreePorts } from "../loopback";

const home = "/usr/share/activemq";
const jar = path.join(home, "bin/activemq.jar");
const storePassword = "changeit";
const startMs = 90_000;

export const account = { login: "operator", passcode: "pass:word" };

export interface ActiveMq {
  /** Asks for no client certificate. */
  port: number;
  /** Demands a client certificate of the authority. */
  mutualPort: number;
  start(): Promise<void>;
  /** Ends the broker without goodbye. */
  kill(): Promise<void>;
  /** Freezes it, so that its sockets stay open and silent. */
  freeze(): void;
  thaw(): void;
  remove(): Promise<void>;
}

/** Null when ActiveMQ is there or could be installed, else a sentence that says why not. */
export function ensureActiveMq(): string | null {
  return ensureProgram({
    name: "ActiveMQ",
    package: "activemq",
    isThere: () => existsSync(jar) && hasJava(),
    missing: "a broker",
    withRecommended: true,
  });
}

/** Prepares an instance with its own configuration, data and ports; nothing runs before `start`. */
export async function createActiveMq(authority: TestAuthority, server: IssuedCertificate): Promise<ActiveMq> {
  const base = mkdtempSync(path.join(tmpdir(), "activemq-"));
  const [port, mutualPort] = await findFreePorts(2);
  if (port === undefined || mutualPort === undefined) throw new Error("There are no free ports");
  writeInstance(base, { port, mutualPort }, authority, server);
  let broker: ChildProcess | null = null;
  const requireBroker = () => {
    if (broker === null) throw new Error("The broker does not run");
    return broker;
  };
  const kill = async () => {
    const running = requireBroker();
    const exited = running.exitCode === null && running.signalCode === null ? once(running, "exit") : null;
    running.kill("SIGKILL");
    await exited;
    broker = null;
  };
  return {
    port,
    mutualPort,
    start: async () => {
      broker = launch(base);
      await Promise.all([untilListening(broker, port), untilListening(broker, mutualPort)]);
    },
    kill,
    freeze: () => requireBroker().kill("SIGSTOP"),
    thaw: () => requireBroker().kill("SIGCONT"),
    remove: async () => {
      if (broker !== null) await kill();
      rmSync(base, { recursive: true, force: true });
    },
  };
}

function launch(base: string): ChildProcess {
  const properties = {
    "activemq.home": home,
    "activemq.base": base,
    "activemq.conf": path.join(base, "conf"),
    "activemq.data": path.join(base, "data"),
    "log4j2.configurationFile": path.join(base, "conf/log4j2.properties"),
    "java.awt.headless": "true",
  };
  const flags = Object.entries(properties).map(([name, value]) => `-D${name}=${value}`);
  const configuration = `xbean:file:${path.join(base, "conf/activemq.xml")}`;
  const broker = spawn("java", ["-Xmx256m", ...flags, "-jar", jar, "start", configuration], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: string[] = [];
  for (const stream of [broker.stdout, broker.stderr]) {
    stream.on("data", (chunk: Buffer) => output.push(chunk.toString()));
  }
  broker.once("exit", (code) => {
    if (code !== null && code !== 0) process.stderr.write(`ActiveMQ ended with code ${code}:\n${output.join("")}\n`);
  });
  return broker;
}

async function untilListening(broker: ChildProcess, port: number): Promise<void> {
  const deadline = Date.now() + startMs;
  while (Date.now() < deadline) {
    if (broker.exitCode !== null) throw new Error("ActiveMQ ended before it was ready");
    if (await accepts(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`ActiveMQ did not listen on port ${port} in time`);
}

function writeInstance(
  base: string,
  ports: { port: number; mutualPort: number },
  authority: TestAuthority,
  server: IssuedCertificate,
): void {
  const conf = path.join(base, "conf");
  mkdirSync(conf);
  mkdirSync(path.join(base, "data"));
  const keyStore = path.join(conf, "server.p12");
  const trustStore = path.join(conf, "trust.p12");
  const root = path.join(conf, "root.pem");
  writeFileSync(keyStore, writeTestPkcs12(server, storePassword));
  writeFileSync(root, authority.rootPem);
  const keytool = ["-importcert", "-noprompt", "-alias", "root", "-file", root, "-keystore", trustStore];
  execFileSync("keytool", [...keytool, "-storetype", "PKCS12", "-storepass", storePassword], { stdio: "ignore" });
  writeFileSync(path.join(conf, "log4j2.properties"), "rootLogger.level = warn\n");
  writeFileSync(path.join(conf, "activemq.xml"), describeBroker({ ...ports, keyStore, trustStore }));
}

function describeBroker(options: { port: number; mutualPort: number; keyStore: string; trustStore: string }): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<beans xmlns="http://www.springframework.org/schema/beans"
       xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
       xsi:schemaLocation="http://www.springframework.org/schema/beans http://www.springframework.org/schema/beans/spring-beans.xsd
       http://activemq.apache.org/schema/core http://activemq.apache.org/schema/core/activemq-core.xsd">
  <broker xmlns="http://activemq.apache.org/schema/core" brokerName="private" useJmx="false" persistent="false"
          useShutdownHook="false" schedulerSupport="false">
    <plugins>
      <simpleAuthenticationPlugin anonymousAccessAllowed="false">
        <users>
          <authenticationUser username="${account.login}" password="${account.passcode}" groups="users"/>
        </users>
      </simpleAuthenticationPlugin>
      <authorizationPlugin>
        <map>
          <authorizationMap>
            <authorizationEntries>
              <authorizationEntry topic="hmc.&gt;" read="users" write="users" admin="users"/>
              <authorizationEntry topic="ActiveMQ.Advisory.&gt;" read="users" write="users" admin="users"/>
            </authorizationEntries>
          </authorizationMap>
        </map>
      </authorizationPlugin>
    </plugins>
    <sslContext>
      <sslContext keyStore="file:${options.keyStore}" keyStorePassword="${storePassword}" keyStoreType="PKCS12"
                  trustStore="file:${options.trustStore}" trustStorePassword="${storePassword}" trustStoreType="PKCS12"/>
    </sslContext>
    <transportConnectors>
      <transportConnector name="stomp" uri="stomp+ssl://127.0.0.1:${options.port}"/>
      <transportConnector name="mutual" uri="stomp+ssl://127.0.0.1:${options.mutualPort}?needClientAuth=true"/>
    </transportConnectors>
  </broker>
</beans>
`;
}

function hasJava(): boolean {
  try {
    execFileSync("java", ["-version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
