import "./operator.css";
import { useEffect, useState } from "react";
import { Form } from "react-aria-components/Form";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { LanguageChoice, ThemeChoice } from "../../components/Preferences.tsx";
import { Skeleton } from "../../components/Skeleton.tsx";
import { TextField } from "../../components/TextField.tsx";
import { VisuallyHidden } from "../../components/VisuallyHidden.tsx";
import { LiveTable } from "./LiveTable.tsx";
import { type Live, useLive } from "./useLive.ts";

const KEPT_AS = "convene.operator";
/** Shows the token as well: without it nobody could come in. */
const START = `export CONVENE_OPERATOR_TOKEN=$(openssl rand -hex 24)
echo "$CONVENE_OPERATOR_TOKEN"
convene`;

/** `/operator`: what lives on this server now. Behind the operator token. */
export default function Operator() {
  const { t } = useTranslation();
  const [token, setToken] = useState(keptToken);
  const live = useLive(token);
  useEffect(() => {
    document.title = `${t("operator.title")} · ${t("common.appName")}`;
  }, [t]);
  const enter = (given: string | undefined) => {
    keepToken(given);
    setToken(given);
  };
  return (
    <main className="operator">
      <header className="operator-head">
        <div>
          <h1>{t("operator.title")}</h1>
          <p className="soft small">{t("operator.about")}</p>
        </div>
        {live.door.kind === "in" ? (
          <Button kind="quiet" onPress={() => enter(undefined)}>
            {t("operator.forget")}
          </Button>
        ) : null}
      </header>
      <Inside live={live} onToken={enter} />
    </main>
  );
}

function Inside({ live, onToken }: { live: Live; onToken: (token: string) => void }) {
  const { t } = useTranslation();
  switch (live.door.kind) {
    case "asking":
      return (
        <div className="stack-tight" aria-busy="true">
          {live.awaySince === undefined ? <VisuallyHidden>{t("common.loading")}</VisuallyHidden> : <p className="operator-away">{t("operator.awayFirst")}</p>}
          <Skeleton height="2rem" />
          <Skeleton height="2rem" />
          <Skeleton height="2rem" />
        </div>
      );
    case "closed":
      return <NoToken />;
    case "token":
      return <AskToken wrong={live.door.wrong} onToken={onToken} />;
    case "in":
      return <LiveTable live={live} />;
  }
}

function NoToken() {
  const { t } = useTranslation();
  return (
    <section className="card stack operator-card">
      <h2>{t("operator.noTokenTitle")}</h2>
      <p>{t("operator.noToken")}</p>
      <pre className="operator-code">{START}</pre>
      <p>{t("operator.noTokenFile")}</p>
      <pre className="operator-code">operator_token = "…"</pre>
      <p>{t("operator.noTokenThen")}</p>
      <div>
        <Button kind="main" large onPress={() => location.reload()}>
          {t("common.reload")}
        </Button>
      </div>
    </section>
  );
}

function AskToken({ wrong, onToken }: { wrong: boolean; onToken: (token: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [edited, setEdited] = useState(false);
  return (
    <section className="card stack operator-card">
      <Form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          setEdited(false);
          if (text.trim() !== "") onToken(text.trim());
        }}
      >
        <TextField
          label={t("operator.token")}
          type="password"
          autoComplete="current-password"
          value={text}
          onChange={(value) => {
            setText(value);
            setEdited(true);
          }}
          hint={t("operator.tokenHint")}
          error={wrong && !edited ? t("operator.wrongToken") : undefined}
          autoFocus
        />
        <div>
          <Button kind="main" large type="submit">
            {t("operator.open")}
          </Button>
        </div>
      </Form>
      <LanguageChoice />
      <ThemeChoice />
    </section>
  );
}

/** Kept for this tab only: a shared computer does not keep the key to the server. */
function keptToken(): string | undefined {
  try {
    return sessionStorage.getItem(KEPT_AS) ?? undefined;
  } catch {
    return undefined;
  }
}

function keepToken(token: string | undefined): void {
  try {
    if (token === undefined) sessionStorage.removeItem(KEPT_AS);
    else sessionStorage.setItem(KEPT_AS, token);
  } catch {
    // Then it lasts as long as the page.
  }
}
