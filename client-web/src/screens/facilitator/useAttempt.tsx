import "./attempt.css";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { announcer } from "../../components/announcer.ts";
import type { Command } from "../../generated/protocol.ts";
import { useSend } from "../../meeting/context.tsx";

export interface Attempt {
  /** Sends it; whether the meeting said yes. */
  attempt: (command: Command) => Promise<boolean>;
  /** Why the last one was refused, in the reader's language; to be shown beside what was tried. */
  problem: string | undefined;
}

/** Commands whose refusal is told beside the control that was used, and to screen readers. */
export function useAttempt(): Attempt {
  const { t } = useTranslation();
  const send = useSend();
  const [problem, setProblem] = useState<string>();
  const attempt = useCallback(
    async (command: Command) => {
      setProblem(undefined);
      const outcome = await send(command, { quiet: true });
      if (outcome.ok) return true;
      const words = outcome.reason ? t(`refusal.${outcome.reason}`) : t(`code.${outcome.code}`);
      setProblem(words);
      announcer.announce("result", words);
      return false;
    },
    [send, t],
  );
  return { attempt, problem };
}

/** Heard through the page's one live region already, so only seen here. */
export function Refused({ words }: { words: string | undefined }) {
  return words === undefined ? null : <p className="refused">{words}</p>;
}
