/** Parts of notes that are slow to read or to lay out when they are repeated, by what they are in Markdown. */
export const hostileNotes = {
  ...{ angles: "<", quotes: ">", emphasis: "*a ", strong: "**a", links: "[a](", images: "![", mail: "a." },
  ...{ table: "|a", numbers: "1. ", lists: "- ", quoted: "> ", spaces: " ", tabs: "\t", setext: "a\n" },
};
