import "./perhaps.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Confirm } from "../../components/Dialog.tsx";
import type { PersonView } from "../../generated/protocol.ts";
import { useSend } from "../../meeting/context.tsx";
import { useItIsThem, useOneConsequence } from "./useItIsThem.ts";

/** Somebody came by the join link under the name of somebody who is expected: a facilitator says whether it is them. */
export default function PerhapsExpected({ person, expected }: { person: PersonView; expected: PersonView }) {
  const { t } = useTranslation();
  const send = useSend();
  const itIsThem = useItIsThem();
  const consequence = useOneConsequence();
  const [asking, setAsking] = useState(false);
  return (
    <span className="perhaps">
      <span className="perhaps-words">
        {t("perhaps.is")} <bdi>{expected.name}</bdi>
      </span>
      <Button aria-label={t("perhaps.themOne", { name: expected.name })} onPress={() => setAsking(true)}>
        {t("perhaps.them")}
      </Button>
      <Button kind="quiet" aria-label={t("perhaps.otherOne", { name: expected.name })} onPress={() => void send({ type: "tell_apart", person: person.id, expected: expected.id })}>
        {t("perhaps.other")}
      </Button>
      <Confirm
        title={t("perhaps.title", { name: expected.name })}
        consequence={consequence(person, expected)}
        confirm={t("perhaps.confirm")}
        cancel={t("common.cancel")}
        isOpen={asking}
        onConfirm={() => void itIsThem(person, expected)}
        onClose={() => setAsking(false)}
      />
    </span>
  );
}
