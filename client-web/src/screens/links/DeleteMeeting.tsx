import { useState } from "react";
import { useTranslation } from "react-i18next";
import { navigate } from "wouter/use-browser-location";
import { Button } from "../../components/Button.tsx";
import { Confirm } from "../../components/Dialog.tsx";
import { toastStore } from "../../components/toast_store.ts";
import { api } from "../../connection/http.ts";
import { forgetMeeting } from "../../connection/identity.ts";
import { useKnownMeeting, useView } from "../../meeting/context.tsx";
import { faultText } from "../../text/fault.ts";
import { sayDeleted } from "../home/deleted.ts";

/** For facilitators: the meeting with all its content, for good. The start page then says that it is gone. */
export function DeleteMeeting() {
  const { t } = useTranslation();
  const known = useKnownMeeting();
  const { title } = useView().meeting;
  const [asking, setAsking] = useState(false);

  const remove = async () => {
    try {
      await api.deleteMeeting(known.id, known.personSecret);
    } catch (error) {
      toastStore.show(faultText(t, error));
      return;
    }
    await forgetMeeting(known.id, known.kind);
    navigate("/", { state: sayDeleted(title) });
  };

  return (
    <>
      <Button large onPress={() => setAsking(true)}>
        {t("end.delete")}
      </Button>
      <Confirm
        title={t("end.deleteTitle")}
        consequence={t("end.deleteConsequence")}
        confirm={t("end.deleteConfirm")}
        cancel={t("common.cancel")}
        isOpen={asking}
        onConfirm={() => void remove()}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
