import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { LanguageChoice } from "../../components/Preferences.tsx";
import { Skeleton } from "../../components/Skeleton.tsx";
import { api } from "../../connection/http.ts";
import { fragmentOf, knownMeeting, rememberMeeting } from "../../connection/identity.ts";
import { freshSecret } from "../../connection/uuid.ts";
import type { Door } from "../../generated/protocol.ts";
import { faultText } from "../../text/fault.ts";
import type { JoinProps } from "./Join.tsx";

/** The door of a personal link: it knows who comes, and asks for nothing but a press, since mail programs open links too. */
export default function ComeAs({ meeting, link, door, onJoined }: JoinProps & { door: Door | undefined }) {
  const { t } = useTranslation();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const known = knownMeeting(meeting, "personal");
  const other = known?.joined === true && known.person !== door?.you?.person;

  const come = async () => {
    if (busy || !door) return;
    setBusy(true);
    setProblem(undefined);
    // Kept only once it is good: until then whoever used this device before is who they were.
    const personSecret = known && !other ? known.personSecret : freshSecret();
    try {
      const { person } = await api.join(meeting, link.secret, { secret: personSecret, name: null });
      rememberMeeting(meeting, "personal", { title: door.title, linkSecret: link.secret, personSecret, joined: true, person, inLobby: false });
      // A shared screen would show it, and a copied address would give it away.
      history.replaceState(history.state, "", location.pathname + fragmentOf({ kind: "personal", secret: undefined }));
      onJoined("personal");
    } catch (error) {
      setProblem(faultText(t, error));
      setBusy(false);
    }
  };

  if (!door) return <Skeleton height="8rem" />;
  return (
    <section className="card stack" aria-labelledby="come-as">
      <div className="stack-tight">
        <h2 id="come-as">
          <bdi>{door.you?.name ?? ""}</bdi>
        </h2>
        {door.you?.organization ? (
          <p className="soft">
            <bdi>{door.you.organization}</bdi>
          </p>
        ) : null}
      </div>
      {other ? <p className="notice">{t("expected.door.other")}</p> : null}
      <LanguageChoice />
      <Button kind="main" large pending={busy} isDisabled={door.ended} onPress={() => void come()}>
        {busy ? t("join.submitting") : t("join.submit")}
      </Button>
      {problem === undefined ? null : (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
      <p>{door.ended ? t("join.ended") : `${t("join.here", { count: door.people_here })} ${t(door.rooms_open ? "join.toRooms" : "join.toMain")}`}</p>
      <p className="small soft">{t("expected.door.notYou")}</p>
      <p className="small soft">{t("join.kept")}</p>
    </section>
  );
}
