import { Fragment, type ReactNode } from "react";
import { marked } from "./find.ts";
import { blocksOf, type Inline } from "./format.ts";

/** A note's text as it is read: modest formatting, and the places that were looked for. */
export function NoteWords({ text, query, tabbable }: { text: string; query: string; tabbable: boolean }) {
  const inline = (part: Inline, index: number): ReactNode => {
    const words = <Marked text={part.text} query={query} />;
    switch (part.kind) {
      case "text":
        return <Fragment key={index}>{words}</Fragment>;
      case "bold":
        return <strong key={index}>{words}</strong>;
      case "italic":
        return <em key={index}>{words}</em>;
      case "link":
        return (
          <a key={index} href={part.href} target="_blank" rel="noopener noreferrer" tabIndex={tabbable ? 0 : -1}>
            {words}
          </a>
        );
    }
  };
  return blocksOf(text).map((block, index) => {
    if (block.kind === "lines") {
      return (
        // The text has no parts with names of their own.
        // oxlint-disable-next-line react/no-array-index-key
        <Fragment key={index}>
          {block.lines.map((line, at) => (
            // oxlint-disable-next-line react/no-array-index-key
            <Fragment key={at}>
              {at > 0 ? "\n" : null}
              {line.map(inline)}
            </Fragment>
          ))}
        </Fragment>
      );
    }
    const List = block.ordered ? "ol" : "ul";
    return (
      // oxlint-disable-next-line react/no-array-index-key
      <List key={index} className="note-list">
        {block.items.map((item, at) => (
          // oxlint-disable-next-line react/no-array-index-key
          <li key={at}>{item.map(inline)}</li>
        ))}
      </List>
    );
  });
}

function Marked({ text, query }: { text: string; query: string }) {
  if (query === "") return text;
  // oxlint-disable-next-line react/no-array-index-key
  return marked(text, query).map((part, index) => (index % 2 === 1 ? <mark key={index}>{part}</mark> : part));
}
