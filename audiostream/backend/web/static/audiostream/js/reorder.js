// Dragging the songs of a playlist, by mouse or finger; the buttons beside them do the same.

export function startReordering() {
  document.addEventListener("pointerdown", (event) => {
    const item = event.target.closest("[data-grip]")?.closest("li");
    if (!item || event.button) return;
    event.preventDefault();
    drag(item.parentElement, item, event);
  });
}

function drag(list, item, { pointerId, target }) {
  const before = [...list.children].indexOf(item);
  target.setPointerCapture(pointerId);
  item.classList.add("dragged");

  const moved = (event) => {
    const rows = [...list.children];
    const place = rows.indexOf(item);
    const over = rows.findIndex((other) => other !== item && isOver(other, event.clientY));
    // The others are moved past it: an element that is moved itself loses the pointer.
    if (over > place) item.before(...rows.slice(place + 1, over + 1));
    else if (over >= 0) item.after(...rows.slice(over, place));
  };
  const done = (event) => {
    target.removeEventListener("pointermove", moved);
    target.removeEventListener("pointerup", done);
    target.removeEventListener("pointercancel", done);
    item.classList.remove("dragged");
    const after = [...list.children].indexOf(item);
    if (event.type === "pointercancel") put(list, item, before);
    else if (after !== before) send(item, after + 1);
  };
  target.addEventListener("pointermove", moved);
  target.addEventListener("pointerup", done);
  target.addEventListener("pointercancel", done);
}

function isOver(element, y) {
  const box = element.getBoundingClientRect();
  const third = box.height / 3;
  return y > box.top + third && y < box.bottom - third;
}

function put(list, item, index) {
  item.remove();
  list.insertBefore(item, list.children[index] ?? null);
}

/** Have the form of the buttons up and down send the song's new number. */
function send(item, number) {
  const { form } = item.querySelector("[name=to]");
  const to = document.createElement("input");
  Object.assign(to, { type: "hidden", name: "to", value: String(number) });
  form.append(to);
  form.requestSubmit();
}
