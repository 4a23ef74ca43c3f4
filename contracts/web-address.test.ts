import { expect, it } from "vitest";
import { hasUserInfo } from "./web-address";

it.each([
  ["https://user@listener.example/", true],
  ["https://user:word@listener.example:5989/in?box=1", true],
  ["https://:word@listener.example/", true],
  ["https://listener.example/who@where?by=@#@", false],
  ["https://@listener.example/", false],
  ["https://listener.example\\@other.example/", false],
  ["listener.example", false],
])("of %s: %s", (url, expected) => {
  expect(hasUserInfo(url)).toBe(expected);
});
