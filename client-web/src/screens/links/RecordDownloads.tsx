import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { fileName, saveFile } from "../../components/save_file.ts";
import { api, type RecordForm } from "../../connection/http.ts";
import { fragmentOf } from "../../connection/identity.ts";
import { useKnownMeeting, useView } from "../../meeting/context.tsx";
import { faultText } from "../../text/fault.ts";

const FORMS: readonly RecordForm[] = ["zip", "md", "csv", "json"];

/** The record as files. Fetched with the person's secret in a header, so it is never in an address. */
export function RecordDownloads() {
  const { t } = useTranslation();
  const known = useKnownMeeting();
  const { meeting } = useView();
  const [problem, setProblem] = useState<string>();

  const download = async (form: RecordForm) => {
    setProblem(undefined);
    try {
      saveFile(await api.record(known.id, form, known.personSecret), `${fileName(meeting.title)}.${form}`);
    } catch (error) {
      setProblem(faultText(t, error));
    }
  };

  return (
    <section className="card stack">
      <div className="stack-tight">
        <h2>{t("record.heading")}</h2>
        <p className="soft small">{t("record.hint")}</p>
      </div>
      <div className="row">
        <a className="button" data-kind="main" data-large="" href={`/m/${known.id}/record${fragmentOf({ kind: known.kind, secret: undefined })}`} target="_blank" rel="noopener">
          {t("record.read")}
        </a>
        {FORMS.map((form) => (
          <Button key={form} large onPress={() => void download(form)}>
            {t(`record.${form}`)}
          </Button>
        ))}
      </div>
      {problem === undefined ? null : (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
    </section>
  );
}
