import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import type { StopReason } from "../../connection/close_codes.ts";
import { StatePage } from "./StatePage.tsx";

export interface StoppedProps {
  reason: StopReason;
  /** They had not been let in yet. */
  inLobby: boolean;
  /** As who they were. */
  onComeInAgain: () => void;
  /** As somebody new, at the door. */
  onAskAgain: () => void;
}

/** The connection was closed for good: why, and what to do. */
export function Stopped({ reason, inLobby, onComeInAgain, onAskAgain }: StoppedProps) {
  const { t } = useTranslation();
  const reload = (
    <Button kind="main" large onPress={() => location.reload()}>
      {t("common.reload")}
    </Button>
  );
  switch (reason) {
    case "removed":
      return inLobby ? (
        <StatePage
          title={t("states.turnedAwayTitle")}
          action={
            <div>
              <Button large onPress={onAskAgain}>
                {t("states.askAgain")}
              </Button>
            </div>
          }
        >
          {t("states.turnedAway")}
        </StatePage>
      ) : (
        <StatePage title={t("states.removedTitle")}>{t("states.removed")}</StatePage>
      );
    case "gone":
      return <StatePage title={t("states.goneTitle")}>{t("states.gone")}</StatePage>;
    case "unauthenticated":
      return (
        <StatePage
          title={t("states.unauthenticatedTitle")}
          action={
            <Button kind="main" large onPress={onComeInAgain}>
              {t("states.comeInAgain")}
            </Button>
          }
        >
          {t("states.unauthenticated")}
        </StatePage>
      );
    case "too_old":
      return (
        <StatePage title={t("states.tooOldTitle")} action={reload}>
          {t("states.tooOld")}
        </StatePage>
      );
    case "flood":
      return (
        <StatePage title={t("states.floodTitle")} action={reload}>
          {t("states.flood")}
        </StatePage>
      );
    case "bad_message":
    case "fault":
      return (
        <StatePage title={t("states.faultTitle")} action={reload}>
          {t("states.fault")}
        </StatePage>
      );
  }
}
