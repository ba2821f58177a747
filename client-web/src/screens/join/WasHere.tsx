import { useState } from "react";
import { Form } from "react-aria-components/Form";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { Picker } from "../../components/Picker.tsx";
import { TextField } from "../../components/TextField.tsx";
import { ApiError, api } from "../../connection/http.ts";
import { type Link, rememberMeeting } from "../../connection/identity.ts";
import type { AbsentPerson, Door, MeetingId, PersonId } from "../../generated/protocol.ts";
import { faultText } from "../../text/fault.ts";
import { matches } from "../facilitator/find.ts";
import "../facilitator/controls.css";
import "../facilitator/all-rooms.css";

export interface WasHereProps {
  meeting: MeetingId;
  link: Link & { secret: string };
  door: Door;
  onClose: () => void;
  onJoined: () => void;
}

/** 'I joined before on another device': one's name is picked, and a facilitator confirms. */
export default function WasHere({ meeting, link, door, onClose, onJoined }: WasHereProps) {
  const { t, i18n } = useTranslation();
  const [passcode, setPasscode] = useState("");
  const [people, setPeople] = useState<readonly AbsentPerson[]>();
  const [query, setQuery] = useState("");
  const [picked, setPicked] = useState<PersonId>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState(false);
  const said = door.has_passcode ? passcode.trim() : null;

  const attempt = async (what: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await what();
    } catch (error) {
      setProblem(faultText(t, error));
      // Somebody who is back is not in the list any more.
      if (error instanceof ApiError && error.reason === "no_person") setPeople((await api.absent(meeting, link.secret, { passcode: said })).people);
    }
    setBusy(false);
  };
  const look = () => attempt(async () => setPeople((await api.absent(meeting, link.secret, { passcode: said })).people));
  if (!door.has_passcode && people === undefined && !asked) {
    setAsked(true);
    void look();
  }
  const ask = () =>
    attempt(async () => {
      if (picked === undefined) return;
      const known = rememberMeeting(meeting, link.kind, { title: door.title, linkSecret: link.secret });
      const { person } = await api.join(meeting, link.secret, { secret: known.personSecret, passcode: said, claims: picked, language: i18n.language });
      rememberMeeting(meeting, link.kind, { joined: true, person });
      onJoined();
    });

  const collator = new Intl.Collator(i18n.language);
  const shown = (people ?? []).filter((person) => person.person === picked || matches(query, [person.name, person.organization])).toSorted((a, b) => collator.compare(a.name, b.name));
  return (
    <Dialog title={t("join.wasHereTitle")} isOpen onClose={onClose}>
      <p className="soft small">{t("join.wasHereHint")}</p>
      {people === undefined && door.has_passcode ? (
        <Form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            void look();
          }}
        >
          <TextField label={t("join.passcode")} value={passcode} onChange={setPasscode} maxLength={120} autoComplete="off" spellCheck="false" />
          <div className="dialog-actions">
            <Button large onPress={onClose}>
              {t("common.cancel")}
            </Button>
            <Button large kind="main" type="submit" pending={busy}>
              {t("join.wasHereLook")}
            </Button>
          </div>
        </Form>
      ) : null}
      {people === undefined ? null : (
        <>
          <TextField label={t("join.wasHereFind")} value={query} onChange={setQuery} />
          <Picker
            label={t("join.wasHereList")}
            mode="single"
            items={shown.map((person) => ({ ...person, id: person.person }))}
            picked={new Set(picked === undefined ? [] : [picked])}
            onPick={([first]) => setPicked(first)}
            empty={t("join.wasHereNobody")}
          >
            {(person) => (person.organization === null ? null : <bdi className="soft small">{person.organization}</bdi>)}
          </Picker>
          <div className="dialog-actions">
            <Button large onPress={onClose}>
              {t("common.cancel")}
            </Button>
            <Button large kind="main" isDisabled={picked === undefined} pending={busy} onPress={() => void ask()}>
              {t("join.wasHereAsk")}
            </Button>
          </div>
        </>
      )}
      {problem === undefined ? null : (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
    </Dialog>
  );
}
