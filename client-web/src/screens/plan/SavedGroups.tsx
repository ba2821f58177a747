import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/Button.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { Menu, MenuItem } from "../../components/Menu.tsx";
import { TextField } from "../../components/TextField.tsx";
import { Icon } from "../../components/Icon.tsx";
import type { GroupSetView } from "../../generated/protocol.ts";
import { useView } from "../../meeting/context.tsx";
import { useNames } from "../../meeting/words.ts";
import { Refused, useAttempt } from "../facilitator/useAttempt.tsx";
import { useRegroup } from "./useRegroup.ts";

/** Groups under a name: kept, used again, renamed, deleted. */
export function SavedGroups() {
  const { t } = useTranslation();
  const { groups } = useView();
  const [shown, setShown] = useState(false);
  return (
    <>
      <Button large onPress={() => setShown(true)}>
        {t("groups.sets.open", { count: groups.sets.length })}
      </Button>
      {shown ? <Sets onClose={() => setShown(false)} /> : null}
    </>
  );
}

function Sets({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { groups, people } = useView();
  const { attempt, problem } = useAttempt();
  const [name, setName] = useState("");
  const anyone = Object.values(people).some((person) => person.role === "participant" && person.assigned !== null);
  const save = async () => {
    if (name.trim() !== "" && (await attempt({ type: "save_groups", name: name.trim() }))) setName("");
  };
  return (
    <Dialog title={t("groups.sets.title")} isOpen onClose={onClose}>
      <form
        className="make-form"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField label={t("groups.sets.name")} value={name} onChange={setName} maxLength={120} />
        <Button type="submit" large isDisabled={name.trim() === "" || !anyone}>
          {t("groups.sets.save")}
        </Button>
      </form>
      <Refused words={problem} />
      {groups.sets.length === 0 ? <p className="soft">{t("groups.sets.none")}</p> : null}
      <ul className="saved-groups">
        {groups.sets.map((set) => (
          <SavedSet key={set.id} set={set} onUsed={onClose} />
        ))}
      </ul>
      <div className="dialog-actions">
        <Button large onPress={onClose}>
          {t("common.close")}
        </Button>
      </div>
    </Dialog>
  );
}

function SavedSet({ set, onUsed }: { set: GroupSetView; onUsed: () => void }) {
  const { t } = useTranslation();
  const view = useView();
  const names = useNames();
  const { regroup, problem } = useRegroup();
  const { attempt, problem: another } = useAttempt();
  const [renamed, setRenamed] = useState<string>();
  const known = new Set(set.people.map((each) => each.person));
  const gone = set.people.filter((each) => view.people[each.person] === undefined).length;
  const newcomers = Object.values(view.people).filter((person) => person.role === "participant" && !known.has(person.id));
  const rename = async () => {
    if (renamed !== undefined && renamed.trim() !== "" && (await attempt({ type: "rename_groups", set: set.id, name: renamed.trim() }))) setRenamed(undefined);
  };
  if (renamed !== undefined) {
    return (
      <li>
        <form
          className="make-form"
          onSubmit={(event) => {
            event.preventDefault();
            void rename();
          }}
        >
          <TextField label={t("groups.sets.newName")} value={renamed} onChange={setRenamed} maxLength={120} />
          <Button type="submit" large isDisabled={renamed.trim() === ""}>
            {t("common.save")}
          </Button>
        </form>
        <Refused words={another} />
      </li>
    );
  }
  return (
    <li>
      <div className="row">
        <span className="stack-tight">
          <strong dir="auto">{set.name}</strong>
          <span className="soft small">
            {t("groups.sets.people", { count: set.people.length })}
            {gone > 0 ? ` · ${t("groups.sets.gone", { count: gone })}` : ""}
            {newcomers.length > 0 ? ` · ${t("groups.sets.newcomers", { names: names(newcomers.map((person) => person.name), 4) })}` : ""}
          </span>
        </span>
        <span className="row">
          <Button
            onPress={() => {
              void regroup({ type: "use_groups", set: set.id }, t("groups.sets.used", { name: set.name })).then((done) => {
                if (done) onUsed();
              });
            }}
          >
            {t("groups.sets.use")}
            <span className="hidden-visually"> {set.name}</span>
          </Button>
          <Menu label={t("groups.sets.more", { name: set.name })} trigger={<Icon name="more" />}>
            <MenuItem onAction={() => setRenamed(set.name)}>{t("groups.sets.rename")}</MenuItem>
            <MenuItem danger onAction={() => void attempt({ type: "delete_groups", set: set.id })}>
              {t("groups.sets.delete")}
            </MenuItem>
          </Menu>
        </span>
      </div>
      <Refused words={problem ?? another} />
    </li>
  );
}
