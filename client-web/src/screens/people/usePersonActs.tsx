import { type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "../../components/Dialog.tsx";
import { lazily } from "../../components/lazily.ts";
import { MenuItem, MenuSection } from "../../components/Menu.tsx";
import type { PersonId, PersonView, Role } from "../../generated/protocol.ts";
import { useSend, useView } from "../../meeting/context.tsx";
import { offerUndo } from "../facilitator/undo.ts";

// Only facilitators open them: they are no part of a room as it is first loaded.
const RenameDialog = lazily(() => import("./RenameDialog.tsx"));
const SupportDialog = lazily(() => import("./SupportDialog.tsx"));
const ComesAsDialog = lazily(() => import("./ComesAsDialog.tsx"));
const PersonalLinkDialog = lazily(() => import("./PersonalLinkDialog.tsx"));

const ROLES: readonly Role[] = ["facilitator", "participant", "observer", "access_support"];

/** What a facilitator may make of a person: items for a menu, and the dialogs that they open, which stand beside it. */
export function usePersonActs(person: PersonView): { items: ReactNode; dialogs: ReactNode } {
  const { t } = useTranslation();
  const view = useView();
  const send = useSend();
  const [open, setOpen] = useState<"support" | "rename" | "self" | "link" | "as">();
  const [own, setOwn] = useState<Role>("participant");

  const become = async (role: Role, supports: PersonId | null) => {
    const before = person;
    const outcome = await send({ type: "set_role", person: person.id, role, supports });
    if (!outcome.ok) return false;
    const other = supports === null ? undefined : view.people[supports];
    const words = other ? t("roles.doneWith", { name: person.name, other: other.name }) : t(`roles.done.${role}`, { name: person.name });
    // Who stepped down themselves cannot take it back.
    if (person.id === view.me.person) return true;
    offerUndo(words, t("facilitator.undo"), () => {
      void send({ type: "set_role", person: before.id, role: before.role, supports: before.supports ?? null }).then((undone) => {
        if (undone.ok && before.facilitates !== null) void send({ type: "set_room_facilitator", person: before.id, room: before.facilitates });
      });
    });
    return true;
  };

  const choose = (role: Role) => {
    if (role === "access_support") setOpen("support");
    else if (person.id === view.me.person) {
      setOwn(role);
      setOpen("self");
    } else void become(role, null);
  };

  const isAnybodyExpected = person.expected !== true && Object.values(view.people).some((other) => other.expected === true);
  const items = [
    isAnybodyExpected ? (
      <MenuItem key="as" onAction={() => setOpen("as")}>
        {t("perhaps.menu")}
      </MenuItem>
    ) : null,
    <MenuItem key="rename" onAction={() => setOpen("rename")}>
      {t("roles.rename")}
    </MenuItem>,
    person.role === "facilitator" ? null : (
      <MenuItem key="link" onAction={() => setOpen("link")}>
        {t("expected.one.menu")}
      </MenuItem>
    ),
    <MenuSection key="roles" heading={t("roles.becomes")}>
      {ROLES.filter((role) => (role !== person.role || role === "access_support") && (role !== "facilitator" || person.expected !== true)).map((role) => (
        <MenuItem key={role} onAction={() => choose(role)}>
          {t(`roles.${role}`)}
        </MenuItem>
      ))}
    </MenuSection>,
  ];
  const dialogs = (
    <Suspense fallback={null}>
      {open === "support" ? <SupportDialog person={person} onClose={() => setOpen(undefined)} onChoose={(supports) => become("access_support", supports)} /> : null}
      {open === "link" ? <PersonalLinkDialog person={person} onClose={() => setOpen(undefined)} /> : null}
      {open === "as" ? <ComesAsDialog person={person} onClose={() => setOpen(undefined)} /> : null}
      {open === "rename" ? <RenameDialog person={person} onClose={() => setOpen(undefined)} /> : null}
      <Confirm
        title={t("roles.selfTitle")}
        consequence={t("roles.selfConsequence", { role: t(`roles.as.${own}`) })}
        confirm={t("roles.selfConfirm")}
        cancel={t("common.cancel")}
        isOpen={open === "self"}
        onConfirm={() => void become(own, null)}
        onClose={() => setOpen(undefined)}
      />
    </Suspense>
  );
  return { items, dialogs };
}
