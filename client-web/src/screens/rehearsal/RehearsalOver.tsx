import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { forgetMeeting, type KnownMeeting } from "../../connection/identity.ts";
import type { MeetingId } from "../../generated/protocol.ts";
import { StatePage } from "../states/StatePage.tsx";
import { goBack, knownFrom } from "./go.ts";

/** For whoever was in a rehearsal when it ended. */
export default function RehearsalOver({ known, of }: { known: KnownMeeting; of: MeetingId }) {
  const { t } = useTranslation();
  useEffect(() => {
    void forgetMeeting(known.id, known.kind);
  }, [known.id, known.kind]);
  const back = knownFrom(of) ? (
    <div>
      <Button kind="main" large onPress={() => goBack(of)}>
        {t("rehearsal.back")}
      </Button>
    </div>
  ) : undefined;
  return (
    <StatePage title={t("rehearsal.overTitle")} action={back}>
      {t("rehearsal.over")}
    </StatePage>
  );
}
