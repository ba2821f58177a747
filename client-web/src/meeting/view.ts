import type { Change, ChatView, View } from "../generated/protocol.ts";

/** Messages of one room that are kept on the page; the server's snapshots carry as many. */
const CHAT_SHOWN_MAX = 200;
const ANNOUNCEMENTS_SHOWN_MAX = 20;
const THREAD_SHOWN_MAX = 50;

/** Puts changed slices into a view. What did not change stays the same object, so that only its readers render again. */
export function applyChanges(view: View, changes: readonly Change[]): View {
  let next = view;
  for (const change of changes) next = applyChange(next, change);
  return next;
}

function applyChange(view: View, change: Change): View {
  switch (change.slice) {
    case "meeting":
      return { ...view, meeting: change.meeting };
    case "person":
      return { ...view, people: { ...view.people, [change.person.id]: change.person }, lobby: without(view.lobby, change.person.id) };
    case "person_gone":
      return { ...view, people: without(view.people, change.id), lobby: without(view.lobby, change.id), needs: without(view.needs, change.id), receipts: without(view.receipts, change.id) };
    case "waiting":
      return { ...view, lobby: { ...view.lobby, [change.person.id]: change.person } };
    case "needs":
      return { ...view, needs: change.needs === null ? without(view.needs, change.person) : { ...view.needs, [change.person]: change.needs } };
    case "perhaps":
      return { ...view, perhaps: change.perhaps };
    case "keys":
      return { ...view, keys: change.keys };
    case "groups":
      return { ...view, groups: change.groups };
    case "choice":
      return { ...view, choice: change.choice };
    case "receipt":
      return { ...view, receipts: { ...view.receipts, [change.person]: change.receipt } };
    case "room":
      return { ...view, rooms: { ...view.rooms, [change.room.id]: change.room } };
    case "room_gone":
      return {
        ...view,
        rooms: without(view.rooms, change.id),
        details: without(view.details, change.id),
        chat: without(view.chat, change.id),
        boards: Object.fromEntries(Object.entries(view.boards).filter(([, board]) => board.room !== change.id)),
      };
    case "detail":
      return {
        ...view,
        details: { ...view.details, [change.room]: change.detail },
        // Whoever sees a room's detail sees its chat; a new room's is empty.
        chat: view.chat[change.room] ? view.chat : { ...view.chat, [change.room]: [] },
      };
    case "chat":
      return { ...view, chat: { ...view.chat, [change.room]: withMessage(view.chat[change.room] ?? [], change.message) } };
    case "board":
      return { ...view, boards: { ...view.boards, [change.board.id]: change.board } };
    case "dots":
      return { ...view, dots: change.dots };
    case "pages":
      return { ...view, pages: change.pages };
    case "definition":
      return { ...view, definitions: { ...view.definitions, [change.definition.plan]: change.definition } };
    case "definition_gone":
      return { ...view, definitions: without(view.definitions, change.plan) };
    case "plan":
      return { ...view, plans: { ...view.plans, [change.plan.id]: change.plan } };
    case "agenda":
      return { ...view, agenda: change.agenda };
    case "closing":
      return { ...view, closing: change.closing };
    case "ticket_answers":
      return { ...view, ticket_answers: change.count };
    case "commitment":
      return { ...view, commitments: { ...view.commitments, [change.commitment.id]: change.commitment } };
    case "commitment_gone":
      return { ...view, commitments: without(view.commitments, change.id) };
    case "talk":
      return { ...view, talk: change.talk };
    case "question":
      return { ...view, questions: { ...view.questions, [change.question.id]: change.question } };
    case "question_gone":
      return { ...view, questions: without(view.questions, change.id) };
    case "chat_all":
      return { ...view, chat_all: withMessage(view.chat_all, change.message) };
    case "thread":
      return { ...view, threads: { ...view.threads, [change.person]: withMessage(view.threads[change.person] ?? [], change.message, THREAD_SHOWN_MAX) } };
    case "said":
      return { ...view, said: change.said };
    case "poll": {
      const poll_results = change.poll.shown ? view.poll_results : without(view.poll_results, change.poll.id);
      return { ...view, polls: { ...view.polls, [change.poll.id]: change.poll }, poll_results };
    }
    case "poll_gone":
      return { ...view, polls: without(view.polls, change.id), poll_results: without(view.poll_results, change.id) };
    case "poll_results":
      return { ...view, poll_results: { ...view.poll_results, [change.poll]: change.results } };
    case "own":
      return { ...view, own: change.own };
    case "preparing":
      return { ...view, preparing: change.preparing === null ? without(view.preparing, change.person) : { ...view.preparing, [change.person]: change.preparing } };
    case "gallery":
      return { ...view, gallery: change.gallery };
    case "own_gallery":
      return { ...view, own_gallery: change.gallery };
    case "gallery_desk":
      return { ...view, gallery_desk: change.cards };
    case "announcement": {
      const others = view.announcements.filter((old) => old.id !== change.announcement.id);
      return { ...view, announcements: [...others, change.announcement].slice(-ANNOUNCEMENTS_SHOWN_MAX) };
    }
  }
}

function withMessage(messages: readonly ChatView[], message: ChatView, most = CHAT_SHOWN_MAX): ChatView[] {
  const known = messages.some((old) => old.id === message.id);
  return known ? messages.map((old) => (old.id === message.id ? message : old)) : [...messages, message].slice(-most);
}

function without<T>(entries: { [key in string]: T }, id: string): { [key in string]: T } {
  const { [id]: _gone, ...rest } = entries;
  return rest;
}
