// Labels as on a map: the most important first, none over another, the same size at every zoom.

import { straight } from "./text.js";

/** @typedef {{left: number, top: number, right: number, bottom: number}} Box In pixels of the screen. */

/** Which parts of the screen are taken, in squares. */
class Ground {
  constructor() {
    /** @type {Map<number, Box[]>} */
    this.squares = new Map();
  }

  /** @param {Box} box @returns {boolean} Whether it was free; it is taken now. */
  take(box) {
    const keys = [];
    for (let x = box.left >> 6; x <= box.right >> 6; x++) {
      for (let y = box.top >> 6; y <= box.bottom >> 6; y++) {
        const key = x * 4096 + y;
        for (const b of this.squares.get(key) ?? []) {
          if (b.left < box.right && b.right > box.left && b.top < box.bottom && b.bottom > box.top) return false;
        }
        keys.push(key);
      }
    }
    for (const key of keys) {
      const there = this.squares.get(key);
      if (there) there.push(box);
      else this.squares.set(key, [box]);
    }
    return true;
  }
}

const FIRST = 24;
const SIDE = 2048;
const HEIGHT = 20;

/** @typedef {{text: string, font: string, ink: string, halo: string, ratio: number, width: number}} Words */

/**
 * Outlined text costs most of a frame when drawn anew: it is drawn once, on one sheet, and copied from there.
 * Writing and copying do not take turns, for each turn makes the browser copy the whole sheet.
 */
class Sheet {
  constructor() {
    this.canvas = document.createElement("canvas");
    this.canvas.width = SIDE;
    this.canvas.height = SIDE;
    this.pen = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    /** @type {Map<string, number>} */
    this.widths = new Map();
    /** @type {Map<string, {x: number, y: number}>} */
    this.places = new Map();
    this.x = 0;
    this.y = 0;
  }

  /** @param {string} text @param {string} font @returns {number} */
  width(text, font) {
    const key = `${font}|${text}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      this.pen.font = font;
      width = Math.ceil(this.pen.measureText(text).width) + 8;
      this.widths.set(key, width);
    }
    return width;
  }

  /**
   * Where each of some words lies on the sheet, in units of the screen; what is not there yet is written.
   * @param {Words[]} words No more than the sheet holds.
   * @returns {{x: number, y: number}[]}
   */
  write(words) {
    for (let round = 0; round < 2; round++) {
      const places = words.map((w) => this.place(w));
      if (places.every((p) => p !== null)) return /** @type {{x: number, y: number}[]} */ (places);
      this.pen.setTransform(1, 0, 0, 1, 0, 0);
      this.pen.clearRect(0, 0, SIDE, SIDE);
      this.places.clear();
      [this.x, this.y] = [0, 0];
    }
    return words.map(() => ({ x: 0, y: 0 }));
  }

  /** @param {Words} words @returns {{x: number, y: number} | null} Null where the sheet is full. */
  place({ text, font, ink, halo, ratio, width }) {
    const key = `${font}|${ink}|${halo}|${ratio}|${text}`;
    const known = this.places.get(key);
    if (known) return known;
    const side = SIDE / ratio;
    if (this.x + width > side) [this.x, this.y] = [0, this.y + HEIGHT];
    if (this.y + HEIGHT > side) return null;
    const place = { x: this.x, y: this.y };
    this.x += width;
    const { pen } = this;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.font = font;
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    pen.lineWidth = 3.5;
    pen.strokeStyle = halo;
    pen.strokeText(text, place.x + 4, place.y + HEIGHT / 2);
    pen.fillStyle = ink;
    pen.fillText(text, place.x + 4, place.y + HEIGHT / 2);
    this.places.set(key, place);
    return place;
  }
}

const sheet = new Sheet();

/** @param {string} text */
function shortened(text) {
  return text.length > 34 ? `${text.slice(0, 32).trimEnd()}…` : text;
}

/**
 * @typedef {{id: string, x: number, y: number, radius: number, label: string, strong: boolean, faint: boolean}} Spot
 * In pixels of the screen; `strong` is drawn whatever is below it.
 */

/**
 * @param {CanvasRenderingContext2D} pen With the screen's own axes, scaled by `ratio` only.
 * @param {Spot[]} spots Most important first.
 * @param {{ink: string, soft: string, halo: string, family: string, ratio: number, width: number, height: number, most: number}} look
 * @returns {(Box & {id: string})[]} Where the labels are.
 */
export function drawLabels(pen, spots, look) {
  const ground = new Ground();
  const keep = (/** @type {Spot[]} */ some) => {
    for (const { x, y, radius, faint } of some) {
      const r = radius * 0.8;
      if (radius >= 6 && !faint) ground.take({ left: x - r, right: x + r, top: y - r, bottom: y + r });
    }
  };
  keep(spots.slice(0, FIRST));
  /** @type {{id: string, words: Words, left: number, top: number, strong: boolean}[]} */
  const chosen = [];
  for (const [rank, spot] of spots.entries()) {
    // The labels of the most important may lie over lesser nodes, all others beside them.
    if (rank === FIRST) keep(spots.slice(FIRST));
    if (chosen.length >= look.most) break;
    if (spot.faint && !spot.strong) continue;
    if (spot.x < -40 || spot.y < -20 || spot.x > look.width + 40 || spot.y > look.height + 20) continue;
    const text = shortened(straight(spot.label));
    const font = `${spot.strong ? 600 : spot.radius > 9 ? 500 : 400} ${spot.strong || spot.radius > 9 ? 13 : 12}px ${look.family}`;
    const width = sheet.width(text, font);
    const gap = spot.radius + 1;
    const places = [
      [spot.x - width / 2, spot.y + gap],
      [spot.x - width / 2, spot.y - gap - HEIGHT],
      [spot.x + gap, spot.y - HEIGHT / 2],
      [spot.x - gap - width, spot.y - HEIGHT / 2],
    ];
    const at = places.find(([left, top]) => {
      const box = { left: left + 2, right: left + width - 2, top: top + 2, bottom: top + HEIGHT - 2 };
      const inside = box.left > 0 && box.top > 0 && box.right < look.width && box.bottom < look.height;
      return inside && ground.take(box);
    }) ?? (spot.strong ? places[0] : null); // What must be told is told below its node where no side is free.
    if (!at) continue;
    const ink = spot.strong || spot.radius > 7 ? look.ink : look.soft;
    chosen.push({ id: spot.id, words: { text, font, ink, halo: look.halo, ratio: look.ratio, width }, left: at[0], top: at[1], strong: spot.strong });
  }
  chosen.sort((a, b) => Number(a.strong) - Number(b.strong));
  const { ratio } = look;
  const whole = (/** @type {number} */ value) => Math.round(value * ratio) / ratio;
  for (const [i, { x, y }] of sheet.write(chosen.map((c) => c.words)).entries()) {
    const { words: { width }, left, top } = chosen[i];
    pen.drawImage(sheet.canvas, x * ratio, y * ratio, width * ratio, HEIGHT * ratio, whole(left), whole(top), width, HEIGHT);
  }
  return chosen.map(({ id, words, left, top }) => ({ id, left, top, right: left + words.width, bottom: top + HEIGHT }));
}
