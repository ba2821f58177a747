import { useState } from "react";
import { Form } from "react-aria-components/Form";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { Button } from "../../components/Button.tsx";
import { TextField } from "../../components/TextField.tsx";
import { ApiError, api } from "../../connection/http.ts";
import { fragmentOf, parseLink } from "../../connection/identity.ts";
import { faultText } from "../../text/fault.ts";

export function CodeForm() {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);

  const enter = async () => {
    if (busy) return;
    if (code.trim() === "") {
      setProblem(t("home.codeUnknown"));
      return;
    }
    setBusy(true);
    setProblem(undefined);
    try {
      const found = parseLink((await api.enterCode(code.trim())).join_url);
      if (found) navigate(`/m/${found.meeting}${fragmentOf(found.link)}`);
      else setProblem(t("fault.other"));
    } catch (error) {
      setProblem(error instanceof ApiError && error.code === "not_found" ? t("home.codeUnknown") : faultText(t, error));
    }
    setBusy(false);
  };

  return (
    <Form
      className="card stack"
      onSubmit={(event) => {
        event.preventDefault();
        void enter();
      }}
    >
      <h2>{t("home.codeHeading")}</h2>
      <TextField label={t("home.code")} error={problem} value={code} onChange={setCode} maxLength={40} autoComplete="off" spellCheck="false" />
      <Button type="submit" large pending={busy}>
        {t("home.join")}
      </Button>
    </Form>
  );
}
