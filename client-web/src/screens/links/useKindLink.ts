import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, api } from "../../connection/http.ts";
import { fragmentOf, type KnownMeeting, knownMeeting, parseLink, rememberMeeting } from "../../connection/identity.ts";
import type { LinkKind } from "../../generated/protocol.ts";
import { faultText } from "../../text/fault.ts";

export interface KindLink {
  /** As far as this device has it: links are hashed at rest. */
  url: string | undefined;
  code: string | undefined;
  /** The link that this device had was replaced by somebody else. */
  wasReplaced: boolean;
  problem: string | undefined;
  /** A link; `replace`: in place of all before. */
  make: (replace: boolean) => Promise<void>;
}

/** What a facilitator's requests about links are made with. */
export function ownSecret(known: KnownMeeting): string | undefined {
  return known.joined ? known.personSecret : known.linkSecret;
}

/** Whoever was promoted came by a link that is still theirs to give on. */
function keptUrl(known: KnownMeeting, kind: LinkKind): string | undefined {
  const kept = kind === "join" ? known.joinUrl : known.links?.[kind];
  if (kept !== undefined || known.kind !== kind || known.linkSecret === undefined) return kept;
  return `${location.origin}/m/${known.id}${fragmentOf({ kind, secret: known.linkSecret })}`;
}

/** One kind of link of a meeting: what this device has of it, whether it still opens, and a new one. */
export function useKindLink(known: KnownMeeting, kind: LinkKind, changedAt: number | undefined): KindLink {
  const { t } = useTranslation();
  const [url, setUrl] = useState(() => keptUrl(known, kind));
  const [code, setCode] = useState(kind === "join" ? known.joinCode : undefined);
  const [wasReplaced, setWasReplaced] = useState(false);
  const [problem, setProblem] = useState<string>();
  const { id } = known;
  const secret = ownSecret(known);

  const keep = useCallback(
    (now: string | undefined) => {
      setUrl(now);
      const before = knownMeeting(id, known.kind);
      if (kind === "join") rememberMeeting(id, known.kind, { joinUrl: now });
      else rememberMeeting(id, known.kind, { links: { ...before?.links, [kind]: now } });
    },
    [id, kind, known.kind],
  );

  // A co-facilitator may have replaced it: what is shown here opens the meeting.
  useEffect(() => {
    let current = true;
    const linkSecret = url === undefined ? undefined : parseLink(url)?.link.secret;
    if (linkSecret !== undefined) {
      api.door(id, linkSecret).catch((error: unknown) => {
        if (!current || !(error instanceof ApiError) || error.reason !== "link_replaced") return;
        keep(undefined);
        setWasReplaced(true);
      });
    }
    if (kind === "join" && secret !== undefined) {
      api.door(id, secret).then(
        (door) => {
          if (!current || !door.join_code) return;
          setCode(door.join_code);
          rememberMeeting(id, known.kind, { joinCode: door.join_code });
        },
        () => undefined,
      );
    }
    return () => {
      current = false;
    };
  }, [changedAt, id, keep, kind, known.kind, secret, url]);

  const make = async (replace: boolean) => {
    if (secret === undefined) return;
    try {
      const made = await api.makeLink(id, { kind, replace }, secret);
      keep(made.join_url);
      setWasReplaced(false);
      if (made.join_code !== undefined) {
        setCode(made.join_code);
        rememberMeeting(id, known.kind, { joinCode: made.join_code });
      }
      setProblem(undefined);
    } catch (error) {
      setProblem(faultText(t, error));
    }
  };
  return { url, code, wasReplaced, problem, make };
}
