import { useEffect, useState } from "react";
import { lazily } from "../components/lazily.ts";
import { fragmentOf, knownMeeting, type Link, parseFragment, parseLink, rememberMeeting } from "../connection/identity.ts";
import { freshSecret } from "../connection/uuid.ts";
import type { MeetingId } from "../generated/protocol.ts";
import { WrongLink } from "./states/WrongLink.tsx";

const Join = lazily(() => import("./join/Join.tsx"));
const LiveMeeting = lazily(() => import("./LiveMeeting.tsx"));

// Where they go is known before anything is drawn.
const opened = parseLink(location.href);
if (opened) (knownMeeting(opened.meeting, opened.link.kind)?.joined ? LiveMeeting : Join).preload();

/** `/m/{meeting}`: to the door, or straight in when this browser is a person there already. */
export default function Entrance({ params }: { params: { meeting: string } }) {
  const meeting: MeetingId = params.meeting;
  const link = useLink(meeting);
  // Another link is somebody else: nothing of the one before goes on.
  return link ? <Through key={`${meeting} ${link.kind} ${link.secret ?? ""}`} meeting={meeting} link={link} /> : <WrongLink />;
}

function Through({ meeting, link }: { meeting: MeetingId; link: Link }) {
  const [known, setKnown] = useState(() => knownMeeting(meeting, link.kind));
  // A personal link says who comes: on a device that somebody else used before it is not them.
  const sameLink = link.kind !== "personal" || link.secret === undefined || link.secret === known?.linkSecret;
  if (known?.joined && sameLink) {
    const comeInAgain = () => setKnown(rememberMeeting(meeting, link.kind, { joined: false }));
    // Who was turned away and asks again is somebody new.
    const askAgain = () => setKnown(rememberMeeting(meeting, link.kind, { joined: false, inLobby: false, person: undefined, personSecret: freshSecret() }));
    return <LiveMeeting known={known} onComeInAgain={comeInAgain} onAskAgain={askAgain} />;
  }
  const secret = link.secret ?? known?.linkSecret;
  if (secret === undefined) return <WrongLink />;
  return <Join meeting={meeting} link={{ kind: link.kind, secret }} onJoined={(kind) => setKnown(knownMeeting(meeting, kind))} />;
}

/** The link in the address; also one that is put there later, which for a browser is the same page. */
function useLink(meeting: MeetingId): Link | undefined {
  const [link, setLink] = useState(() => readLink(meeting));
  useEffect(() => {
    const read = () => setLink(readLink(meeting));
    window.addEventListener("hashchange", read);
    return () => window.removeEventListener("hashchange", read);
  }, [meeting]);
  return link;
}

/**
 * The link from the address. A facilitator link's secret is kept on the device and taken out of the address, where a shared
 * screen would show it and a copied address would give it away.
 */
function readLink(meeting: MeetingId): Link | undefined {
  const link = parseFragment(location.hash);
  if (link?.kind === "facilitator" && link.secret !== undefined) {
    rememberMeeting(meeting, link.kind, { linkSecret: link.secret });
    history.replaceState(history.state, "", location.pathname + fragmentOf({ kind: link.kind, secret: undefined }));
  }
  return link;
}
