import "../facilitator/controls.css";
import "../facilitator/all-rooms.css";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { CopyField } from "../../components/CopyField.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { Select } from "../../components/Select.tsx";
import { Skeleton } from "../../components/Skeleton.tsx";
import { api } from "../../connection/http.ts";
import type { PersonId, PersonView } from "../../generated/protocol.ts";
import { useKnownMeeting, useView } from "../../meeting/context.tsx";
import { sendParts } from "../../meeting/parts.ts";
import { inLanguage } from "../../meeting/step.ts";
import { useRoomName } from "../../meeting/words.ts";
import { useCompare } from "../../text/collate.ts";
import { faultText } from "../../text/fault.ts";
import { PickPeople } from "../facilitator/PickPeople.tsx";
import { Refused, useAttempt } from "../facilitator/useAttempt.tsx";
import { prepareAddress } from "../prepare/source.ts";
import { useLibrary } from "./useLibrary.ts";

/** Whoever nobody chose a protocol for brings a dilemma. */
const USUAL = "consultancy-50";

/** People are picked, with the protocol that they prepare for; then there are their links. */
export function AskToPrepare({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const compare = useCompare();
  const view = useView();
  const known = useKnownMeeting();
  const roomName = useRoomName();
  const { library } = useLibrary();
  const { attempt, problem } = useAttempt();
  const [picked, setPicked] = useState<ReadonlySet<PersonId>>(new Set());
  const [chosen, setChosen] = useState<string>();
  const [asked, setAsked] = useState<PersonView[]>();
  const protocols = library.kind === "ready" ? library.protocols.filter(({ presenter }) => presenter) : [];
  const planned = [chosen, known.planned?.protocol, USUAL].find((id) => protocols.some((one) => one.id === id));
  const people = useMemo(
    () =>
      Object.values(view.people)
        .filter((person) => person.role === "participant" && view.preparing[person.id] === undefined)
        .sort((a, b) => compare(a.name, b.name)),
    [compare, view.people, view.preparing],
  );
  const submit = async () => {
    const done: PersonView[] = [];
    for (const person of people.filter(({ id }) => picked.has(id))) {
      // oxlint-disable-next-line no-await-in-loop -- each is one answer, told beside the list where it is a no
      if (await attempt({ type: "prepare", what: "ask", person: person.id, asked: true, protocol: planned ?? null })) done.push(person);
    }
    if (done.length > 0) setAsked(done);
  };
  if (asked) return <PrepareLinks people={asked} onClose={onClose} />;
  return (
    <Dialog title={t("prepare.askTitle")} isOpen onClose={onClose}>
      <div className="stack">
        <PickPeople people={people} picked={picked} onPick={setPicked} about={(person) => (person.assigned === null ? t("facilitator.noRoom") : roomName(person.assigned))} />
        {protocols.length > 0 ? (
          <Select label={t("prepare.protocol")} value={planned ?? null} options={protocols.map((one) => ({ value: one.id, text: inLanguage(one.name, i18n.language) }))} onChange={setChosen} />
        ) : null}
        <Refused words={problem} />
      </div>
      <div className="dialog-actions">
        <Button large onPress={onClose}>
          {t("common.cancel")}
        </Button>
        <Button large kind="main" isDisabled={picked.size === 0} onPress={() => void submit()}>
          {t("prepare.askConfirm", { count: picked.size })}
        </Button>
      </div>
    </Dialog>
  );
}

/** A personal link to prepare for each of them: shown this once, since links are hashed at rest. */
export function PrepareLinks({ people, onClose }: { people: readonly PersonView[]; onClose: () => void }) {
  const { t } = useTranslation();
  const known = useKnownMeeting();
  const [urls, setUrls] = useState<ReadonlyMap<PersonId, string>>();
  const [fault, setFault] = useState<unknown>();
  const [tries, setTries] = useState(0);
  // As they were picked: what happens to them meanwhile makes no other links.
  const [ids] = useState(() => people.map(({ id }) => id));
  useEffect(() => {
    let current = true;
    // A dialog that is drawn twice at once makes one link.
    const timer = setTimeout(() => {
      const made = new Map<PersonId, string>();
      const make = async (part: readonly PersonId[]) => {
        const { links } = await api.makePersonalLinks(known.id, { people: [...part], replace: false, take_back: false }, known.personSecret);
        for (const { person, url } of links) made.set(person, prepareAddress(url));
        return true;
      };
      sendParts(ids, make).then(
        () => current && setUrls(made),
        (error: unknown) => current && setFault(error),
      );
    });
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [known.id, known.personSecret, ids, tries]);
  return (
    <Dialog title={t("prepare.linksTitle", { count: people.length })} isOpen onClose={onClose}>
      <div className="stack">
        <p>{t("prepare.linksExplain")}</p>
        {fault === undefined ? null : (
          <div className="row" role="alert">
            <span className="field-error">{faultText(t, fault)}</span>
            <Button
              onPress={() => {
                setFault(undefined);
                setTries(tries + 1);
              }}
            >
              {t("common.tryAgain")}
            </Button>
          </div>
        )}
        {people.map((person) => {
          const url = urls?.get(person.id);
          return url === undefined ? <Skeleton key={person.id} height="3rem" /> : <CopyField key={person.id} label={person.name} value={url} />;
        })}
        <p className="soft small">{t("prepare.linksOnce")}</p>
        <div className="dialog-actions">
          <Button large onPress={onClose}>
            {t("common.close")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
