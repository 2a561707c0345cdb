// One file on its way: its progress, and what became of it.

import { csrfToken } from "./api.js";

export const WAITING = "waiting";
export const SENDING = "sending";
export const DONE = "done";
export const FAILED = "failed";

const SAID = {
  created: "added",
  restored: "added again: its file was lost or damaged",
  unchanged: "there already",
};

/** A file to send; "change" is told of each step. */
export class Upload extends EventTarget {
  constructor(file, into) {
    super();
    this.file = file;
    this.into = into;
    this.state = WAITING;
    this.fraction = 0;
    this.said = "waiting";
    this.albumId = null;
  }

  /** Send it, and return when it is over, however that went. */
  send() {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.upload.addEventListener("progress", (event) => {
        const fraction = event.lengthComputable ? event.loaded / event.total : this.fraction;
        this.#become(SENDING, fraction === 1 ? "is being read" : `${Math.round(fraction * 100)} %`, fraction);
      });
      request.addEventListener("load", () => this.#answered(request));
      request.addEventListener("error", () => this.#become(FAILED, "The server does not answer. Try again."));
      request.addEventListener("loadend", resolve);
      request.open("POST", "/api/v1/uploads");
      request.setRequestHeader("X-CSRFToken", csrfToken());
      request.setRequestHeader("Accept", "application/json");
      request.responseType = "json";
      this.#become(SENDING, "0 %");
      request.send(this.#form());
    });
  }

  #form() {
    const form = new FormData();
    for (const [name, value] of Object.entries(this.into)) if (value) form.set(name, value);
    form.set("file", this.file, this.file.name);
    return form;
  }

  #answered(request) {
    const body = request.response;
    if (request.status === 200 || request.status === 201) {
      this.albumId = body.album_id;
      this.#become(DONE, SAID[body.status] ?? body.status, 1);
    } else if (request.status === 401 || !csrfToken()) {
      this.#become(FAILED, "You are logged out. Log in, and try again.");
    } else {
      this.#become(FAILED, body?.detail ?? `The server answered with ${request.status}.`);
    }
  }

  #become(state, said, fraction = this.fraction) {
    Object.assign(this, { state, said, fraction });
    this.dispatchEvent(new Event("change"));
  }
}
