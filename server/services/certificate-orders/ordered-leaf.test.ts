import { afterEach, describe, expect, it } from "vitest";
import { createTestAuthority } from "@/server/pki/fake/test-authority";
import { getRuntime } from "@/server/runtime/registry";
import { findReadLeaf, leafOf } from "./ordered-leaf";

const authority = createTestAuthority();

afterEach(() => {
  delete getRuntime().services.orderedLeaves;
});

describe("the certificate of an order", () => {
  it("is read once, and again only when the order has got another", () => {
    const { chainPem } = authority.issueServerCertificate({ names: ["a.example.test"] });
    expect(findReadLeaf("order")).toBeUndefined();
    const leaf = leafOf("order", chainPem);
    expect(leaf?.notAfter.getTime()).toBeGreaterThan(Date.now());
    expect(leafOf("order", chainPem)).toBe(leaf);
    expect(findReadLeaf("order")).toBe(leaf);
    const other = authority.issueServerCertificate({ names: ["b.example.test"] });
    const renewed = leafOf("order", other.chainPem);
    expect(renewed).not.toBe(leaf);
    expect(leafOf("order", other.chainPem)).toBe(renewed);
  });

  it("is none where the text holds none, and that is remembered too", () => {
    expect(leafOf("order", "not a certificate")).toBeNull();
    expect(findReadLeaf("order")).toBeNull();
  });

  it("is remembered for a bounded number of orders", () => {
    for (let order = 0; order < 10_001; order += 1) leafOf(`order-${order}`, "");
    expect(getRuntime().services.orderedLeaves?.size).toBeLessThanOrEqual(10_000);
    expect(findReadLeaf("order-10000")).toBeNull();
  });
});
