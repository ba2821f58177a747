import { type KeyboardEvent, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { announcer } from "../components/announcer.ts";
import { Button } from "../components/Button.tsx";
import { TextField } from "../components/TextField.tsx";

interface FindBarProps {
  query: string;
  count: number;
  /** From 0. */
  at: number;
  onQuery: (query: string) => void;
  onStep: (by: 1 | -1) => void;
  onClose: () => void;
}

/** Looks for words on the board, in either view. The browser's own Ctrl+F is left alone. */
export function FindBar({ query, count, at, onQuery, onStep, onClose }: FindBarProps) {
  const { t } = useTranslation();
  const root = useRef<HTMLDivElement>(null);
  const result = query.trim() === "" ? "" : count === 0 ? t("board.find.none") : t("board.find.place", { place: at + 1, count });
  useEffect(() => {
    if (result !== "") announcer.announce("result", result);
  }, [result]);
  useEffect(() => {
    root.current?.querySelector("input")?.focus();
  }, []);
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Escape") onClose();
    else if (event.key === "Enter" && event.target instanceof HTMLInputElement) onStep(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Enter and Escape, beside the buttons that do the same
    <div className="find-bar" ref={root} role="search" aria-label={t("board.find.label")} onKeyDown={keys}>
      <TextField label={t("board.find.words")} value={query} onChange={onQuery} maxLength={100} />
      <span className="find-bar-count">{result}</span>
      <Button kind="quiet" isDisabled={count === 0} onPress={() => onStep(-1)}>
        {t("board.find.previous")}
      </Button>
      <Button kind="quiet" isDisabled={count === 0} onPress={() => onStep(1)}>
        {t("board.find.next")}
      </Button>
      <Button kind="quiet" onPress={onClose}>
        {t("common.close")}
      </Button>
    </div>
  );
}
