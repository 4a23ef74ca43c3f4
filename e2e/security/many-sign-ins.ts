import { createHash, randomBytes, randomUUID } from "node:crypto";
import SqliteDatabase from "better-sqlite3";
import { addMember } from "@/contracts/endpoints/people";
import type { OwnConsole } from "./own-console";

/** What the console allows one sign-in and one person. */
const STREAMS_PER_SESSION = 6;
const STREAMS_PER_USER = 100;

/**
 * A cookie for each of so many streams at once, within the limits of streams per sign-in and per person. The people are
 * made through the API; their sign-ins are written beside the administrator's, because hashing hundreds of passwords would
 * take longer than the test.
 */
export async function cookiesForStreams(own: OwnConsole, count: number): Promise<string[]> {
  const name = [...own.api.cookies.keys()].find((one) => one.includes("session_token"));
  if (name === undefined) throw new Error("The administrator is not signed in.");
  const database = new SqliteDatabase(own.databaseFile, { timeout: 5_000 });
  try {
    const template = database.prepare('SELECT * FROM "Session" LIMIT 1').get() as Record<string, unknown>;
    const columns = Object.keys(template);
    const insert = database.prepare(
      `INSERT INTO "Session" (${columns.map((column) => `"${column}"`).join(", ")})
       VALUES (${columns.map((column) => `@${column}`).join(", ")})`,
    );
    const cookies: string[] = [];
    while (cookies.length < count) {
      const number = cookies.length / STREAMS_PER_USER;
      const person = { name: `Viewer ${number}`, email: `viewer${number}@example.test`, password: randomUUID() };
      const { userId } = await own.api.call(addMember, {
        params: { teamId: own.seeded.teamId },
        body: { ...person, role: "viewer" },
      });
      const wanted = Math.min(STREAMS_PER_USER, count - cookies.length);
      for (let opened = 0; opened < wanted; opened += 1) {
        if (opened % STREAMS_PER_SESSION === 0) {
          const token = randomBytes(32).toString("base64url");
          const stored = createHash("sha256").update(token).digest("base64url");
          insert.run({ ...template, id: randomUUID(), userId, token: stored });
          cookies.push(`${name}=${token}.unsigned`);
        } else cookies.push(cookies.at(-1) ?? "");
      }
    }
    return cookies;
  } finally {
    database.close();
  }
}
