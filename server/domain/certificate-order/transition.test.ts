import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type OrderState, orderActions, orderStates } from "@/contracts/certificate-order";
import { AppError } from "../app-error";
import { findActionObstacle, findOrderPermission, listOrderActions } from "./actions";
import { isFinal, newOrder, type OrderFacts } from "./order";
import { resolveInterrupted } from "./recovery";
import { findEventObstacle, type OrderEvent, transition } from "./transition";

const authority = "AA:BB";
const begin = (step: "generate_key" | "sign" | "test"): OrderEvent => ({ type: "step_begun", step });
const received: OrderEvent = { type: "certificate_received", via: "device", authority };
const accepted: OrderEvent = { type: "checked", outcome: "accepted" };

const toRequest: OrderEvent[] = [begin("generate_key"), { type: "key_generated" }, { type: "request_made" }];
const toCertificate: OrderEvent[] = [...toRequest, begin("sign"), received];
const toTested: OrderEvent[] = [...toCertificate, accepted, begin("test"), { type: "test_passed" }];
const toActive: OrderEvent[] = [...toTested, { type: "activated", untested: false }];

const start = newOrder({ hasProfile: true, isRenewal: false });
const orderAfter = (events: readonly OrderEvent[], order: OrderFacts = start) => events.reduce(transition, order);
const possible = (order: OrderFacts, event: OrderEvent) => findEventObstacle(order, event) === null;

/** The ways that there are, written down a second time. */
const ways: Record<OrderState, readonly OrderState[]> = {
  draft: ["key_ready", "csr_ready", "cancelled"],
  key_ready: ["csr_ready", "draft", "failed", "cancelled"],
  csr_ready: ["awaiting_certificate", "certificate_received", "draft", "failed", "cancelled"],
  awaiting_certificate: ["csr_ready", "certificate_received", "failed", "cancelled"],
  certificate_received: ["verified", "failed", "cancelled"],
  verified: ["tested", "active", "failed", "cancelled"],
  tested: ["verified", "active", "failed", "cancelled"],
  active: ["superseded"],
  failed: ["csr_ready", "draft", "cancelled"],
  cancelled: [],
  superseded: [],
};

const allEvents: readonly OrderEvent[] = [
  ...(["generate_key", "sign", "test"] as const).map(begin),
  ...(
    [
      ...(["step_interrupted", "step_stopped", "key_generated", "request_made", "revised", "upload_awaited"] as const),
      ...(["test_passed", "test_failed", "key_lost", "retried", "cancelled", "superseded"] as const),
    ] as const
  ).map((type) => ({ type })),
  ...(["uploaded", "elsewhere"] as const).map((keySource) => ({ type: "request_uploaded", keySource }) as const),
  ...(["request_rejected", "host_not_ready"] as const).map((problem) => ({ type: "signing_failed", problem }) as const),
  ...(["device", "upload"] as const).map((via) => ({ type: "certificate_received", via, authority }) as const),
  ...(["accepted", "question", "refused"] as const).map((outcome) => ({ type: "checked", outcome }) as const),
  ...[authority, "CC:DD"].map((fingerprint256) => ({ type: "authority_accepted", fingerprint256 }) as const),
  { type: "authority_declined", fingerprint256: authority },
  ...[true, false].map((untested) => ({ type: "activated", untested }) as const),
];
const anyEvent = fc.constantFrom(...allEvents);
/** Ways that only begin or end a step, or repeat something. */
const isStep = (way: string) => way.split(" ")[0] === way.split(" ")[1];
const anyStart = fc.record({ hasProfile: fc.boolean(), isRenewal: fc.boolean() }).map(newOrder);

/** Steps of a random walk: what happened, before and after. Half of the events are chosen among the possible ones. */
const anyWalk = fc
  .tuple(
    anyStart,
    fc.array(fc.tuple(fc.array(anyEvent, { minLength: 30, maxLength: 30 }), anyEvent), { maxLength: 40 }),
  )
  .map(([first, choices]) => {
    const steps: { before: OrderFacts; event: OrderEvent; order: OrderFacts }[] = [];
    let order = first;
    for (const [offers, wild] of choices) {
      const event = offers.find((offer) => possible(order, offer)) ?? wild;
      if (!possible(order, event)) continue;
      const before = order;
      order = transition(before, event);
      steps.push({ before, event, order });
    }
    return { first, order, steps };
  });

describe("an order", () => {
  it("goes from draft to use", () => {
    const states = toActive.map((_event, index) => orderAfter(toActive.slice(0, index + 1)).state);
    expect([...new Set(states)]).toEqual([
      "draft",
      "key_ready",
      "csr_ready",
      "awaiting_certificate",
      "certificate_received",
      "verified",
      "tested",
      "active",
    ]);
    expect(orderAfter(toActive)).toMatchObject({ isProven: true, hasIdentity: true, step: null, problem: null });
    expect(orderAfter([...toActive, { type: "superseded" }]).state).toBe("superseded");
  });

  it("goes the same way by hand", () => {
    const byHand: OrderEvent[] = [
      { type: "request_uploaded", keySource: "uploaded" },
      { type: "upload_awaited" },
      { type: "certificate_received", via: "upload", authority },
      accepted,
      { type: "activated", untested: true },
    ];
    expect(orderAfter(byHand, newOrder({ hasProfile: false, isRenewal: false }))).toMatchObject({
      state: "active",
      isProven: false,
    });
  });

  it("keeps request and key for another attempt after a refused certificate, but nothing of it", () => {
    const failed = orderAfter([...toCertificate, { type: "checked", outcome: "refused" }]);
    expect(failed).toMatchObject({ state: "failed", problem: "certificate_refused", hasRequest: true });
    expect(transition(failed, { type: "retried" })).toMatchObject({
      state: "csr_ready",
      hasRequest: true,
      keySource: "generated",
      outcome: null,
      receivedAuthority: null,
      problem: null,
    });
  });

  it.each<[string, OrderEvent[]]>([
    [
      "the device rejected the request",
      [...toRequest, begin("sign"), { type: "signing_failed", problem: "request_rejected" }],
    ],
    ["the key cannot be opened", [...toTested, { type: "key_lost" }]],
  ])("begins anew with another key after %s", (_name, events) => {
    expect(orderAfter(events).state).toBe("failed");
    expect(orderAfter([...events, { type: "retried" }])).toMatchObject({
      state: "draft",
      keySource: null,
      hasRequest: false,
    });
  });

  it.each(["host_not_ready", "connection_lost", "timed_out"] as const)("can be signed again after %s", (problem) => {
    const order = orderAfter([...toRequest, begin("sign"), { type: "signing_failed", problem }]);
    expect(order).toMatchObject({ state: "csr_ready", problem, step: null });
    expect(transition(order, begin("sign")).problem).toBeNull();
  });

  it("takes an answer about a changed CA only for the one in question, and checks again", () => {
    const asked = orderAfter([...toCertificate, { type: "checked", outcome: "question" }]);
    expect(asked.state).toBe("certificate_received");
    expect(() => transition(asked, { type: "authority_accepted", fingerprint256: "CC:DD" })).toThrow(AppError);
    const answered = transition(asked, { type: "authority_accepted", fingerprint256: authority });
    expect(answered).toMatchObject({ state: "certificate_received", outcome: null, acceptedAuthority: authority });
    expect(possible(answered, { type: "authority_accepted", fingerprint256: authority })).toBe(false);
    expect(transition(answered, accepted).state).toBe("verified");
    expect(transition(asked, { type: "authority_declined", fingerprint256: authority })).toMatchObject({
      state: "failed",
      problem: "authority_declined",
    });
  });

  it("takes the place of an identity only when it is tested", () => {
    const renewal = newOrder({ hasProfile: true, isRenewal: true });
    expect(possible(orderAfter([...toCertificate, accepted]), { type: "activated", untested: true })).toBe(true);
    expect(possible(orderAfter([...toCertificate, accepted], renewal), { type: "activated", untested: true })).toBe(
      false,
    );
    expect(possible(orderAfter(toTested, renewal), { type: "activated", untested: false })).toBe(true);
  });

  it("loses its proof when a later test fails, unless it is in use", () => {
    const failing: OrderEvent[] = [begin("test"), { type: "test_failed" }];
    expect(orderAfter([...toTested, ...failing])).toMatchObject({
      state: "verified",
      isProven: false,
      problem: "test_failed",
    });
    expect(orderAfter([...toActive, ...failing])).toMatchObject({
      state: "active",
      isProven: true,
      problem: "test_failed",
    });
  });

  it("is stopped in a step without being over", () => {
    const signing = orderAfter([...toRequest, begin("sign")]);
    expect(transition(signing, { type: "step_stopped" })).toMatchObject({ state: "csr_ready", problem: "cancelled" });
    expect(transition(signing, { type: "cancelled" })).toMatchObject({ state: "cancelled", step: null });
  });

  it("does not take a certificate by hand while the device signs, nor one from a device that was not asked", () => {
    const upload: OrderEvent = { type: "certificate_received", via: "upload", authority };
    expect(possible(orderAfter([...toRequest, begin("sign")]), upload)).toBe(false);
    expect(possible(orderAfter([...toRequest, { type: "upload_awaited" }]), upload)).toBe(true);
    expect(possible(orderAfter([...toRequest, { type: "upload_awaited" }]), received)).toBe(false);
  });

  it("says what is in the way", () => {
    expect(() => transition(start, begin("sign"))).toThrow(
      expect.objectContaining({ code: "conflict", message: "The order is still a draft." }),
    );
    expect(() => transition(orderAfter([begin("generate_key")]), { type: "revised" })).toThrow(/still a draft/);
    expect(() => transition(orderAfter([...toTested, begin("test")]), begin("test"))).toThrow(
      "Wait: the connection is being tested.",
    );
  });
});

describe("whatever happens", () => {
  it("there is no way but those written down", () => {
    fc.assert(
      fc.property(anyWalk, ({ steps }) => {
        for (const { before, event, order } of steps) {
          const isWritten = before.state === order.state || ways[before.state].includes(order.state);
          expect([before.state, event.type, order.state, isWritten]).toEqual([
            before.state,
            event.type,
            order.state,
            true,
          ]);
        }
      }),
    );
  });

  it("every way that is written down can be gone", () => {
    const gone = new Set<string>();
    const known = new Map<string, OrderFacts>();
    const pending = [true, false].flatMap((hasProfile) =>
      [true, false].map((isRenewal) => newOrder({ hasProfile, isRenewal })),
    );
    for (let order = pending.pop(); order !== undefined; order = pending.pop()) {
      for (const event of allEvents.filter((candidate) => possible(order, candidate))) {
        const next = transition(order, event);
        gone.add(`${order.state} ${next.state}`);
        const key = JSON.stringify(next);
        if (!known.has(key)) pending.push(next);
        known.set(key, next);
      }
    }
    const listed = orderStates.flatMap((from) => ways[from].map((to) => `${from} ${to}`));
    expect([...gone].filter((way) => !isStep(way)).toSorted()).toEqual(listed.toSorted());
  });

  it("what is over stays over", () => {
    fc.assert(
      fc.property(anyWalk, anyEvent, ({ steps }, event) => {
        for (const { order } of steps) {
          if (!isFinal(order.state)) continue;
          expect(findEventObstacle(order, event)).not.toBeNull();
          expect(() => transition(order, event)).toThrow(AppError);
        }
      }),
    );
  });

  it("a state means what it says", () => {
    fc.assert(
      fc.property(anyWalk, ({ steps, first }) => {
        for (const { order } of steps) {
          const { state, step } = order;
          const isChecked = ["verified", "tested", "active"].includes(state);
          if (isChecked) expect([order.outcome, order.hasRequest]).toEqual(["accepted", true]);
          if (state === "tested") expect(order.isProven).toBe(true);
          if (state === "active") expect([order.hasIdentity, order.keySource]).not.toContain("elsewhere");
          if (state === "active" && first.isRenewal) expect(order.isProven).toBe(true);
          if (state === "draft")
            expect([order.keySource, order.hasRequest, order.outcome]).toEqual([null, false, null]);
          if (state === "failed") expect(order.problem).not.toBeNull();
          if (step === "sign") expect([state, order.hasProfile]).toEqual(["awaiting_certificate", true]);
          if (step === "generate_key") expect(state).toBe("draft");
          if (step === "test") expect(isChecked).toBe(true);
          if (order.hasRequest) expect(order.keySource).not.toBeNull();
          if (order.acceptedAuthority !== null) expect(order.acceptedAuthority).toBe(order.receivedAuthority);
        }
      }),
    );
  });

  it("an order is changed by making a new one", () => {
    fc.assert(
      fc.property(anyWalk, anyEvent, ({ order }, event) => {
        const frozen = Object.freeze({ ...order });
        if (possible(frozen, event)) transition(frozen, event);
        expect(frozen).toEqual(order);
      }),
    );
  });

  it("an action is offered exactly where its event is possible", () => {
    fc.assert(
      fc.property(anyWalk, ({ order }) => {
        const actions = new Map(listOrderActions(order).map(({ action, obstacle }) => [action, obstacle]));
        expect([...actions.keys()]).toEqual([...orderActions]);
        expect(actions.get("sign") === null).toBe(possible(order, begin("sign")));
        expect(actions.get("cancel") === null).toBe(possible(order, { type: "cancelled" }));
        expect(actions.get("stop") === null).toBe(order.step !== null);
        if (isFinal(order.state)) {
          expect([...actions].filter(([, obstacle]) => obstacle === null).map(([action]) => action)).toEqual([
            "delete",
          ]);
        }
      }),
    );
  });
});

describe("a server that died", () => {
  it("leaves nothing that is going on, loses nothing that was done, and is resolved once", () => {
    fc.assert(
      fc.property(anyWalk, ({ steps }) => {
        for (const { order: found } of steps) {
          const { order, events } = resolveInterrupted(found);
          expect(order.step).toBeNull();
          expect(events).toHaveLength(found.step === null ? 0 : 1);
          expect(resolveInterrupted(order)).toMatchObject({ order, events: [] });
          const { step: _step, state, problem: _problem, ...kept } = found;
          expect(order).toMatchObject(kept);
          expect(order.state).toBe(found.step === "sign" ? "csr_ready" : state);
        }
      }),
    );
  });

  it.each<[string, OrderEvent[], OrderState, string | null]>([
    ["making a key", [begin("generate_key")], "draft", null],
    ["between key and request", [begin("generate_key"), { type: "key_generated" }], "key_ready", "make_request"],
    ["signing", [...toRequest, begin("sign")], "csr_ready", null],
    ["between certificate and checks", toCertificate, "certificate_received", "run_checks"],
    [
      "between answer and checks",
      [
        ...toCertificate,
        { type: "checked", outcome: "question" },
        { type: "authority_accepted", fingerprint256: authority },
      ],
      "certificate_received",
      "run_checks",
    ],
    [
      "waiting for an answer",
      [...toCertificate, { type: "checked", outcome: "question" }],
      "certificate_received",
      null,
    ],
    ["testing", [...toCertificate, accepted, begin("test")], "verified", null],
  ])("while %s", (_name, events, state, due) => {
    const recovery = resolveInterrupted(orderAfter(events));
    expect([recovery.order.state, recovery.due]).toEqual([state, due]);
  });
});

describe("who may", () => {
  it("is decided on the profile, or in the team without one", () => {
    const onProfile = Object.fromEntries(
      orderActions.map((action) => [action, findOrderPermission(action, true).permission]),
    );
    const { accept_authority, delete: remove, export: exporting, ...others } = onProfile;
    expect([accept_authority, remove, exporting]).toEqual(["manage", "manage", "export-key"]);
    expect(new Set(Object.values(others))).toEqual(new Set(["sign-csr"]));
    expect(findOrderPermission("view", true)).toEqual({ scope: "profile", permission: "view" });
    expect(findOrderPermission("view", false)).toEqual({ scope: "team", permission: "trust.view" });
    expect(findOrderPermission("sign", false)).toEqual({ scope: "team", permission: "identities.manage" });
  });
});

describe("findActionObstacle", () => {
  it.each<[string, OrderEvent[], "export" | "renew" | "delete" | "look" | "verify", boolean]>([
    ["export before the checks", toCertificate, "export", false],
    ["export after the checks", [...toCertificate, accepted], "export", true],
    [
      "export where the key is elsewhere",
      [{ type: "request_uploaded", keySource: "elsewhere" }, begin("sign"), received, accepted],
      "export",
      false,
    ],
    ["renew what is tested", toTested, "renew", false],
    ["renew what is in use", toActive, "renew", true],
    ["delete a draft", [], "delete", true],
    ["delete during a step", [begin("generate_key")], "delete", false],
    ["delete what is in use", toActive, "delete", false],
    ["look at the device", toActive, "look", true],
    ["look after the end", [{ type: "cancelled" }], "look", false],
    ["check what was received", toCertificate, "verify", true],
    ["check what was not received", toRequest, "verify", false],
  ])("%s", (_name, events, action, isPossible) => {
    expect(findActionObstacle(orderAfter(events), action) === null).toBe(isPossible);
  });
});
