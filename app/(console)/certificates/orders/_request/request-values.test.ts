import { describe, expect, it } from "vitest";
import { requestFormInput } from "@/contracts/certificate-request";
import { emptyRequest, formOf, requestProblems, valuesOf } from "./request-values";

describe("the form of a request", () => {
  it("can be sent as it begins", async () => {
    const values = emptyRequest("VMI client for BMC1");
    expect(await requestProblems(values)).toEqual([]);
    expect(requestFormInput.parse(formOf(values)).subject.commonName).toBe("VMI client for BMC1");
  });

  it("begins with a common name that is short enough", async () => {
    expect(await requestProblems(emptyRequest("n".repeat(80)))).toEqual([]);
  });

  it("leaves out uses that the chosen key cannot have", () => {
    const values = emptyRequest("console");
    expect(formOf({ ...values, keyAlgorithm: "ec-p384" }).keyUsage).toEqual(["digitalSignature"]);
    const agreeing = {
      ...values,
      keyUsage: ["digitalSignature", "keyAgreement"] as ("digitalSignature" | "keyAgreement")[],
    };
    expect(formOf(agreeing).keyUsage).toEqual(["digitalSignature"]);
    expect(formOf({ ...agreeing, keyAlgorithm: "ec-p256" }).keyUsage).toEqual(["digitalSignature", "keyAgreement"]);
  });

  it("names the field that is wrong, in a sentence", async () => {
    const values = emptyRequest("");
    const problems = await requestProblems({
      ...values,
      subject: { ...values.subject, country: "DEU" },
      names: [{ type: "ip", value: "192.0.2" }],
    });
    expect(problems).toEqual(
      expect.arrayContaining([
        { path: "subject.commonName", message: "A common name is needed." },
        { path: "subject.country", message: "A country has two letters." },
        { path: "names.0.value", message: "Is not an IPv4 or IPv6 address." },
      ]),
    );
  });

  it("takes a stored form up again", () => {
    const stored = requestFormInput.parse({ subject: { commonName: "console" } });
    expect(formOf(valuesOf(stored))).toEqual({ ...stored, keyUsage: ["digitalSignature", "keyEncipherment"] });
  });
});
