import { expect, test } from "vitest";
import { hostAndPort, urlHost } from "./url-host";

test.each([
  ["hmc.example.test", "hmc.example.test"],
  ["192.0.2.1", "192.0.2.1"],
  ["2001:db8::1", "[2001:db8::1]"],
])("%s stands in a URL as %s", (host, written) => {
  expect(urlHost(host)).toBe(written);
  expect(hostAndPort({ host, port: 443 })).toBe(`${written}:443`);
});
