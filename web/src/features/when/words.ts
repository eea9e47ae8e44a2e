import { inLanguage } from "../../words/index.ts";

const en = {
  repeats: "This repeats. Move only this one, or all that follow too?",
  one: "Only this one",
  following: "This one and all that follow",
};

const de: typeof en = {
  repeats: "Das wiederholt sich. Nur diese verschieben oder alle folgenden mit?",
  one: "Nur diese",
  following: "Diese und alle folgenden",
};

/** The texts of the date popover that are loaded with it. */
export const words = () => inLanguage({ en, de });
