import assert from "node:assert/strict";
import { test } from "node:test";
import { decoded, withWholeCharacters } from "../../../functions/_shared/interchange/encoding.ts";

const text = "Müll und Käse, 会议 🎂";
const utf16 = (given: string) => Buffer.from(given, "utf16le");
const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from(part))));

test("a file is read by its byte order mark, whatever it is said to be", () => {
  const marked = bytes([0xff, 0xfe], [...utf16(text)]);
  assert.equal(decoded(marked).text, text);
  assert.equal(decoded(marked, "iso-8859-1").text, text);
  assert.equal(decoded(Buffer.from(marked).swap16()).text, text);
  assert.equal(decoded(bytes([0xef, 0xbb, 0xbf], text), "windows-1252").text, text);
});

test("UTF-16 without its mark is known by its zeros", () => {
  assert.equal(decoded(utf16("TYPE,CONTENT")).text, "TYPE,CONTENT");
  assert.equal(decoded(utf16("BEGIN").swap16(), "utf-8").text, "BEGIN");
});

test("good UTF-8 stays what it is under the name of no encoding, and of one that was named without a look", () => {
  for (const charset of ["utf8mb4", "x-unknown", "us-ascii", "iso-8859-1", "utf-16"])
    assert.deepEqual(decoded(bytes(text), charset), { text }, charset);
});

test("an encoding is taken at its word where the bytes are no UTF-8", () => {
  assert.deepEqual(decoded(bytes([0x4b, 0xe4, 0x73, 0x65]), "iso-8859-15"), { text: "Käse" });
  assert.deepEqual(decoded(bytes([0x89, 0xef, 0x8b, 0x63]), "shift_jis"), { text: "会議" });
});

test("what is no UTF-8 costs itself alone, and is told", () => {
  const read = decoded(bytes("Äpfel, K", [0xe4], "se, Gr", [0xf6, 0xdf], "e, 🎂"));
  assert.equal(read.text, "Äpfel, Käse, Größe, 🎂");
  assert.equal(read.remark?.code, "read-as-windows");
});

test("a fold between the bytes of a character moves behind it, with lines of any kind of end", () => {
  const [first, ...others] = [...Buffer.from("ä")] as [number];
  for (const fold of ["\r\n ", "\n\t", "\r "]) {
    const whole = withWholeCharacters(bytes("K", [first], fold, others, "se", fold, "und Öl"));
    assert.equal(whole.toString(), `Kä${fold}se${fold}und Öl`);
  }
  const cake = [...Buffer.from("🎂")];
  for (const at of [1, 2, 3]) {
    const folded = bytes("a", cake.slice(0, at), "\r\n ", cake.slice(at), "b");
    assert.equal(withWholeCharacters(folded).toString(), "a🎂\r\n b", String(at));
  }
});
