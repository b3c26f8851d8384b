// Places for what the first view does not hold: beside its neighbours, on free ground, the same every time.

const CELL = 46;
const GOLDEN = Math.PI * (3 - Math.sqrt(5));

export class Places {
  /** @param {Map<number, {x: number, y: number}>} first */
  constructor(first) {
    this.at = new Map(first);
  }

  /**
   * Give a place to each of `nodes` that has none.
   * @param {number[]} nodes Most important first.
   * @param {(node: number) => number[]} near Neighbours of a node, strongest first.
   */
  settle(nodes, near) {
    /** @type {Set<string>} */
    const taken = new Set();
    for (const node of nodes) {
      const known = this.at.get(node);
      if (known) taken.add(cell(known.x, known.y));
    }
    for (const node of nodes) {
      if (this.at.has(node)) continue;
      const anchors = near(node).map((n) => this.at.get(n)).filter((p) => p !== undefined).slice(0, 4);
      const total = anchors.reduce((sum, _, i) => sum + 1 / (i + 1), 0);
      let x = 0;
      let y = 0;
      anchors.forEach((p, i) => {
        x += p.x / (i + 1) / total;
        y += p.y / (i + 1) / total;
      });
      const spot = free(x, y, taken);
      taken.add(cell(spot.x, spot.y));
      this.at.set(node, spot);
    }
  }
}

/**
 * Around a node: rings, the strongest nearest. What hangs on the centre keeps the side where it was, what hangs
 * on another node lies beyond that.
 * @param {number[]} nodes The centre first, then in order of the steps to it.
 * @param {Map<number, number>} via From which node each was reached.
 * @param {Map<number, {x: number, y: number}>} at
 */
export function rings(nodes, via, at) {
  const [first] = nodes;
  const centre = at.get(first) ?? { x: 0, y: 0 };
  /** @type {Map<number, number>} */
  const steps = new Map([[first, 0]]);
  for (const n of nodes.slice(1)) steps.set(n, (steps.get(via.get(n) ?? first) ?? 0) + 1);
  /** @type {Map<number, number>} */
  const angles = new Map();
  const side = (/** @type {number} */ n) => {
    const beyond = angles.get(via.get(n) ?? first);
    if (beyond !== undefined) return beyond;
    const p = at.get(n) ?? centre;
    return Math.atan2(p.y - centre.y, p.x - centre.x);
  };
  /** @type {Map<number, {x: number, y: number}>} */
  const placed = new Map([[first, centre]]);
  let from = 1;
  for (let ring = 1; from < nodes.length; ring++) {
    const step = steps.get(nodes[from]);
    const members = nodes.slice(from, from + 6 * ring).filter((n) => steps.get(n) === step);
    from += members.length;
    members.sort((a, b) => side(a) - side(b) || a - b);
    const even = (/** @type {number} */ i) => ((i + (ring % 2) / 2) / members.length) * 2 * Math.PI - Math.PI;
    const turned = turn(members.map((n, i) => side(n) - even(i)));
    members.forEach((n, i) => {
      const angle = even(i) + turned;
      angles.set(n, wrap(angle));
      placed.set(n, { x: Math.round(centre.x + 150 * ring * Math.cos(angle)), y: Math.round(centre.y + 112 * ring * Math.sin(angle)) });
    });
  }
  return placed;
}

/** The mean of angles. @param {number[]} angles */
function turn(angles) {
  return Math.atan2(angles.reduce((sum, a) => sum + Math.sin(a), 0), angles.reduce((sum, a) => sum + Math.cos(a), 0));
}

/** @param {number} angle @returns {number} The same between -π and π. */
function wrap(angle) {
  return Math.atan2(Math.sin(angle), Math.cos(angle));
}

/** A chain from left to right. @param {number[]} nodes @param {Map<number, {x: number, y: number}>} at */
export function chain(nodes, at) {
  const start = at.get(nodes[0]) ?? { x: 0, y: 0 };
  return new Map(nodes.map((n, i) => [n, { x: start.x + 150 * i, y: start.y + [0, 90, 0, -90][i % 4] }]));
}

/** @param {number} x @param {number} y @param {Set<string>} taken */
function free(x, y, taken) {
  for (let step = 1; ; step++) {
    const distance = CELL * 0.72 * Math.sqrt(step);
    const spot = { x: Math.round(x + distance * Math.cos(step * GOLDEN)), y: Math.round(y + distance * Math.sin(step * GOLDEN)) };
    if (!taken.has(cell(spot.x, spot.y))) return spot;
  }
}

/** @param {number} x @param {number} y */
function cell(x, y) {
  return `${Math.round(x / CELL)},${Math.round(y / CELL)}`;
}
