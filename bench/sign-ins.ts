import { randomUUID } from "node:crypto";
import path from "node:path";
import Database from "better-sqlite3";
import { addMember } from "@/contracts/endpoints/people";
import { sessionCookieName } from "@/server/auth/cookies";
import { createToken, hashToken } from "@/server/auth/token";
import type { ConsoleUnderTest } from "./console-under-test";

/** What the console allows one sign-in and one person. */
const STREAMS_PER_SESSION = 6;
const STREAMS_PER_USER = 100;

/**
 * Cookies for so many streams at once, within the limits of streams per session and per person. The people are made
 * through the API; their sign-ins are written beside the administrator's, because hashing hundreds of passwords would
 * take longer than what is measured.
 */
export async function cookiesForStreams(console: ConsoleUnderTest, count: number): Promise<string[]> {
  const name = sessionCookieName({ prefix: "signalbox", isSecure: false });
  const database = new Database(path.join(console.dataDirectory, "signalbox.db"), { timeout: 5_000 });
  try {
    const template = database.prepare("SELECT * FROM Session LIMIT 1").get() as Record<string, unknown>;
    const columns = Object.keys(template);
    const insert = database.prepare(
      `INSERT INTO Session (${columns.map((column) => `"${column}"`).join(", ")})
       VALUES (${columns.map((column) => `@${column}`).join(", ")})`,
    );
    const cookies: string[] = [];
    while (cookies.length < count) {
      const number = cookies.length / STREAMS_PER_USER;
      const { userId } = await console.client.call(addMember, {
        params: { teamId: console.teamId },
        body: {
          name: `Viewer ${number}`,
          email: `viewer${number}@example.test`,
          password: randomUUID(),
          role: "viewer",
        },
      });
      const wanted = Math.min(STREAMS_PER_USER, count - cookies.length);
      for (let opened = 0; opened < wanted; opened += 1) {
        if (opened % STREAMS_PER_SESSION === 0) {
          const token = createToken();
          insert.run({ ...template, id: randomUUID(), userId, token: hashToken(token) });
          cookies.push(`${name}=${token}.unsigned`);
        } else cookies.push(cookies.at(-1) ?? "");
      }
    }
    return cookies;
  } finally {
    database.close();
  }
}
