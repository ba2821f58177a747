import "./signs.css";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { announcer } from "../../components/announcer.ts";
import { Icon } from "../../components/Icon.tsx";
import { Menu, MenuItem } from "../../components/Menu.tsx";
import type { DetailView, PersonView } from "../../generated/protocol.ts";
import { useConnection, useView } from "../../meeting/context.tsx";
import { useNameOf } from "../../meeting/words.ts";
import { counted, type Given, mayReact, recent, SHOWN_MS, SIGNS, withSign } from "./signs.ts";

/** So long signs are gathered before a screen reader hears of them together. */
const GATHER_MS = 3_000;
const NAMED_MAX = 3;

/** Gives a sign without words. Not there where one may not. */
export function SignMenu({ me, detail }: { me: PersonView; detail: DetailView | undefined }) {
  const { t } = useTranslation();
  const view = useView();
  const connection = useConnection();
  if (!mayReact(view, me, detail)) return null;
  return (
    <Menu
      kind="plain"
      large
      trigger={
        <>
          <Icon name="sign" />
          {t("sign.give")}
        </>
      }
    >
      {SIGNS.map((sign) => (
        <MenuItem key={sign} onAction={() => connection.react(sign)}>
          {t(`sign.${sign}`)}
        </MenuItem>
      ))}
    </Menu>
  );
}

/** Signs of the last moment: words and a count, which come and go without moving anything. */
export function Signs({ room }: { room: string }) {
  const { t, i18n } = useTranslation();
  const connection = useConnection();
  const nameOf = useNameOf();
  const [given, setGiven] = useState<readonly Given[]>([]);
  const unheard = useRef<readonly Given[]>([]);
  const gathering = useRef<ReturnType<typeof setTimeout>>(undefined);
  const words = (people: readonly string[]) => (people.length > NAMED_MAX ? t("sign.people", { count: people.length }) : new Intl.ListFormat(i18n.language, { type: "conjunction" }).format(people.map((person) => nameOf(person) ?? t("chat.gone"))));
  const say = useRef(words);
  useEffect(() => {
    say.current = words;
  });

  useEffect(() => {
    const stop = connection.onSign((message) => {
      if (message.room !== room) return;
      const one = { person: message.person, sign: message.sign, atMs: Date.now() };
      setGiven((before) => withSign(before, one));
      unheard.current = withSign(unheard.current, one);
      gathering.current ??= setTimeout(() => {
        gathering.current = undefined;
        for (const { sign, people } of counted(unheard.current)) announcer.announce("message", t("sign.spoken", { sign: t(`sign.${sign}`), who: say.current(people) }));
        unheard.current = [];
      }, GATHER_MS);
    });
    return () => {
      stop();
      clearTimeout(gathering.current);
      gathering.current = undefined;
      unheard.current = [];
      setGiven([]);
    };
  }, [connection, room, t]);
  useEffect(() => {
    if (given.length === 0) return undefined;
    const timer = setTimeout(() => setGiven((before) => recent(before, Date.now())), SHOWN_MS / 6);
    return () => clearTimeout(timer);
  }, [given]);

  if (given.length === 0) return null;
  return (
    <ul className="signs" aria-hidden="true">
      {counted(given).map(({ sign, people }) => (
        <li key={sign} className="sign">
          <strong>{t(`sign.${sign}`)}</strong> {words(people)}
        </li>
      ))}
    </ul>
  );
}
