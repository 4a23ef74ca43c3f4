import { describe, expect, it } from "vitest";
import { type CertificateOrder, orderStates } from "@/contracts/certificate-order";
import { renewableOf } from "../_renew/renewable";
import { materialProblems } from "./material";
import { describeOrder, describeRenewal } from "./order-state";
import { presentStation, type StationId, stationOfHash, stationsOf } from "./stations";

const at = "2030-01-01T00:00:00.000Z";
const finding: CertificateOrder["findings"][number] = {
  id: "host",
  title: "Host",
  verdict: "pass",
  finding: "is up",
  evidence: [],
  remedy: null,
};

function shown(changes: Partial<CertificateOrder>): Parameters<typeof stationsOf>[0] {
  return {
    state: "draft",
    profile: { id: "p", name: "BMC1", kind: "hmc" },
    findings: [],
    request: null,
    certificates: [],
    checks: [],
    proof: null,
    identity: null,
    history: [],
    ...changes,
  };
}

function moved(from: CertificateOrder["state"], to: CertificateOrder["state"]): CertificateOrder["history"][number] {
  return { at, by: "Ada", event: "moved", from, to, remark: "" };
}

describe("the state of an order in words", () => {
  it("is its own for every state", () => {
    const texts = orderStates.map((state) => describeOrder({ state, step: null, problem: null }).text);
    expect(new Set(texts).size).toBe(orderStates.length);
  });

  it("says first what is under way, then that there is a problem", () => {
    const problem = { code: "host_not_ready", message: "The host is off.", remedy: null, at } as const;
    expect(describeOrder({ state: "csr_ready", step: { id: "sign", startedAt: at }, problem })).toMatchObject({
      tone: "busy",
      text: "Being signed",
    });
    expect(describeOrder({ state: "csr_ready", step: null, problem })).toMatchObject({ tone: "warn" });
    expect(describeOrder({ state: "failed", step: null, problem })).toEqual({ tone: "fail", text: "Failed" });
    expect(describeOrder({ state: "active", step: null, problem }).tone).toBe("ok");
  });

  it("says that a person has to decide", () => {
    const received = { state: "certificate_received", step: null, problem: null } as const;
    expect(describeOrder({ ...received, outcome: "question" })).toEqual({ tone: "warn", text: "Needs a decision" });
    expect(describeOrder({ ...received, outcome: null }).text).toBe("Received");
  });

  it("tells how urgent a renewal is where there is something to renew", () => {
    expect(describeRenewal(null)).toBeNull();
    const renewal = { urgency: "last_day", dueSince: at, nextReminderAt: null, daysLeft: 0 } as const;
    expect(describeRenewal(renewal)).toEqual({ tone: "fail", text: "Last day" });
  });
});

describe("where an order stands", () => {
  it.each<[CertificateOrder["state"], StationId]>([
    ["draft", "look"],
    ["key_ready", "request"],
    ["csr_ready", "sign"],
    ["awaiting_certificate", "sign"],
    ["certificate_received", "verify"],
    ["verified", "prove"],
    ["tested", "keep"],
    ["active", "keep"],
  ])("in the state %s is at %s", (state, station) => {
    expect(presentStation(shown({ state }))).toBe(station);
  });

  it("moves on to the request once the device was looked at, or where there is none", () => {
    expect(presentStation(shown({ findings: [finding] }))).toBe("request");
    expect(presentStation(shown({ profile: null }))).toBe("request");
  });

  it("stays where it failed, whatever came between", () => {
    const history = [moved("csr_ready", "awaiting_certificate"), moved("awaiting_certificate", "failed")];
    expect(presentStation(shown({ state: "failed", history }))).toBe("sign");
    const cancelled = [...history, moved("failed", "cancelled")];
    expect(presentStation(shown({ state: "cancelled", history: cancelled }))).toBe("sign");
    expect(presentStation(shown({ state: "superseded", history: [moved("active", "superseded")] }))).toBe("keep");
  });
});

describe("the stations of an order", () => {
  const statuses = (changes: Partial<CertificateOrder>) =>
    Object.fromEntries(stationsOf(shown(changes)).map(({ id, status }) => [id, status]));

  it("tell what is done, present and to come", () => {
    expect(statuses({ state: "csr_ready", findings: [finding] })).toEqual({
      look: "done",
      request: "done",
      sign: "present",
      verify: "ahead",
      prove: "ahead",
      keep: "ahead",
    });
  });

  it("say that looking found something", () => {
    const refused = { ...finding, verdict: "refuse" as const };
    expect(statuses({ state: "csr_ready", findings: [finding, refused] })).toMatchObject({ look: "flawed" });
  });

  it("own up to what was left out", () => {
    expect(statuses({ state: "active" })).toMatchObject({ look: "skipped", prove: "skipped", keep: "done" });
  });

  it("mark the one that failed", () => {
    const history = [moved("certificate_received", "failed")];
    expect(statuses({ state: "failed", history })).toMatchObject({ sign: "done", verify: "failed", prove: "ahead" });
  });

  it("have no look at a device where the request is carried by hand", () => {
    expect(stationsOf(shown({ profile: null })).map(({ id }) => id)).not.toContain("look");
  });

  it("are named by the address's fragment", () => {
    expect(stationOfHash("#verify")).toBe("verify");
    expect(stationOfHash("#constructor")).toBeNull();
    expect(stationOfHash("")).toBeNull();
  });
});

describe("what can be renewed", () => {
  it("is each client certificate in use, once", () => {
    const identity = { id: "i", name: "Console" };
    expect(
      renewableOf([
        { state: "active", identity },
        { state: "active", identity },
        { state: "superseded", identity: { id: "old", name: "Old" } },
        { state: "draft", identity: null },
      ]),
    ).toEqual([identity]);
  });
});

describe("text or a file", () => {
  const file = { name: "a.csr", contentBase64: "" };
  const paths = { text: "text", file: "file" };

  it("is needed once where it is needed", () => {
    expect(materialProblems({ text: " ", file: null }, paths, "missing")).toEqual([
      { path: "text", message: "missing" },
    ]);
    expect(materialProblems({ text: " ", file: null }, paths, null)).toEqual([]);
    expect(materialProblems({ text: "PEM", file }, paths, null).map(({ path }) => path)).toEqual(["file"]);
    expect(materialProblems({ text: "", file }, paths, "missing")).toEqual([]);
  });
});
