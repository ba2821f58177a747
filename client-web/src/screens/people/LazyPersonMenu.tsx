import { type FocusEvent, type PointerEvent, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../components/Icon.tsx";
import type { PersonView } from "../../generated/protocol.ts";
import { useView } from "../../meeting/context.tsx";
import { PersonMenu } from "../facilitator/PersonMenu.tsx";

type Made = "hovered" | "focused" | "pressed";

/**
 * A person's menu, made when somebody comes near: a hundred and fifty of them would make the list slow. Until then a button
 * stands there that looks the same. The keyboard's focus goes on to the real one; a touch, which comes without coming near,
 * opens it at once.
 */
export function LazyPersonMenu({ person, tabIndex }: { person: PersonView; tabIndex: number }) {
  const { t } = useTranslation();
  const [made, setMade] = useState<Made>();
  const place = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    if (made === "focused") place.current?.querySelector("button")?.focus();
  }, [made]);
  const near = (event: PointerEvent) => {
    if (event.pointerType === "mouse") setMade("hovered");
  };
  const focused = (event: FocusEvent) => {
    if (event.target.matches(":focus-visible")) setMade("focused");
  };
  return (
    <span ref={place} data-person-menu>
      {made === undefined ? (
        <button
          type="button"
          className="button"
          data-kind="quiet"
          aria-haspopup="menu"
          aria-label={t("people.menu", { name: person.name })}
          tabIndex={tabIndex}
          onPointerEnter={near}
          onFocus={focused}
          onClick={() => setMade("pressed")}
        >
          <Icon name="more" />
        </button>
      ) : (
        <RealMenu person={person} startOpen={made === "pressed"} />
      )}
    </span>
  );
}

function RealMenu({ person, startOpen }: { person: PersonView; startOpen: boolean }) {
  const { meeting } = useView();
  return <PersonMenu person={person} room={person.room === meeting.main_room ? undefined : person.room} startOpen={startOpen} />;
}
