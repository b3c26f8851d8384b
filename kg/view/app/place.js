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
 * Around a node: rings, the strongest nearest, each node on the side where it was.
 * @param {number[]} nodes The centre first.
 * @param {Map<number, {x: number, y: number}>} at
 */
export function rings(nodes, at) {
  const centre = at.get(nodes[0]) ?? { x: 0, y: 0 };
  const side = (/** @type {number} */ n) => {
    const p = at.get(n) ?? centre;
    return Math.atan2(p.y - centre.y, p.x - centre.x);
  };
  /** @type {Map<number, {x: number, y: number}>} */
  const placed = new Map([[nodes[0], centre]]);
  for (let from = 1, ring = 1; from < nodes.length; ring++) {
    const room = 6 * ring;
    const members = nodes.slice(from, from + room).sort((a, b) => side(a) - side(b) || a - b);
    members.forEach((n, i) => {
      const angle = ((i + (ring % 2) / 2) / members.length) * 2 * Math.PI - Math.PI;
      placed.set(n, { x: Math.round(centre.x + 150 * ring * Math.cos(angle)), y: Math.round(centre.y + 112 * ring * Math.sin(angle)) });
    });
    from += room;
  }
  return placed;
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
