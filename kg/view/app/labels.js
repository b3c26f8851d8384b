// Labels as on a map: the most important first, none over another, the same size at every zoom.

/** @typedef {{left: number, top: number, right: number, bottom: number}} Box */

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

/** @type {Map<string, HTMLCanvasElement>} */
const pictures = new Map();

/**
 * Text with its halo as a picture: drawing outlined text anew costs most of a frame.
 * @param {string} text @param {string} font @param {string} ink @param {string} halo @param {number} ratio
 */
function picture(text, font, ink, halo, ratio) {
  const key = `${font}|${ink}|${halo}|${ratio}|${text}`;
  const known = pictures.get(key);
  if (known) return known;
  const canvas = document.createElement("canvas");
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.font = font;
  const width = Math.ceil(pen.measureText(text).width) + 8;
  const height = 20;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  pen.scale(ratio, ratio);
  pen.font = font;
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  pen.lineWidth = 3.5;
  pen.strokeStyle = halo;
  pen.strokeText(text, 4, height / 2);
  pen.fillStyle = ink;
  pen.fillText(text, 4, height / 2);
  if (pictures.size > 3000) pictures.clear();
  pictures.set(key, canvas);
  return canvas;
}

/** @param {string} text */
function shortened(text) {
  return text.length > 34 ? `${text.slice(0, 32).trimEnd()}…` : text;
}

/**
 * @typedef {{x: number, y: number, radius: number, label: string, strong: boolean, faint: boolean}} Spot
 * In pixels of the screen; `strong` is drawn whatever is below it.
 */

/**
 * @param {CanvasRenderingContext2D} pen With the screen's own axes, scaled by `ratio` only.
 * @param {Spot[]} spots Most important first.
 * @param {{ink: string, soft: string, halo: string, family: string, ratio: number, width: number, height: number, most: number}} look
 */
export function drawLabels(pen, spots, look) {
  const ground = new Ground();
  for (const { x, y, radius } of spots) {
    if (radius < 6) continue;
    const r = radius * 0.8;
    ground.take({ left: x - r, right: x + r, top: y - r, bottom: y + r });
  }
  let drawn = 0;
  /** @type {(() => void)[]} */
  const last = [];
  for (const spot of spots) {
    if (drawn >= look.most) break;
    if (spot.faint && !spot.strong) continue;
    if (spot.x < -40 || spot.y < -20 || spot.x > look.width + 40 || spot.y > look.height + 20) continue;
    const font = `${spot.strong ? 600 : spot.radius > 9 ? 500 : 400} ${spot.strong || spot.radius > 9 ? 13 : 12}px ${look.family}`;
    const image = picture(shortened(spot.label), font, spot.strong || spot.radius > 7 ? look.ink : look.soft, look.halo, look.ratio);
    const width = image.width / look.ratio;
    const height = image.height / look.ratio;
    const gap = spot.radius + 1;
    const places = [
      [spot.x - width / 2, spot.y + gap],
      [spot.x - width / 2, spot.y - gap - height],
      [spot.x + gap, spot.y - height / 2],
      [spot.x - gap - width, spot.y - height / 2],
    ];
    // What must be told is told below its node where no side is free.
    if (spot.strong) places.push(places[0]);
    for (const [i, [left, top]] of places.entries()) {
      const box = { left: left + 2, right: left + width - 2, top: top + 2, bottom: top + height - 2 };
      const inside = box.left > 0 && box.top > 0 && box.right < look.width && box.bottom < look.height;
      const free = inside && ground.take(box);
      if (!free && i < 4) continue;
      const put = () => pen.drawImage(image, Math.round(left * look.ratio) / look.ratio, Math.round(top * look.ratio) / look.ratio, width, height);
      if (spot.strong) last.push(put);
      else put();
      drawn += 1;
      break;
    }
  }
  for (const put of last) put();
}
