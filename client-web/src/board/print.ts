import { flushSync } from "react-dom";

/** Prints the board alone, in the order of its list, and puts the page back as it was. */
export function printBoard(show: (view: "board" | "list") => void, shown: "board" | "list"): void {
  const page = document.documentElement;
  const back = () => {
    delete page.dataset["print"];
    show(shown);
  };
  // The browser's own dialog waits for nobody: the list has to be there before it opens.
  flushSync(() => show("list"));
  page.dataset["print"] = "board";
  window.addEventListener("afterprint", back, { once: true });
  window.print();
}
