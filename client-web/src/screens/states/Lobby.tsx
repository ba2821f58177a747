import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { announcer } from "../../components/announcer.ts";
import { Button } from "../../components/Button.tsx";
import { useConnectionState, useKnownMeeting, useMe, useView } from "../../meeting/context.tsx";
import { When } from "../../schedule/When.tsx";
import { StatePage } from "./StatePage.tsx";

/** Waiting to be let in: calm, and sure that one is seen. */
export function Lobby({ onLeave }: { onLeave: () => void }) {
  const { t } = useTranslation();
  const { meeting } = useView();
  const { phase } = useConnectionState();
  const known = useKnownMeeting();
  const me = useMe();
  useEffect(() => () => announcer.announce("move", t("lobby.admitted")), [t]);
  const leave = (
    <div>
      <Button large onPress={onLeave}>
        {t("meeting.leave")}
      </Button>
    </div>
  );
  return (
    <StatePage title={t("lobby.title")} action={leave}>
      <p>
        <bdi>{meeting.title}</bdi>
      </p>
      <When meeting={meeting.id} title={meeting.title} schedule={meeting.schedule} secret={known.linkSecret} />
      <p>{t(me?.claims === undefined ? "lobby.wait" : "lobby.waitClaim", { name: me?.name ?? "" })}</p>
      <p className="soft" role="status">
        {phase.kind === "live" ? t("lobby.seen") : t("meeting.trying")}
      </p>
    </StatePage>
  );
}
