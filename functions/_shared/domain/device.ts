/** Marks of a user agent, each with its name; the first that occurs counts, since most contain those of others too. */
const browsers: [mark: RegExp, name: string][] = [
  [/\bEdg(A|iOS)?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(Firefox|FxiOS)\//, "Firefox"],
  [/\b(HeadlessChrome|Chrome|CriOS)\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];
const systems: [mark: RegExp, name: string][] = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "Mac"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b/, "Linux"],
];

/** A name of the device that a person would recognise, such as "Firefox · Windows"; that of a program is its own. */
export function deviceOf(userAgent: string): string {
  const named = (marks: [RegExp, string][]) => marks.find(([mark]) => mark.test(userAgent))?.[1];
  const browser = named(browsers) ?? /^[\w.-]{1,40}/.exec(userAgent)?.[0] ?? "";
  return [browser, named(systems)].filter(Boolean).join(" · ");
}
