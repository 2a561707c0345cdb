// Small things that pages are made of.

export function byId(id) {
  return document.getElementById(id);
}

/** A length as people write it: 3:07, or 1:02:03 from an hour on. */
export function clock(milliseconds) {
  const seconds = Math.floor(Math.max(0, milliseconds) / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** Make a button or another thing show an icon of parts/icons.html. */
export function setIcon(element, name) {
  element.querySelector("use").setAttribute("href", `#i-${name}`);
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** A new element with attributes and children. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

let hiding = null;

/** Say something for a moment, to eyes and to screen readers. */
export function say(text) {
  const said = byId("said");
  said.textContent = text;
  said.classList.add("shown");
  clearTimeout(hiding);
  hiding = setTimeout(() => said.classList.remove("shown"), 6000);
}

const HUES = 12;

let table = null;

/** The class of a picture's colours, as the server's `hue` has it (CRC-32 of the name). */
export function hue(text) {
  table ??= Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    return value >>> 0;
  });
  let sum = 0xffffffff;
  for (const byte of new TextEncoder().encode(text)) sum = table[(sum ^ byte) & 0xff] ^ (sum >>> 8);
  return `hue-${((sum ^ 0xffffffff) >>> 0) % HUES}`;
}

export function initials(text) {
  const words = text.split(/\s+/u).filter(Boolean).slice(0, 2);
  return words.map((word) => [...word][0]).join("").toUpperCase();
}
