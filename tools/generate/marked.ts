/** The lines between the marks `# <name>: written by \`npm run generate\`` and `# /<name>`, without indentation. */
export type Blocks = Record<string, string[]>;
/** The scalar of each line that ends in `# generated: <name>`. */
export type Values = Record<string, string>;

const block = /^( *)# ([\w -]+): written by `npm run generate`\n[\s\S]*?^ *# \/\2$/gm;
const edge = /^ *# (\/[\w -]+|[\w -]+: written by `npm run generate`)$/gm;
const value = /^( *(?:- )?[\w.]+: ).*( # generated: ([\w -]+))$/gm;

/** A YAML file with its marked parts replaced. Pure; throws for an unknown mark, and for one without its other edge. */
export function withMarked(text: string, blocks: Blocks, values: Values): string {
  const known = <Item>(of: Record<string, Item>, name: string): Item => {
    const found = of[name];
    if (found === undefined) throw new Error(`There is no generated part named "${name}".`);
    return found;
  };
  const [edges, found] = [text.match(edge) ?? [], text.match(block) ?? []];
  if (edges.length !== 2 * found.length) throw new Error(`A mark is not complete: ${edges.join(", ")}.`);
  return text
    .replace(block, (_all, indent: string, name: string) =>
      [`# ${name}: written by \`npm run generate\``, ...known(blocks, name), `# /${name}`]
        .map((line) => indent + line)
        .join("\n"),
    )
    .replace(value, (_all, key: string, mark: string, name: string) => key + known(values, name) + mark);
}
