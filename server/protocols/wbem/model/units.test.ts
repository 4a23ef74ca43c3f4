import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { qualifier } from "./builders";
import { readOldUnit, readProgrammaticUnit, unitOf } from "./units";

describe("programmatic units", () => {
  it.each([
    ["byte", "B"],
    ["BYTE", "B"],
    ["byte * 2^10", "KiB"],
    ["byte*2 ^ 40", "TiB"],
    ["byte * 1024", "KiB"],
    ["byte * 10^3", "kB"],
    ["byte / second * 10^3", "kB/s"],
    ["byte * 10^6 / second", "MB/s"],
    ["hertz * 10^6", "MHz"],
    ["ampere * 10^-3", "mA"],
    ["ampere / 1000", "mA"],
    ["second * 10^-6", "µs"],
    ["ohm * 10^3", "kΩ"],
    ["count", ""],
    ["count * 10^3", "1000"],
    ["count / second", "/s"],
    ["percent / 100", "1/100 %"],
    ["degree celsius / 10", "1/10 °C"],
    ["degree celsius * 10^-1", "1/10 °C"],
    ["decibel(A)", "dB(A)"],
    ["decibel ( m )", "dBm"],
    ["meter * 10^-2", "cm"],
    ["byte * 10^-1", "1/10 B"],
    ["byte * 100", "100 B"],
    ["byte * 512", "512 B"],
    ["byte * 2 * 10^3", "2 kB"],
    ["byte * 10^4", "10^4 B"],
    ["byte * 2^9", "2^9 B"],
    ["byte * 10^99", "10^99 B"],
    ["second * 1", "s"],
    ["meter * meter", "m²"],
    ["meter * meter * 10^3", "1000 m²"],
    ["meter / second / second", "m/s²"],
    ["meter * meter * meter * meter", "m^4"],
    ["newton * meter", "N·m"],
    ["joule / kilogram / kelvin", "J/(kg·K)"],
    ["kilogram * 10^3", "1000 kg"],
    ["hour * 10^3", "1000 h"],
    ["revolution / minute", "rev/min"],
    ["watt / 10^3 * second", "mW·s"],
    ["vendor:wombats * 10^3", "1000 vendor:wombats"],
  ])("%s is %s", (text, unit) => {
    expect(readProgrammaticUnit(text)).toBe(unit);
  });

  it.each(["", "byte + byte", "10", "10^3 * byte", "byte *", "byte * 2 * 3", "byte * 10^1 * 10^2", "byte **2"])(
    "%j is none",
    (text) => {
      expect(readProgrammaticUnit(text)).toBeNull();
    },
  );
});

describe("older names of units", () => {
  it.each([
    ["Bytes", "B"],
    ["KiloBytes", "kB"],
    ["KiloBits per Second", "kbit/s"],
    ["Tenths of Degrees C", "1/10 °C"],
    ["Hundredths of Percent", "1/100 %"],
    ["Tenths of MilliVolts", "1/10 mV"],
    ["MilliWattHours", "mWh"],
    ["MicroSeconds", "µs"],
    ["Revolutions per Minute", "RPM"],
    ["Tenths of Revolutions per Minute", "1/10 RPM"],
    ["Pounds per Square Inch", "lb/in²"],
    ["Pixels per Inch", "px/in"],
    ["Cubic Centimeters", "cm³"],
    ["Cubic Feet", "ft³"],
    ["BTU per Hour", "BTU/h"],
    ["250 NanoSeconds", "250 ns"],
    ["Amps at 120 Volts", "A (at 120 V)"],
    ["Parts per Million", "ppm"],
    ["per Thousand Packets", "/1000 packets"],
    [" seconds ", "s"],
    ["Furlongs per Fortnight", "Furlongs per Fortnight"],
    ["Seconds per Fortnight", "Seconds per Fortnight"],
  ])("%s is %s", (text, unit) => {
    expect(readOldUnit(text)).toBe(unit);
  });

  it("never fail, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        expect(typeof readOldUnit(text)).toBe("string");
        expect(typeof (readProgrammaticUnit(text) ?? "")).toBe("string");
      }),
    );
  });
});

describe("the unit of an element", () => {
  const punit = (value: string | null) => qualifier("punit", "string", value);
  const units = (value: string) => qualifier("Units", "string", value);

  it("comes from PUnit before Units", () => {
    expect(unitOf([units("Bytes"), punit("byte * 2^20")])).toBe("MiB");
    expect(unitOf([units("Bytes")])).toBe("B");
    expect(unitOf([])).toBeNull();
    expect(unitOf([punit(null)])).toBeNull();
  });

  it("is shown as it is where it follows no grammar", () => {
    expect(unitOf([punit("byte + byte")])).toBe("byte + byte");
    expect(unitOf([punit("byte + byte"), units("KiloBytes")])).toBe("kB");
    expect(unitOf([units("Wombats")])).toBe("Wombats");
  });
});
