// Uploads of the page: files are chosen or dropped, sent a few at a time, and go on while other pages are looked at.

import { DONE, FAILED, SENDING, Upload, WAITING } from "./upload.js";

const AT_A_TIME = 2;
const MOST_SHOWN = 500;

const uploads = [];

/** Listen to forms for uploading, whenever one is on the page. */
export function startUploads() {
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-upload]");
    if (!form) return;
    event.preventDefault();
    add([...form.elements.file.files], form);
    form.elements.file.value = "";
  });
  document.addEventListener("dragover", (event) => {
    const place = event.target.closest?.("[data-upload]");
    if (!place) return;
    event.preventDefault();
    place.classList.add("dropping");
  });
  for (const kind of ["dragleave", "drop"]) {
    document.addEventListener(kind, (event) => event.target.closest?.("[data-upload]")?.classList.remove("dropping"));
  }
  document.addEventListener("drop", (event) => {
    const form = event.target.closest?.("[data-upload]");
    if (!form) return;
    event.preventDefault();
    // The entries are gone once this has returned.
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
    filesOf(entries).then((files) => add(files, form));
  });
  document.addEventListener("htmx:afterSettle", draw);
  addEventListener("beforeunload", (event) => {
    if (uploads.some((each) => each.state === WAITING || each.state === SENDING)) event.preventDefault();
  });
}

function add(files, form) {
  const into = { artist: form.elements.artist.value.trim(), album: form.elements.album.value.trim() };
  for (const file of files) {
    const upload = new Upload(file, into);
    upload.addEventListener("change", () => redraw(upload));
    uploads.push(upload);
  }
  draw();
  for (let free = AT_A_TIME - uploads.filter((each) => each.state === SENDING).length; free > 0; free--) sendNext();
}

async function sendNext() {
  const upload = uploads.find((each) => each.state === WAITING);
  if (!upload) return;
  await upload.send();
  sendNext();
}

/** The files of what was dropped: those of folders too, as deep as they go. */
async function filesOf(entries) {
  const found = [];
  for (const entry of entries) {
    if (entry.isFile) found.push(await new Promise((resolve, reject) => entry.file(resolve, reject)));
    else found.push(...(await filesOf(await inside(entry))));
  }
  return found;
}

async function inside(folder) {
  const reader = folder.createReader();
  const all = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return all;
    all.push(...some);
  }
}

function draw() {
  const list = document.querySelector("[data-uploads]");
  if (!list || !uploads.length) return;
  list.replaceChildren(...uploads.slice(-MOST_SHOWN).map(rowOf));
  tell();
}

function redraw(upload) {
  if (upload.row?.isConnected) fill(upload.row, upload);
  if (upload.state === DONE || upload.state === FAILED) tell();
}

function rowOf(upload) {
  const row = document.createElement("li");
  row.className = "row";
  const words = Object.assign(document.createElement("div"), { className: "row-link" });
  const title = Object.assign(document.createElement("span"), { className: "song-title" });
  title.textContent = upload.file.name;
  words.append(title, " ", Object.assign(document.createElement("span"), { className: "song-by" }));
  const progress = Object.assign(document.createElement("progress"), { max: 1 });
  progress.setAttribute("aria-label", `Progress of ${upload.file.name}`);
  row.append(words, progress);
  upload.row = row;
  fill(row, upload);
  return row;
}

function fill(row, upload) {
  const said = row.querySelector(".song-by");
  said.textContent = upload.said;
  said.classList.toggle("failed", upload.state === FAILED);
  const progress = row.querySelector("progress");
  if (progress) {
    progress.value = upload.fraction;
    if (upload.state === DONE || upload.state === FAILED) progress.remove();
  }
  if (upload.albumId && !row.querySelector("a")) {
    const link = Object.assign(document.createElement("a"), { className: "button", href: `/albums/${upload.albumId}` });
    link.textContent = "Album";
    row.append(link);
    globalThis.htmx?.process(link);
  }
}

function tell() {
  const said = document.querySelector("[data-upload-said]");
  if (!said) return;
  const count = (state) => uploads.filter((each) => each.state === state).length;
  said.textContent = `${count(DONE)} of ${uploads.length} files uploaded, ${count(FAILED)} failed`;
}
