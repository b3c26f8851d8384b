// The canvas: vis-network draws nodes and ties, this module islands, labels and the look of each state.

import { drawLabels } from "./labels.js";
import { calm, shade, token } from "./theme.js";

/** @typedef {{x: number, y: number}} Point */

/** How far from a node a finger may come down, in pixels. */
const FINGER = 24;

const vis = /** @type {any} */ (globalThis).vis;

/** How the canvas is drawn and moved. Nodes are known by their numbers. */
export class Drawing {
  /**
   * @param {HTMLElement} host
   * @param {any} first The data that the page opens with.
   * @param {{node: (id: string) => void, tie: (from: string, to: string) => void, ground: () => void,
   *   open: (id: string) => void, hold: (id: string) => void, moved: (id: string, at: Point) => void}} on
   */
  constructor(host, first, on) {
    this.host = host;
    this.looks = first.looks;
    this.nodes = new vis.DataSet();
    this.edges = new vis.DataSet();
    /** @type {Map<string, {label: string, radius: number, faint: boolean, strong: boolean}>} */
    this.info = new Map();
    /** @type {string[]} */
    this.order = [];
    /** @type {{label: string, ids: string[]}[]} */
    this.islands = [];
    this.hovered = "";
    /** Pixels at the upper edge that something lies over. */
    this.covered = 0;
    /** @type {(import("./labels.js").Box & {id: string})[]} */
    this.labels = [];
    /** @type {Map<string, string>} */
    this.shownNodes = new Map();
    /** @type {Map<string, string>} */
    this.shownEdges = new Map();
    this.network = new vis.Network(host, { nodes: this.nodes, edges: this.edges }, {
      ...first.options,
      autoResize: true,
      nodes: { borderWidth: 0, borderWidthSelected: 0, labelHighlightBold: false, chosen: false, font: { size: 0 } },
      edges: { smooth: false, chosen: false, selectionWidth: 0, hoverWidth: 0.5, arrowStrikethrough: false, color: { inherit: false } },
      interaction: {
        hover: true, hoverConnectedEdges: false, selectConnectedEdges: false, selectable: true, keyboard: false,
        tooltipDelay: 1e9, zoomSpeed: 0.7, multiselect: false, dragNodes: true,
      },
    });
    this.canvas = /** @type {HTMLCanvasElement} */ (host.querySelector("canvas"));
    const frame = /** @type {HTMLElement} */ (this.canvas.parentElement);
    frame.setAttribute("role", "application");
    frame.setAttribute("aria-label", "Graph. Arrow keys go from node to node, Enter to the details. The table holds the same.");
    this.canvas.setAttribute("role", "img");
    this.restyle();
    this.network.on("beforeDrawing", (/** @type {CanvasRenderingContext2D} */ pen) => this.before(pen));
    this.network.on("afterDrawing", (/** @type {CanvasRenderingContext2D} */ pen) => this.after(pen));
    this.network.on("click", (/** @type {any} */ event) => {
      const id = event.nodes[0] ?? this.under(event.pointer.DOM, touched(event));
      if (id) on.node(id);
      else if (event.edges.length) {
        const edge = this.edges.get(event.edges[0]);
        on.tie(edge.from, edge.to);
      } else on.ground();
    });
    this.network.on("doubleClick", (/** @type {any} */ event) => {
      if (event.nodes.length) on.open(event.nodes[0]);
    });
    // What the second click does for a mouse, a long touch does for a finger: hammer's "press".
    this.network.on("hold", (/** @type {any} */ event) => {
      const id = touched(event) ? this.under(event.pointer.DOM, true) : "";
      if (id) on.hold(id);
    });
    this.network.on("dragEnd", (/** @type {any} */ event) => {
      for (const id of event.nodes) {
        this.shownNodes.delete(id);
        on.moved(id, this.network.getPosition(id));
      }
    });
    this.network.on("hoverNode", (/** @type {any} */ event) => this.hover(event.node));
    this.network.on("blurNode", () => this.hover(""));
    this.network.on("hoverEdge", () => host.classList.add("over-tie"));
    this.network.on("blurEdge", () => host.classList.remove("over-tie"));
  }

  /**
   * The node whose label is at a place on the canvas, or which a finger there means.
   * @param {Point} place @param {boolean} touch @returns {string} Empty for none.
   */
  under({ x, y }, touch) {
    const label = this.labels.find((box) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom);
    if (label) return label.id;
    if (!touch) return "";
    let [nearest, least] = ["", FINGER];
    for (const id of this.order) {
      const p = this.spot(id);
      const info = this.info.get(id);
      if (!p || !info || info.faint) continue;
      const far = Math.hypot(p.x - x, p.y - y) - info.radius * this.network.getScale();
      if (far < least) [nearest, least] = [id, far];
    }
    return nearest;
  }

  /** @param {string} id */
  hover(id) {
    this.hovered = id;
    this.host.classList.toggle("over-node", id !== "");
    this.network.redraw();
  }

  /** Read the colours anew, after the theme changed. */
  restyle() {
    this.colours = {
      ink: token("--ink"), soft: token("--ink-soft"), halo: token("--ground"), accent: token("--accent"),
      line: token("--tie"), strong: token("--tie-strong"), island: token("--island"), family: token("--sans"),
    };
    this.colourOf = Object.fromEntries(
      Object.entries(this.looks).map(([type, look]) => [type, /** @type {any} */ (look)[shade()]]),
    );
  }

  /**
   * Show nodes and ties; those that stay keep their place.
   * @param {{id: string, label: string, type: string, radius: number, x: number, y: number, faint: boolean, strong: boolean}[]} nodes Most important first.
   * @param {{id: string, from: string, to: string, width: number, strong: boolean, faint: boolean, dashes: boolean}[]} edges
   * @param {{label: string, ids: string[]}[]} islands
   */
  show(nodes, edges, islands) {
    this.islands = islands;
    this.order = nodes.map((n) => n.id);
    this.canvas.setAttribute("aria-label", `${nodes.length} nodes and ${edges.length} lines between them`);
    this.info = new Map(nodes.map(({ id, label, radius, faint, strong }) => [id, { label, radius, faint, strong }]));
    refresh(this.nodes, nodes.map((n) => ({
      id: n.id, x: n.x, y: n.y, size: n.radius, shape: this.looks[n.type].shape,
      color: this.colourOf?.[n.type], opacity: n.faint ? 0.09 : 1,
    })), this.shownNodes);
    refresh(this.edges, edges.map((e) => ({
      id: e.id, from: e.from, to: e.to, width: e.width, dashes: e.dashes,
      color: { color: e.strong ? this.colours?.strong : this.colours?.line, hover: this.colours?.accent, opacity: e.faint ? 0.05 : 1 },
    })), this.shownEdges);
    this.network.redraw();
  }

  /** Islands under everything. @param {CanvasRenderingContext2D} pen */
  before(pen) {
    if (!this.islands.length || !this.colours) return;
    pen.fillStyle = this.colours.island;
    pen.strokeStyle = this.colours.island;
    pen.lineJoin = "round";
    pen.lineWidth = 64;
    for (const { ids } of this.islands) {
      const points = ids.map((id) => this.at(id)).filter((p) => p !== null);
      const edge = hull(points);
      if (edge.length < 2) continue;
      pen.beginPath();
      edge.forEach((p, i) => (i ? pen.lineTo(p.x, p.y) : pen.moveTo(p.x, p.y)));
      pen.closePath();
      pen.stroke();
      pen.fill();
    }
  }

  /** Rings and labels over everything. @param {CanvasRenderingContext2D} pen */
  after(pen) {
    if (!this.colours) return;
    const ratio = this.canvas.width / Math.max(1, this.canvas.clientWidth);
    const scale = this.network.getScale();
    const view = this.network.getViewPosition();
    const width = this.canvas.clientWidth;
    const height = this.canvas.clientHeight;
    pen.save();
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    /** @type {import("./labels.js").Spot[]} */
    const spots = [];
    /** @type {import("./labels.js").Spot[]} */
    const lifted = [];
    for (const id of this.order) {
      const p = this.at(id);
      const info = this.info.get(id);
      if (!p || !info) continue;
      const spot = {
        id,
        x: (p.x - view.x) * scale + width / 2,
        y: (p.y - view.y) * scale + height / 2,
        radius: info.radius * scale,
        label: info.label,
        strong: info.strong || id === this.hovered,
        faint: info.faint,
      };
      (spot.strong ? lifted : spots).push(spot);
      if (info.strong) {
        pen.beginPath();
        pen.arc(spot.x, spot.y, spot.radius + 4, 0, 2 * Math.PI);
        pen.lineWidth = 2.5;
        pen.strokeStyle = this.colours.accent;
        pen.stroke();
      }
    }
    this.labels = drawLabels(pen, [...lifted, ...spots], {
      ink: this.colours.ink, soft: this.colours.soft, halo: this.colours.halo, family: this.colours.family,
      ratio, width, height, most: 130,
    });
    pen.restore();
  }

  /** @param {string} id @returns {Point | null} */
  at(id) {
    return this.network.body.nodes[id] ?? null;
  }

  /** Where a node is on the canvas, in pixels: the most important one where none is named. @param {string} [id] */
  spot(id = this.order[0]) {
    const p = this.at(id);
    return p && this.network.canvasToDOM({ x: p.x, y: p.y });
  }

  /** @param {Iterable<string>} ids @returns {Map<string, Point>} */
  places(ids) {
    const found = new Map();
    for (const id of ids) {
      const p = this.at(id);
      if (p) found.set(id, { x: p.x, y: p.y });
    }
    return found;
  }

  /** Bring nodes into view; all where none are named. @param {string[]} [ids] @param {boolean} [still] */
  fit(ids, still = false) {
    const points = (ids?.length ? ids : this.order).map((id) => this.at(id)).filter((p) => p !== null);
    if (!points.length) return;
    const { clientWidth: width, clientHeight: height } = this.host;
    const [left, right] = extent(points.map((p) => p.x));
    const [top, bottom] = extent(points.map((p) => p.y));
    const aside = Math.min(64, width * 0.1);
    const margin = Math.min(56, height * 0.12);
    // What lies over the upper edge, the bar of a focus, takes its room from there.
    const covered = Math.min(this.covered, height / 3);
    const scale = Math.min(1.4, (width - 2 * aside) / (right - left + 1), (height - covered - 2 * margin) / (bottom - top + 1));
    const centre = { x: (left + right) / 2, y: (top + bottom) / 2 - covered / 2 / Math.max(0.02, scale) };
    this.network.moveTo({ position: centre, scale: Math.max(0.02, scale), animation: this.motion(still) });
  }

  /** @param {string} id @param {boolean} [still] */
  fly(id, still = false) {
    const p = this.at(id);
    if (!p) return;
    this.network.moveTo({ position: { x: p.x, y: p.y }, scale: Math.max(0.9, this.network.getScale()), animation: this.motion(still) });
  }

  /** Move only as far as needed for a node to be seen. @param {string} id */
  reveal(id) {
    const p = this.at(id);
    if (!p) return;
    const dom = this.network.canvasToDOM({ x: p.x, y: p.y });
    const inside = dom.x > 40 && dom.y > 40 && dom.x < this.host.clientWidth - 40 && dom.y < this.host.clientHeight - 40;
    if (!inside) this.network.moveTo({ position: { x: p.x, y: p.y }, animation: this.motion(false) });
  }

  /** @param {number} factor */
  zoom(factor) {
    const scale = Math.min(6, Math.max(0.05, this.network.getScale() * factor));
    this.network.moveTo({ scale, animation: this.motion(false) });
  }

  /** @param {boolean} still */
  motion(still) {
    return still || calm() ? false : { duration: 420, easingFunction: "easeInOutCubic" };
  }

  /**
   * The node that lies next in a direction.
   * @param {string} from @param {number} dx @param {number} dy
   * @returns {string}
   */
  next(from, dx, dy) {
    const start = this.at(from);
    if (!start) return this.order[0] ?? "";
    let best = "";
    let least = Infinity;
    for (const id of this.order) {
      const p = this.at(id);
      if (!p || id === from || this.info.get(id)?.faint) continue;
      const along = (p.x - start.x) * dx + (p.y - start.y) * dy;
      const across = Math.abs((p.x - start.x) * dy) + Math.abs((p.y - start.y) * dx);
      if (along <= 0 || across > along * 1.6) continue;
      const far = along + across * 1.5;
      if (far < least) [least, best] = [far, id];
    }
    return best || from;
  }
}

/** @param {any} event One of vis-network's, from a finger or pen. */
function touched(event) {
  const type = event.event?.pointerType ?? event.event?.srcEvent?.pointerType;
  return type === "touch" || type === "pen";
}

/**
 * Bring a data set to `rows`, touching only what changed: each change costs vis-network work.
 * @param {any} set @param {any[]} rows @param {Map<string, string>} known Rows as they were, by id.
 */
function refresh(set, rows, known) {
  const keep = new Set(rows.map((row) => row.id));
  const gone = set.getIds().filter((/** @type {any} */ id) => !keep.has(id));
  for (const id of gone) known.delete(id);
  if (gone.length) set.remove(gone);
  const changed = rows.filter((row) => {
    const told = JSON.stringify(row);
    if (known.get(row.id) === told) return false;
    known.set(row.id, told);
    return true;
  });
  if (changed.length) set.update(changed);
}

/** @param {number[]} values @returns {[number, number]} */
function extent(values) {
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}

/** Convex hull, Andrew's monotone chain (1979). @param {Point[]} points @returns {Point[]} */
function hull(points) {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  if (sorted.length < 3) return sorted;
  const half = (/** @type {Point[]} */ list) => {
    /** @type {Point[]} */
    const chain = [];
    for (const p of list) {
      while (chain.length > 1 && turn(chain[chain.length - 2], chain[chain.length - 1], p) <= 0) chain.pop();
      chain.push(p);
    }
    chain.pop();
    return chain;
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

/** @param {Point} a @param {Point} b @param {Point} c */
function turn(a, b, c) {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}
