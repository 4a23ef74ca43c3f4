import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { BreakableName } from "./breakable-name";

test.each([
  ["IsBasedOnRAIDLevel", "Is<wbr/>Based<wbr/>On<wbr/>RAIDLevel"],
  ["CIM_ManagedElement", "CIM_<wbr/>Managed<wbr/>Element"],
  ["name", "name"],
  ["se-version", "se-version"],
  ["größeÄndern", "größeÄndern"],
  ["", ""],
])("%s may break before its capital letters", (name, markup) => {
  expect(renderToStaticMarkup(<BreakableName name={name} />)).toBe(markup);
});
