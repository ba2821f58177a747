import "./expected.css";
import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { Checkbox } from "react-aria-components/Checkbox";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { saveFile } from "../../components/save_file.ts";
import { toastStore } from "../../components/toast_store.ts";
import { api } from "../../connection/http.ts";
import type { ExpectedList, ListAnswer } from "../../generated/protocol.ts";
import { ofServer, readPeople, readRooms, type RowFault } from "../../lists/read.ts";
import { useKnownMeeting, useView } from "../../meeting/context.tsx";
import { faultText } from "../../text/fault.ts";
import { FileFaultLine, RowFaults } from "./ExpectedFaults.tsx";
import { ExpectedPreview } from "./ExpectedPreview.tsx";
import { keepList } from "./expected_list.ts";
import { type GivenList, ListInput, NOTHING } from "./ListInput.tsx";
import { PersonalLinks } from "./PersonalLinks.tsx";

/** People and rooms from a table: looked at first, then taken whole. */
export default function ExpectedPart() {
  const { t } = useTranslation();
  const view = useView();
  const known = useKnownMeeting();
  const [people, setPeople] = useState<GivenList>(NOTHING);
  const [rooms, setRooms] = useState<GivenList>(NOTHING);
  const [leaveOut, setLeaveOut] = useState(false);
  const [namesakes, setNamesakes] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  const peopleText = useDeferredValue(people.text);
  const roomsText = useDeferredValue(rooms.text);
  const read = useMemo(() => (peopleText.trim() === "" ? undefined : readPeople(peopleText, { leaveOut, namesakes })), [peopleText, leaveOut, namesakes]);
  const readOfRooms = useMemo(() => (roomsText.trim() === "" ? undefined : readRooms(roomsText, { leaveOut })), [roomsText, leaveOut]);
  const list: ExpectedList | undefined = useMemo(() => {
    if ((!read && !readOfRooms) || read?.fault || readOfRooms?.fault) return undefined;
    return { people: read?.people ?? [], rooms: readOfRooms?.rooms ?? [] };
  }, [read, readOfRooms]);
  const { answer, fault } = useChecked(list);

  const own = [...(read?.faults ?? []), ...(readOfRooms?.faults ?? [])];
  // What the page found already is not said a second time by the server.
  const said = new Set(own.map(fieldOf));
  const theirs = (answer?.faults ?? []).map(ofServer).filter((each) => !said.has(fieldOf(each)));
  const faults = [...own, ...theirs].sort((a, b) => a.table.localeCompare(b.table) || a.row - b.row);
  const nothingNew = answer !== undefined && answer.people === 0 && answer.rooms.length === 0 && readOfRooms === undefined;
  const ready = list !== undefined && answer !== undefined && faults.length === 0 && !nothingNew;

  const take = async () => {
    if (!list || busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const done = await api.bringList(known.id, list, known.personSecret);
      if (read) keepList(known.id, read);
      setPeople(NOTHING);
      setRooms(NOTHING);
      setNamesakes(false);
      toastStore.show(done.people === 0 ? t("expected.roomsTaken", { count: done.rooms.length }) : t("expected.taken", { count: done.people }));
    } catch (error) {
      setProblem(faultText(t, error));
    }
    setBusy(false);
  };

  const unknown = read?.fault?.kind === "unknown" || readOfRooms?.fault?.kind === "unknown";
  const twice = faults.some((each) => each.table === "people" && each.fault === "twice");
  return (
    <section className="plan-part plan-part-wide" aria-labelledby="plan-expected">
      <div className="plan-part-head">
        <h2 id="plan-expected">{t("expected.heading")}</h2>
        <Button kind="quiet" onPress={() => saveFile(new Blob([`\ufeff${t("expected.example")}\r\n`], { type: "text/csv" }), `${t("expected.exampleName")}.csv`)}>
          {t("expected.saveExample")}
        </Button>
      </div>
      <p className="soft small">{t("expected.explain")}</p>
      <div className="list-inputs">
        <ListInput label={t("expected.people")} hint={t("expected.peopleHint")} given={people} onChange={setPeople} />
        <ListInput label={t("expected.rooms")} hint={t("expected.roomsHint")} given={rooms} onChange={setRooms} />
      </div>
      {read?.fault ? <FileFaultLine fault={read.fault} /> : null}
      {readOfRooms?.fault ? <FileFaultLine fault={readOfRooms.fault} /> : null}
      {unknown || leaveOut ? (
        <Tick value={leaveOut} onChange={setLeaveOut}>
          {t("expected.leaveOut")}
        </Tick>
      ) : null}
      {faults.length > 0 ? <RowFaults faults={faults} more={answer?.more_faults ?? 0} /> : null}
      {twice || namesakes ? (
        <Tick value={namesakes} onChange={setNamesakes}>
          {t("expected.namesakes")}
        </Tick>
      ) : null}
      {list && read && faults.length === 0 && answer ? <ExpectedPreview list={read} answer={answer} asks={view.meeting.asks} /> : null}
      {list && !read && answer && faults.length === 0 ? <p>{t("expected.roomsOnly", { count: list.rooms.length })}</p> : null}
      {nothingNew && faults.length === 0 ? <p>{t("expected.nothingNew")}</p> : null}
      {problem ?? (fault === undefined ? undefined : faultText(t, fault)) ? (
        <p className="field-error" role="alert">
          {problem ?? faultText(t, fault)}
        </p>
      ) : null}
      {list ? (
        <div className="row">
          <Button kind="main" isDisabled={!ready} pending={busy} onPress={() => void take()}>
            {answer && answer.people > 0 ? t("expected.add", { count: answer.people }) : t("expected.take")}
          </Button>
          <Button kind="quiet" onPress={() => (setPeople(NOTHING), setRooms(NOTHING))}>
            {t("common.cancel")}
          </Button>
        </div>
      ) : null}
      <PersonalLinks />
    </section>
  );
}

/** Where a fault stands. */
function fieldOf({ table, row, field }: RowFault): string {
  return `${table} ${row} ${field ?? ""}`;
}

/** What the server says of the list as it stands; `undefined` while it is asked. */
function useChecked(list: ExpectedList | undefined): { answer: ListAnswer | undefined; fault: unknown } {
  const known = useKnownMeeting();
  const [checked, setChecked] = useState<{ list: ExpectedList; answer?: ListAnswer; fault?: unknown }>();
  useEffect(() => {
    if (!list) return undefined;
    let current = true;
    // Whoever types is not done after each letter.
    const timer = setTimeout(() => {
      api.checkList(known.id, list, known.personSecret).then(
        (answer) => current && setChecked({ list, answer }),
        (fault: unknown) => current && setChecked({ list, fault }),
      );
    }, 300);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [known.id, known.personSecret, list]);
  const fits = checked !== undefined && checked.list === list;
  return { answer: fits ? checked.answer : undefined, fault: fits ? checked.fault : undefined };
}

function Tick({ value, onChange, children }: { value: boolean; onChange: (value: boolean) => void; children: string }) {
  return (
    <Checkbox className="check" isSelected={value} onChange={onChange}>
      <span className="check-box" aria-hidden="true" />
      {children}
    </Checkbox>
  );
}
