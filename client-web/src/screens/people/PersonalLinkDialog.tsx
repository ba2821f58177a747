import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { CopyField } from "../../components/CopyField.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { toastStore } from "../../components/toast_store.ts";
import { api } from "../../connection/http.ts";
import type { PersonView } from "../../generated/protocol.ts";
import { useKnownMeeting } from "../../meeting/context.tsx";
import { faultText } from "../../text/fault.ts";

/** A link by which one person comes in as who they are, on another device too. */
export default function PersonalLinkDialog({ person, onClose }: { person: PersonView; onClose: () => void }) {
  const { t } = useTranslation();
  const known = useKnownMeeting();
  const [url, setUrl] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const ask = async (wish: { replace: boolean; take_back: boolean }) => {
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const { links } = await api.makePersonalLinks(known.id, { people: [person.id], ...wish }, known.personSecret);
      setUrl(links[0]?.url);
      if (wish.take_back) {
        toastStore.show(t("expected.links.takenBack"));
        onClose();
      }
    } catch (error) {
      setProblem(faultText(t, error));
    }
    setBusy(false);
  };
  return (
    <Dialog title={t("expected.one.title", { name: person.name })} isOpen onClose={onClose}>
      <div className="stack">
        <p>{t("expected.one.explain", { name: person.name })}</p>
        {url === undefined ? null : <CopyField label={t("expected.links.column")} value={url} hint={t("expected.one.once")} />}
        {problem === undefined ? null : (
          <p className="field-error" role="alert">
            {problem}
          </p>
        )}
        <div className="row">
          <Button kind={url === undefined ? "main" : "plain"} pending={busy} onPress={() => void ask({ replace: false, take_back: false })}>
            {t("expected.one.make")}
          </Button>
          <Button pending={busy} onPress={() => void ask({ replace: true, take_back: false })}>
            {t("expected.one.replace")}
          </Button>
          <Button kind="quiet" pending={busy} onPress={() => void ask({ replace: true, take_back: true })}>
            {t("expected.one.takeBack")}
          </Button>
        </div>
        <div className="dialog-actions">
          <Button large onPress={onClose}>
            {t("common.close")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
