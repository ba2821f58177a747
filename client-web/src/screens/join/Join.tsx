import "./join.css";
import { Suspense, useEffect, useState } from "react";
import { Form } from "react-aria-components/Form";
import { useTranslation } from "react-i18next";
import { Brand } from "../../components/Brand.tsx";
import { Button } from "../../components/Button.tsx";
import { lazily } from "../../components/lazily.ts";
import { LanguageChoice } from "../../components/Preferences.tsx";
import { Skeleton } from "../../components/Skeleton.tsx";
import { TextField } from "../../components/TextField.tsx";
import { ApiError, api } from "../../connection/http.ts";
import { type Link, knownMeeting, rememberMeeting } from "../../connection/identity.ts";
import type { Door, LinkKind, MeetingId } from "../../generated/protocol.ts";
import { When } from "../../schedule/When.tsx";
import { faultText } from "../../text/fault.ts";
import { StatePage } from "../states/StatePage.tsx";
import { WrongLink } from "../states/WrongLink.tsx";
import { AskedFields, type AskedValues, said } from "./AskedFields.tsx";
import { lastAnswers, rememberAnswers } from "./answers.ts";

const WasHere = lazily(() => import("./WasHere.tsx"));
const ComeAs = lazily(() => import("./ComeAs.tsx"));

export interface JoinProps {
  meeting: MeetingId;
  link: Link & { secret: string };
  onJoined: (kind: LinkKind) => void;
}

/** protocol/src/limits.rs */
const NAME_MAX = 120;

const DOOR_CHANGED = new Set<ApiError["reason"]>(["passcode_needed", "link_replaced", "meeting_locked", "meeting_ended"]);
/** Words for the kinds of links that say what one comes as. */
const COMES_AS = { facilitator: "join.facilitating", observer: "join.observing", access_support: "join.supporting" } as const;

/** The door: says which meeting this is, asks who comes, and says what happens next. */
export default function Join({ meeting, link, onJoined }: JoinProps) {
  const { t } = useTranslation();
  const [door, setDoor] = useState<Door>();
  const [fault, setFault] = useState<unknown>();
  const [tries, setTries] = useState(0);

  useEffect(() => {
    let current = true;
    api.door(meeting, link.secret).then(
      (opened) => current && setDoor(opened),
      (error: unknown) => current && setFault(error),
    );
    return () => {
      current = false;
    };
  }, [meeting, link.secret, tries]);

  useEffect(() => {
    if (door) document.title = `${door.title} · ${t("common.appName")}`;
  }, [door, t]);

  if (fault instanceof ApiError && fault.reason === "link_replaced") return <StatePage title={t("join.replacedTitle")}>{t("join.replaced")}</StatePage>;
  if (fault instanceof ApiError && [401, 403, 404].includes(fault.status)) return <WrongLink />;
  if (fault !== undefined) {
    const retry = () => {
      setFault(undefined);
      setTries(tries + 1);
    };
    return (
      <StatePage title={t("states.connectingTitle")} action={<Button kind="main" large onPress={retry}>{t("common.tryAgain")}</Button>}>
        {faultText(t, fault)}
      </StatePage>
    );
  }
  return (
    <main className="page join stack">
      <header className="join-head stack-tight">
        <Brand />
        {door ? (
          <>
            <h1>
              <bdi>{door.title}</bdi>
            </h1>
            {door.facilitators.length > 0 ? <p className="soft">{t("join.hosted", { names: new Intl.ListFormat(undefined, { type: "conjunction" }).format(door.facilitators) })}</p> : null}
            <When meeting={meeting} title={door.title} schedule={door.schedule} secret={link.secret} />
            {door.link === "join" || door.link === "personal" ? null : <p className="soft">{t(COMES_AS[door.link])}</p>}
          </>
        ) : (
          <>
            <Skeleton height="2rem" />
            <Skeleton width="60%" />
          </>
        )}
      </header>
      {link.kind === "personal" ? (
        <Suspense fallback={<Skeleton height="8rem" />}>
          <ComeAs meeting={meeting} link={link} door={door} onJoined={onJoined} />
        </Suspense>
      ) : (
        <JoinForm meeting={meeting} link={link} door={door} onJoined={onJoined} onDoorChanged={() => setTries((count) => count + 1)} />
      )}
    </main>
  );
}

function JoinForm({ meeting, link, door, onJoined, onDoorChanged }: JoinProps & { door: Door | undefined; onDoorChanged: () => void }) {
  const { t, i18n } = useTranslation();
  const [answers, setAnswers] = useState(lastAnswers);
  // Not kept on the device: what somebody needs is nobody's who borrows it.
  const [needs, setNeeds] = useState("");
  const [passcode, setPasscode] = useState("");
  const [passcodeProblem, setPasscodeProblem] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [nameProblem, setNameProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [wasHere, setWasHere] = useState(false);

  const newcomer = door !== undefined && door.link !== "facilitator";
  const asksPasscode = newcomer && door.has_passcode;
  const closed = door?.ended === true || (newcomer && door.locked);

  const join = async () => {
    if (busy) return;
    if (answers.name.trim() === "") {
      setNameProblem(t("join.nameMissing"));
      return;
    }
    setNameProblem(undefined);
    setProblem(undefined);
    setPasscodeProblem(undefined);
    if (asksPasscode && passcode.trim() === "") {
      setPasscodeProblem(t("refusal.passcode_needed"));
      return;
    }
    setBusy(true);
    // The secret is kept before it is sent: a join whose answer is lost and that is sent again is one person.
    const known = rememberMeeting(meeting, link.kind, { title: door?.title ?? knownMeeting(meeting, link.kind)?.title ?? "", linkSecret: link.secret, ...(door?.join_code ? { joinCode: door.join_code } : {}) });
    try {
      const { person } = await api.join(meeting, link.secret, {
        secret: known.personSecret,
        passcode: asksPasscode ? passcode.trim() : null,
        name: answers.name.trim(),
        ...said(door?.asks ?? [], { ...answers, access_needs: needs }),
        language: i18n.language,
      });
      rememberAnswers(answers);
      rememberMeeting(meeting, link.kind, { joined: true, person });
      onJoined(link.kind);
    } catch (error) {
      const words = faultText(t, error);
      if (error instanceof ApiError && (error.reason === "wrong_passcode" || error.reason === "passcode_needed")) setPasscodeProblem(words);
      // The one thing that has to be said, and is nothing to read.
      else if (error instanceof ApiError && error.reason === "empty_text") setNameProblem(t("join.nameHidden"));
      else if (error instanceof ApiError && error.reason === "text_too_long" && answers.name.trim().length > NAME_MAX) setNameProblem(t("join.nameTooLong"));
      else setProblem(words);
      // The door is another one by now: asked anew, it says what it asks, and whether this link still opens it.
      if (error instanceof ApiError && DOOR_CHANGED.has(error.reason)) onDoorChanged();
      setBusy(false);
    }
  };

  const change = (news: Partial<AskedValues>) => {
    const { access_needs, ...kept } = news;
    if (access_needs !== undefined) setNeeds(access_needs);
    setAnswers({ ...answers, ...kept });
  };

  return (
    <Form
      className="card stack"
      onSubmit={(event) => {
        event.preventDefault();
        void join();
      }}
    >
      <TextField label={t("join.name")} value={answers.name} onChange={(name) => setAnswers({ ...answers, name })} error={nameProblem} maxLength={NAME_MAX} autoComplete="name" />
      <AskedFields asks={door?.asks ?? []} values={{ ...answers, access_needs: needs }} onChange={change} />
      <LanguageChoice />
      {asksPasscode ? (
        <TextField
          label={t("join.passcode")}
          hint={t("join.passcodeHint")}
          error={passcodeProblem}
          value={passcode}
          onChange={setPasscode}
          maxLength={120}
          autoComplete="off"
          spellCheck="false"
        />
      ) : null}
      <Button type="submit" kind="main" large pending={busy} isDisabled={closed}>
        {busy ? t("join.submitting") : t("join.submit")}
      </Button>
      {problem === undefined ? null : (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
      {newcomer && !door.ended ? (
        <div>
          <Button kind="quiet" onPress={() => setWasHere(true)}>
            {t("join.wasHere")}
          </Button>
        </div>
      ) : null}
      {wasHere && door ? (
        <Suspense fallback={null}>
          <WasHere meeting={meeting} link={link} door={door} onClose={() => setWasHere(false)} onJoined={() => onJoined(link.kind)} />
        </Suspense>
      ) : null}
      <Next door={door} />
      <p className="small soft">{t("join.kept")}</p>
      <p className="small">
        {/* In a page of its own: what was written here stays. */}
        <a href={`/help/${door?.link === "facilitator" ? "facilitating" : "participants"}`} target="_blank" rel="noopener">
          {t("guides.menu")}
        </a>
      </p>
    </Form>
  );
}

function Next({ door }: { door: Door | undefined }) {
  const { t } = useTranslation();
  if (!door) return <Skeleton height="4rem" />;
  return (
    <section className="join-next">
      <h2>{t("join.next")}</h2>
      {door.ended ? (
        <p>{t("join.ended")}</p>
      ) : door.locked && door.link !== "facilitator" ? (
        <p>{t("join.locked")}</p>
      ) : door.lobby && door.link !== "facilitator" ? (
        <p>{t("join.lobby")}</p>
      ) : (
        <p>
          {t("join.here", { count: door.people_here })} {t(`join.${door.rooms_open ? (door.link === "facilitator" ? "toAnyRoom" : "toRooms") : "toMain"}`)}
        </p>
      )}
    </section>
  );
}
