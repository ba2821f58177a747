import { useTranslation } from "react-i18next";
import { Icon } from "../../components/Icon.tsx";
import { LateMenu } from "../../components/LateMenu.tsx";
import type { PersonView } from "../../generated/protocol.ts";
import { useView } from "../../meeting/context.tsx";
import { PersonMenu } from "../facilitator/PersonMenu.tsx";

/** A person's menu in the list of everybody, made when somebody comes near. */
export function LazyPersonMenu({ person, tabIndex }: { person: PersonView; tabIndex: number }) {
  const { t } = useTranslation();
  return (
    <LateMenu label={t("people.menu", { name: person.name })} trigger={<Icon name="more" />} tabIndex={tabIndex}>
      {(startOpen) => <RealMenu person={person} startOpen={startOpen} />}
    </LateMenu>
  );
}

function RealMenu({ person, startOpen }: { person: PersonView; startOpen: boolean }) {
  const { meeting } = useView();
  return <PersonMenu person={person} room={person.room === meeting.main_room ? undefined : person.room} startOpen={startOpen} />;
}
