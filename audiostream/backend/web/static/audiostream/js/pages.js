// What a page needs after htmx has put it into place: focus, the navigation's mark, times, menus, dialogs.

import { byId, say } from "./dom.js";
import { watchSwitch } from "./keys.js";
import { startReordering } from "./reorder.js";

export function startPages() {
  document.documentElement.classList.add("js");
  dress(document);
  let open = [];
  document.addEventListener("htmx:beforeSwap", () => {
    open = [...document.querySelectorAll("details[id][open]")].map((details) => details.id);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    dress(event.detail.elt);
    // What was open stays so, where the page is the same.
    for (const id of open) byId(id)?.setAttribute("open", "");
    if (event.detail.elt?.id === "main") arrived();
  });
  document.addEventListener("htmx:historyRestore", () => {
    dress(document);
    arrived();
    scrollTo(0, scrolled()[location.href] ?? 0);
  });
  document.addEventListener("htmx:beforeHistorySave", keepScroll);
  document.addEventListener("htmx:beforeRequest", keepScroll);
  document.addEventListener("htmx:afterProcessNode", ({ target }) => searchTyped(target));
  document.addEventListener("htmx:sendError", () => say("The server does not answer. Try again in a moment."));
  document.addEventListener("click", closeMenus);
  document.addEventListener("keydown", (event) => event.key === "Escape" && escaped(event));
  startDialog();
  startReordering();
}

function dress(root) {
  if (!root?.querySelectorAll) return;
  for (const time of root.querySelectorAll("time[datetime]")) {
    const moment = new Date(time.dateTime);
    time.textContent = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" }).format(moment);
  }
  watchSwitch(root);
}

/** Search for what was typed into a box before it was listened to. */
function searchTyped(box) {
  if (box.type === "search" && box.value !== box.defaultValue) box.dispatchEvent(new Event("search"));
}

/** Another page is there: tell who cannot see it, by the focus. */
function arrived() {
  for (const link of document.querySelectorAll(".top a[href]")) {
    if (link.classList.contains("brand")) continue;
    if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const main = byId("main");
  if (!main.contains(document.activeElement)) main.focus({ preventScroll: true });
}

function closeMenus(event) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target) || event.target.closest("a")) menu.open = false;
  }
}

function escaped(event) {
  const menu = event.target.closest("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
}

function startDialog() {
  const dialog = byId("dialog");
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest("a[data-dialog]");
      const close = event.target.closest("#dialog [data-dialog-close]");
      if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) open(link.href);
      else if (close) dialog.close();
      else return;
      // Before htmx makes a page of it.
      event.preventDefault();
      event.stopPropagation();
      closeMenus({ target: document.body });
    },
    { capture: true },
  );
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.addEventListener("audiostream:said", (event) => {
    dialog.close();
    say(event.detail.value);
  });
  document.addEventListener("htmx:afterSwap", (event) => event.detail.target?.id === "main" && dialog.close());

  async function open(href) {
    await htmx.ajax("GET", href, { source: dialog, target: dialog, select: "[data-ask]", swap: "innerHTML" });
    if (dialog.firstElementChild && !dialog.open) dialog.showModal();
  }
}

const SCROLLED = "audiostream.scrolled";

function scrolled() {
  return JSON.parse(sessionStorage.getItem(SCROLLED) ?? "{}");
}

function keepScroll() {
  const all = Object.entries({ ...scrolled(), [location.href]: Math.round(scrollY) });
  sessionStorage.setItem(SCROLLED, JSON.stringify(Object.fromEntries(all.slice(-50))));
}
