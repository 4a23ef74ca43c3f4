import { describe, expect, it } from "vitest";
import { importIdentityInput } from "@/contracts/trust";
import { emptyIdentity, fieldNames, identityInputOf, identityProblems, materialOf } from "./identity-input";

const file = { name: "client.p12", contentBase64: btoa("bytes") };
const pem = { ...emptyIdentity, name: "Console", certificates: "CERT", key: "KEY" };

describe("identityInputOf", () => {
  it("sends certificate and key as PEM", () => {
    expect(importIdentityInput.parse(identityInputOf(pem))).toEqual({
      name: "Console",
      description: "",
      certificates: { text: "CERT" },
      key: { text: "KEY" },
    });
  });

  it("leaves out a key that is with the certificates, and an empty password", () => {
    const input = importIdentityInput.parse(identityInputOf({ ...pem, key: " " }));
    expect(input.key).toBeUndefined();
    expect(input).not.toHaveProperty("password");
  });

  it("sends only the chosen format", () => {
    const input = importIdentityInput.parse(
      identityInputOf({ ...pem, format: "pkcs12", pkcs12: file, password: "secret" }),
    );
    expect(input).toEqual({ name: "Console", description: "", pkcs12: file.contentBase64, password: "secret" });
  });
});

describe("identityProblems", () => {
  const paths = (values: typeof pem) => identityProblems(values).map((problem) => problem.path);

  it("accepts what is complete", () => {
    expect(paths(pem)).toEqual([]);
    expect(paths({ ...emptyIdentity, name: "x", format: "pkcs12", pkcs12: file })).toEqual([]);
  });

  it("names what is missing or double", () => {
    expect(paths(emptyIdentity)).toEqual(["name", "certificates"]);
    expect(paths({ ...emptyIdentity, name: "x", format: "pkcs12" })).toEqual(["pkcs12"]);
    expect(paths({ ...pem, certificatesFile: file, keyFile: file })).toEqual(["certificatesFile", "keyFile"]);
  });
});

describe("fieldNames", () => {
  it("points to the input that was used", () => {
    expect(fieldNames(identityInputOf(pem))).toEqual({ certificates: "certificates", key: "key" });
    expect(fieldNames(identityInputOf({ ...pem, certificatesFile: file, keyFile: file }))).toEqual({
      certificates: "certificatesFile",
      key: "keyFile",
    });
  });
});

describe("materialOf", () => {
  it("changes with the key material and the password, not with the name", () => {
    expect(materialOf({ ...pem, name: "Other", description: "d" })).toBe(materialOf(pem));
    expect(materialOf({ ...pem, password: "p" })).not.toBe(materialOf(pem));
    expect(materialOf({ ...pem, key: "KEY2" })).not.toBe(materialOf(pem));
  });
});
