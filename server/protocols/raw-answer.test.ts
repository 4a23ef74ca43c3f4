import { expect, it } from "vitest";
import { redactionRules as bmcRules } from "./bmc/redaction";
import { redactBody, redactionRules } from "./hmc/redaction";
import { parseLargeJson } from "./large-json";
import { redactAnswer } from "./raw-answer";

const secrets = ["hunter2hunter2"];
const limit = 200_000;

async function answerOf(text: string) {
  const bytes = Buffer.from(text);
  const large = await parseLargeJson(bytes).then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  return { text: "", bytes, large };
}

it("prints a large answer as a small one is printed", async () => {
  const text = JSON.stringify({
    "api-session": "abc",
    "x-password": null,
    list: [[], {}, [1, [null, true]], { "note hunter2hunter2": 'says "hunter2hunter2"\u2028' }],
    rows: Array.from({ length: 500 }, (_, index) => ({ name: `P${index}`, key: "k", description: "x".repeat(50) })),
  });
  const shown = await redactAnswer(await answerOf(text), redactionRules, secrets, limit);
  expect(shown).toBe(redactBody(text, secrets));
  expect(shown).not.toContain("hunter2");
});

it("shows only the beginning of what is larger, and no secret at the cut", async () => {
  const rows = Array.from({ length: 20_000 }, () => "and hunter2hunter2 again");
  for (const text of [JSON.stringify(rows), JSON.stringify([rows.join(" ")]), rows.join("\n")]) {
    const shown = await redactAnswer(await answerOf(text), redactionRules, secrets, limit);
    expect(shown.length).toBeGreaterThan(limit);
    expect(shown.slice(0, limit)).not.toContain("hunter");
    expect(shown.length).toBeLessThan(3 * limit);
  }
});

it("hides what is secret in an answer of a BMC, wherever it stands", async () => {
  const rows = Array.from({ length: 500 }, (_, index) => ({ Id: `${index}`, Description: "x".repeat(50) }));
  const pem = "-----BEGIN PRIVATE KEY-----\nabcdef\n-----END PRIVATE KEY-----";
  const text = JSON.stringify({
    Password: "abc",
    MinPasswordLength: 8,
    Note: pem,
    Members: rows,
    hunter2hunter2: null,
  });
  const shown = await redactAnswer(await answerOf(text), bmcRules, secrets, limit);
  expect(shown).toBe(bmcRules.redactBody(text, secrets));
  expect(shown).not.toMatch(/hunter2|abc|PRIVATE KEY/);
  expect(shown).toContain('"MinPasswordLength": 8');
});
