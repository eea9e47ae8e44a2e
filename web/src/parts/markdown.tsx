import { lexer, type Token, type Tokens } from "marked";
import { type ComponentChildren, h } from "preact";
import { isReadable } from "./markdown-bounds.ts";

/**
 * Markdown as elements: the text never becomes HTML, so there is nothing to sanitise. What would take long to read is
 * shown as it is.
 */
export function Markdown({ text }: { text: string }) {
  return (
    <div class="markdown" dir="auto">
      {isReadable(text) ? blocks(lexer(text, { gfm: true, breaks: true })) : <p class="as-written">{text}</p>}
    </div>
  );
}

const blocks = (tokens: readonly Token[] | undefined): ComponentChildren => tokens?.map(element);

function element(token: Token): ComponentChildren {
  switch (token.type) {
    case "space":
    case "def":
      return null;
    case "heading":
      return h(`h${Math.min(6, (token as Tokens.Heading).depth + 2)}`, null, blocks(token.tokens));
    case "paragraph":
      return <p>{blocks(token.tokens)}</p>;
    case "blockquote":
      return <blockquote>{blocks(token.tokens)}</blockquote>;
    case "code":
      return (
        <pre>
          <code>{token.text}</code>
        </pre>
      );
    case "hr":
      return <hr />;
    case "list":
      return list(token as Tokens.List);
    case "table":
      return table(token as Tokens.Table);
    default:
      return inline(token);
  }
}

function inline(token: Token): ComponentChildren {
  switch (token.type) {
    case "strong":
      return <strong>{blocks(token.tokens)}</strong>;
    case "em":
      return <em>{blocks(token.tokens)}</em>;
    case "del":
      return <del>{blocks(token.tokens)}</del>;
    case "codespan":
      return <code>{token.text}</code>;
    case "br":
      return <br />;
    case "link":
      return link(token as Tokens.Link);
    case "image":
      // A picture is shown as a link, so that a text cannot cause a request; it has the fields
      // that `link` reads.
      return link({ ...(token as Tokens.Image), tokens: [] } as unknown as Tokens.Link);
    case "checkbox":
      return null;
    case "text":
      return "tokens" in token && token.tokens ? blocks(token.tokens) : token.raw;
    case "escape":
      return token.text;
    // Includes HTML, which is shown as text.
    default:
      return token.raw;
  }
}

function link({ href, text, tokens }: Tokens.Link): ComponentChildren {
  if (!/^(https?:|mailto:|tel:)/i.test(href)) return text;
  return (
    <a href={href} rel="noopener noreferrer nofollow" target="_blank">
      {tokens?.length ? blocks(tokens) : text || href}
    </a>
  );
}

function list({ ordered, start, items }: Tokens.List): ComponentChildren {
  const children = items.map((item, i) => (
    <li key={i} class={item.task ? "task-item" : undefined}>
      {item.task && <span aria-hidden="true">{item.checked ? "☑ " : "☐ "}</span>}
      {blocks(item.tokens)}
    </li>
  ));
  return ordered ? <ol start={Number(start) || 1}>{children}</ol> : <ul>{children}</ul>;
}

function table({ header, rows }: Tokens.Table): ComponentChildren {
  return (
    <table>
      <thead>
        <tr>
          {header.map((cell, i) => (
            <th key={i} scope="col">
              {blocks(cell.tokens)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, i) => (
          <tr key={i}>
            {row.map((cell, j) => (
              <td key={j}>{blocks(cell.tokens)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
