import "./prepare.css";
import { useEffect, useState, useSyncExternalStore } from "react";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Brand } from "../../components/Brand.tsx";
import { Button } from "../../components/Button.tsx";
import { Icon } from "../../components/Icon.tsx";
import { LanguageChoice } from "../../components/Preferences.tsx";
import { TextField } from "../../components/TextField.tsx";
import { ApiError } from "../../connection/http.ts";
import type { Brings, PreparationPage } from "../../generated/protocol.ts";
import { inLanguage } from "../../meeting/step.ts";
import { When } from "../../schedule/When.tsx";
import { faultText } from "../../text/fault.ts";
import { useLibrary } from "../plan/useLibrary.ts";
import { Loading } from "../states/Loading.tsx";
import { StatePage } from "../states/StatePage.tsx";
import { WrongLink } from "../states/WrongLink.tsx";
import { type Draft, type FieldName, faultOf } from "./draft.ts";
import { Preparing, type Shown, type Standing } from "./preparing.ts";
import { meetingAddress, type Source, sourceFor } from "./source.ts";
import { StepsAhead } from "./StepsAhead.tsx";

/** `/m/{meeting}/prepare`: a presenter's own page before the meeting. Looking and writing is not coming. */
export default function Prepare({ params }: { params: { meeting: string } }) {
  const [source, setSource] = useState(() => sourceFor(params.meeting));
  useEffect(() => {
    // For a browser another link is the same page.
    const read = () => setSource(sourceFor(params.meeting));
    window.addEventListener("hashchange", read);
    return () => window.removeEventListener("hashchange", read);
  }, [params.meeting]);
  // Somebody else's link is somebody else: nothing of the one before goes on.
  return source ? <Page key={source.secret} source={source} /> : <WrongLink />;
}

function Page({ source }: { source: Source }) {
  const { t } = useTranslation();
  const [preparing] = useState(() => new Preparing(source));
  const shown = useSyncExternalStore(preparing.subscribe, preparing.shown);
  useEffect(() => preparing.open(), [preparing]);
  const { page, fault, draft } = shown;
  const title = page?.title;
  useEffect(() => {
    if (title !== undefined) document.title = `${title} · ${t("common.appName")}`;
  }, [title, t]);
  if (fault instanceof ApiError && fault.reason === "link_replaced") return <StatePage title={t("join.replacedTitle")}>{t("prepare.replaced")}</StatePage>;
  if (fault instanceof ApiError && [401, 403, 404].includes(fault.status)) return <WrongLink />;
  if (fault !== undefined && !page) {
    const again = (
      <Button kind="main" large onPress={() => void preparing.load()}>
        {t("common.tryAgain")}
      </Button>
    );
    return (
      <StatePage title={t("states.connectingTitle")} action={again}>
        {faultText(t, fault)}
      </StatePage>
    );
  }
  if (!page) return <Loading />;
  const toMeeting = <a href={meetingAddress(source)}>{t("prepare.toMeeting")}</a>;
  if (!draft) {
    return (
      <StatePage title={t("prepare.notAskedTitle")} action={toMeeting}>
        {t("prepare.notAsked", { name: page.name })}
      </StatePage>
    );
  }
  return <Form source={source} preparing={preparing} page={page} draft={draft} shown={shown} />;
}

interface FormProps {
  source: Source;
  preparing: Preparing;
  page: PreparationPage;
  draft: Draft;
  shown: Shown;
}

function Form({ source, preparing, page, draft, shown }: FormProps) {
  const { t, i18n } = useTranslation();
  const { library } = useLibrary();
  const id = page.own?.protocol ?? draft.server.protocol;
  const definition = library.kind === "ready" ? library.protocols.find((one) => one.id === id) : undefined;
  const brings = definition?.brings;
  const { standing, stopped, ready, readySaved } = shown;
  const names = new Intl.ListFormat(i18n.language, { type: "conjunction" }).format(page.facilitators);
  return (
    <main className="page prepare">
      <header className="prepare-head">
        <Brand />
        <LanguageChoice />
      </header>
      <div className="stack-tight">
        <h1>{brings ? t("prepare.headingBrought") : t("prepare.heading")}</h1>
        <p className="prepare-meeting">
          <bdi>{page.title}</bdi>
          {page.facilitators.length > 0 ? <span className="soft"> · {t("join.hosted", { names })}</span> : null}
        </p>
        <p className="soft">
          {t("prepare.hello", { name: page.name })} {page.room ? t("prepare.room", { room: page.room.name === null ? t("room.numbered", { number: page.room.number }) : t("room.named", { number: page.room.number, name: page.room.name }) }) : t("prepare.noRoom")}
        </p>
        <When meeting={page.id} title={page.title} schedule={page.schedule} secret={source.secret} />
        {page.schedule?.starts_at == null ? <p className="soft">{t("prepare.noDate")}</p> : null}
      </div>

      <section className="card stack" aria-labelledby="prepare-card">
        <div className="prepare-bar">
          <h2 id="prepare-card">{brings ? inLanguage(brings.name, i18n.language) : t("dilemma.heading")}</h2>
          <SavedSign standing={page.ended ? "stopped" : standing} />
        </div>
        {standing === "offline" ? <p className="prepare-note">{t("prepare.offline")}</p> : null}
        {page.ended ? (
          <p className="prepare-note">{t("prepare.ended")}</p>
        ) : stopped ? (
          <p className="prepare-note" role="alert">
            {stopped.reason === "link_replaced" ? t("prepare.replacedNow") : stopped.reason === "not_asked_to_prepare" ? t("prepare.notAskedNow") : faultText(t, stopped)} {t("prepare.copyOut")}
          </p>
        ) : null}
        <Field name="title" label={t("dilemma.titleField")} hint={brings ? undefined : t("dilemma.titleHint")} {...{ preparing, draft }} />
        <Field name="overview" label={t(brings ? "dilemma.overviewBrought" : "dilemma.overview")} hint={t("prepare.overviewHint")} lines={6} {...{ preparing, draft }} />
        <Field name="focus_question" {...question(t, i18n.language, brings)} lines={3} {...{ preparing, draft }} />
        <Field name="links" label={t("prepare.links")} hint={t("prepare.linksHint")} lines={3} {...{ preparing, draft }} />
        <p className="soft small">{t("prepare.whoSees")}</p>
        {page.ended || stopped ? null : (
          <div className="row">
            <Button kind={ready ? "plain" : "main"} large onPress={() => preparing.setReady(!ready)}>
              {ready ? t("prepare.notReady") : t("prepare.ready")}
            </Button>
            <span role="status">
              {readySaved ? null : t(ready ? "prepare.readyWaits" : "prepare.notReadyWaits")}
              {ready && readySaved ? (
                <>
                  <Icon name="check" size={16} /> {t("prepare.isReady")}
                </>
              ) : null}
            </span>
          </div>
        )}
      </section>

      {definition ? <StepsAhead definition={definition} /> : id === null ? <p className="soft">{t("prepare.noProtocol")}</p> : null}
      <p>
        <a href={meetingAddress(source)}>{t("prepare.toMeeting")}</a> <span className="soft">{t("prepare.toMeetingHint")}</span>
      </p>
    </main>
  );
}

function question(t: TFunction, language: string, brings: Brings | undefined): { label: string; hint?: string } {
  return brings ? { label: inLanguage(brings.line, language) } : { label: t("dilemma.question"), hint: t("dilemma.questionHint") };
}

interface FieldProps {
  name: FieldName;
  label: string;
  hint?: string | undefined;
  lines?: number;
  preparing: Preparing;
  draft: Draft;
}

/** Not cut at its limit: what was pasted stays whole, and what is too much is said. */
function Field({ name, label, hint, lines = 1, preparing, draft }: FieldProps) {
  const { t } = useTranslation();
  const text = draft.texts[name];
  const fault = faultOf(name, text);
  const error = fault === undefined ? undefined : fault.kind === "long" ? t("prepare.tooLong", { count: fault.over }) : fault.kind === "link" ? t("prepare.badLink", { link: fault.link.slice(0, 60) }) : t("prepare.tooManyLinks");
  const theirs = draft.theirs[name];
  return (
    <div className="stack-tight">
      <TextField label={label} hint={hint} error={error} lines={lines} value={text} onChange={(value) => preparing.type(name, value)} />
      {theirs === undefined ? null : (
        <div className="prepare-note stack-tight" role="alert">
          <p>{t("prepare.elsewhere")}</p>
          <blockquote dir="auto">{theirs === "" ? t("prepare.empty") : theirs}</blockquote>
          <div className="row">
            <Button onPress={() => preparing.choose(name, "mine")}>{t("prepare.keepMine")}</Button>
            <Button onPress={() => preparing.choose(name, "theirs")}>{t("prepare.takeTheirs")}</Button>
          </div>
        </div>
      )}
    </div>
  );
}

function SavedSign({ standing }: { standing: Standing }) {
  const { t } = useTranslation();
  return (
    <span className="prepare-saved" data-tone={standing} role="status">
      {standing === "offline" ? <Icon name="offline" size={16} /> : <span className="prepare-dot" aria-hidden="true" />}
      {t(`prepare.standing.${standing}`)}
    </span>
  );
}
