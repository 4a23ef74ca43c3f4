import { expect, it } from "vitest";
import { z } from "zod";
import { allEndpoints } from "@/contracts/endpoints";
import { errorCodes } from "@/contracts/errors";
import { streamEventSchema } from "@/contracts/notification";
import { meanings } from "@/server/http/problem";
import { documentPath, markdownTable, withSection } from "./document-section";

const FILE = "docs/api.md";

// `vitest run scripts/api-document.test.ts -u` writes the present tables, run once for each.

it("the codes in the documentation are those of the contract", async () => {
  const rows = errorCodes.map((code) => [`\`${code}\``, String(meanings[code].status), meanings[code].title]);
  const table = markdownTable(["code", "status", "meaning"], rows);
  await expect(withSection(FILE, "codes", table)).toMatchFileSnapshot(documentPath(FILE));
});

it("the events in the documentation are those of the contract", async () => {
  const explanations: Record<z.infer<typeof streamEventSchema>["event"], string> = {
    notification: "something a device told, or a gap in what it told; stored, with an id",
    listener: "state of the console's own connection to a device's notifications",
    reachability: "whether a device answers",
    operation: "how far a run is",
    stale: "what is known of a profile's objects may be old: read them again",
    reset: "the position asked for cannot be resumed: read everything again",
    end: "the stream ends, and why; after `retryMs` a new one may be tried",
  };
  const rows = streamEventSchema.options.map(({ shape }) => {
    const event = shape.event.value;
    const data = z.toJSONSchema(shape.data, { unrepresentable: "any" });
    return [
      `\`${event}\``,
      explanations[event],
      Object.keys(data.properties ?? {})
        .map((name) => `\`${name}\``)
        .join(", "),
    ];
  });
  const table = markdownTable(["event", "meaning", "data"], rows);
  await expect(withSection(FILE, "events", table)).toMatchFileSnapshot(documentPath(FILE));
});

it("the operations in the documentation are those of the contract", async () => {
  const rows = allEndpoints.map((endpoint) => [
    `\`${endpoint.method} ${endpoint.path}\``,
    endpoint.summary,
    endpoint.profilePermission ??
      endpoint.teamPermission ??
      { public: "nothing", session: "sign-in", "instance-administrator": "administrator of the installation" }[
        endpoint.access
      ],
  ]);
  const table = markdownTable(["operation", "what it does", "needs"], rows);
  await expect(withSection(FILE, "operations", table)).toMatchFileSnapshot(documentPath(FILE));
});
